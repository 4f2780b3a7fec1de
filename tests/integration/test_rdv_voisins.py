"""Plus rien dans ce lieu : le plus proche ailleurs, à l’écran d’un refus comme à l’annulation par le service."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from portail.identite.models import Usager
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.parametres.actions import changer_valeur
from portail.rendez_vous.lieux.actions import ajouter_au_secteur, fermer_lieu
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations.actions import occuper
from portail.rendez_vous.occupations.models import Occupation, Origine, Tenue
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.reservations import service
from portail.rendez_vous.ressources.actions import nommer_le_referent
from portail.socle.base import session, transaction
from tests.integration import rendez_vous as fabrique
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_gestes import annuler_pour_le_service, soi
from tests.integration.rdv_vie import LUNDI, SARAH, Accueil, accueil, le, paris, prendre, quelqu_un
from tests.integration.test_rdv_ecrans import ICI, debuts, envoyer

AIGREFEUILLE, CLISSON, NANTES, BREST = (-1.402, 47.077), (-1.282, 47.086), (-1.554, 47.218), (-4.486, 48.390)
"""Longitude et latitude : Clisson est à 9 km d’Aigrefeuille, Nantes à 19, Brest à plus de 200."""
UNE_SEULE = le(LUNDI, time(9), time(9, 30))


def lieu(code: str, point: tuple[float, float] | None) -> Lieu:
    placement = {"longitude": point[0], "latitude": point[1]} if point else {}
    adresse = {"adresse": "9 rue du Connétable"} if code == "clisson" else {}
    return fabrique.lieu(code, **placement, **adresse)


@pytest.fixture
def ici(departement: None, date_de_l_essai: object) -> Accueil:
    """Un lieu qui n’a qu’un horaire, le lundi à 9 h."""
    del departement, date_de_l_essai
    return accueil(ou=lieu("aigrefeuille", AIGREFEUILLE), plage=UNE_SEULE)


def ouvrir(code: str, point: tuple[float, float] | None, quoi: ObjetRdv, **plage: Any) -> Accueil:
    return accueil(ou=lieu(code, point), quoi=quoi, plage=plage)


def absente(ici: Accueil) -> None:
    """L’agent de ce lieu est absent toute la semaine."""
    absence = Source(origine=Origine.ABSENCE, id=uuid4())
    with transaction():
        occuper(
            [Voulue(ressource_id=ici.ressource.id, debut=paris(LUNDI, 0), fin=paris(LUNDI + timedelta(days=60), 0))],
            source=absence,
        )


def offert(ici: Accueil, debut: datetime = paris(LUNDI, 9), **autres) -> UUID | None:
    """Prend cet horaire, l’annule au nom d’un service absent, et rend le lieu de celui qu’il garde à la place."""
    rdv = prendre(ici, debut, **autres)
    absente(ici)
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Absence.")
    tenue = service.offre_pour(rdv.id, acteur=soi(rdv))
    return tenue.lieu_id if tenue else None


def test_un_horaire_du_meme_lieu_passe_avant_un_plus_tot_ailleurs(departement: None):
    ici = accueil(ou=lieu("aigrefeuille", AIGREFEUILLE))
    ouvrir("clisson", CLISSON, ici.objet)
    rdv = prendre(ici, paris(LUNDI, 9))
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Réunion.")

    assert [tenue.lieu_id for tenue in session.scalars(select(Tenue))] == [ici.lieu.id]


def test_sans_rien_ici_l_offre_est_chez_le_plus_proche_des_voisins_et_s_accepte(ici: Accueil):
    ouvrir("nantes", NANTES, ici.objet)
    proche = ouvrir("clisson", CLISSON, ici.objet)
    rdv = prendre(ici, paris(LUNDI, 9))
    absente(ici)
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Absence.")

    assert [tenue.lieu_id for tenue in session.scalars(select(Tenue))] == [proche.lieu.id]
    message = session.scalars(select(Notification).where(Notification.gabarit == "rdv/annule_service")).first()
    assert "9 rue du Connétable" in str(message.contexte)
    repris = service.accepter_l_offre(rdv.id, acteur=soi(rdv), cle="reprise")
    assert (repris.lieu_id, repris.remplace_id) == (proche.lieu.id, rdv.id)


def test_le_temps_que_l_on_vient_d_annuler_ne_se_repropose_pas_avec_le_meme_agent(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))  # l’unique horaire de l’unique agent, dont l’absence n’est pas encore dite
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Réunion.")
    assert session.scalars(select(Tenue)).all() == []

    collegue = fabrique.agenda(fabrique.puericultrice(nom="Deux"), ici.lieu)
    fabrique.plage(ici.secretaire, collegue, ici.lieu, ici.objet, **UNE_SEULE)
    rdv = prendre(ici, paris(LUNDI, 9), quelqu_un(2))
    [avec] = session.scalars(select(Occupation.ressource_id).where(Occupation.rdv_id == rdv.id)).all()
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Réunion.")
    [tenue] = session.scalars(select(Tenue)).all()
    [autre] = session.scalars(select(Occupation.ressource_id).where(Occupation.tenue_id == tenue.id)).all()
    assert tenue.debut == paris(LUNDI, 9)
    assert {avec, autre} == {ici.ressource.id, collegue.id}


@pytest.mark.parametrize("point", [BREST, None])
def test_trop_loin_ou_sans_adresse_connue_un_lieu_n_est_pas_voisin(ici: Accueil, point):
    ouvrir("ailleurs", point, ici.objet)

    assert offert(ici) is None


def test_le_rayon_se_regle(ici: Accueil):
    ouvrir("clisson", CLISSON, ici.objet)
    changer_valeur("rdv_offre_rayon_km", valeur=Decimal(5), debut=date(2026, 11, 1), source="essai", auteur=SYSTEME)

    assert offert(ici) is None


def test_un_lieu_voisin_qui_ne_recoit_plus_n_est_pas_propose(ici: Accueil):
    ferme = ouvrir("clisson", CLISSON, ici.objet)
    fermer_lieu(ferme.lieu.code, auteur=SYSTEME)

    assert offert(ici) is None


def test_deux_annules_ne_recoivent_pas_le_meme_horaire_voisin(departement: None):
    ici = accueil(ou=lieu("aigrefeuille", AIGREFEUILLE), plage=le(LUNDI, time(9), time(10)))
    seul = ouvrir("clisson", CLISSON, ici.objet, **UNE_SEULE)
    rdvs = [prendre(ici, paris(LUNDI, 9), quelqu_un(1)), prendre(ici, paris(LUNDI, 9, 30), quelqu_un(2))]
    absente(ici)
    annuler_pour_le_service([rdv.id for rdv in rdvs], agent=ici.secretaire, motif="Absence.")

    assert [tenue.lieu_id for tenue in session.scalars(select(Tenue))] == [seul.lieu.id]


def test_un_suivi_se_repropose_ailleurs_avec_le_meme_agent_seulement(departement: None, yanis: Usager):
    ici = accueil(ou=lieu("aigrefeuille", AIGREFEUILLE), suivi=True, plage=UNE_SEULE)
    ouvrir("clisson", CLISSON, ici.objet)
    nantes = lieu("nantes", NANTES)
    fabrique.plage(ici.secretaire, ici.ressource, nantes, ici.objet, debut=time(14), fin=time(16))
    nommer_le_referent(yanis.id, service_code=fabrique.SERVICE, agent_id=ici.agent.id, par=ici.secretaire)
    rdv = prendre(ici, paris(LUNDI, 9), replace(SARAH, usager_id=yanis.id))
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Salle fermée.")

    [tenue] = session.scalars(select(Tenue)).all()
    occupe = session.scalars(select(Occupation.ressource_id).where(Occupation.tenue_id == tenue.id)).all()
    assert (tenue.lieu_id, occupe) == (nantes.id, [ici.ressource.id])


def test_pris_entre_temps_et_rien_d_autre_ici_la_page_propose_le_plus_proche_ailleurs(client, ici: Accueil):
    ajouter_au_secteur("aigrefeuille", code_insee="44002", auteur=SYSTEME)
    proche = ouvrir("clisson", CLISSON, ici.objet)
    horaires = client.get(envoyer(client, f"/rendez-vous/ou?pour={ici.objet.id}", **ICI).location)
    assert proche.lieu.nom in horaires.text
    formulaire = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', horaires.text).group(1)
    prendre(ici, paris(LUNDI, 9))
    champs = {"debut": debuts(horaires)[0], "csrf_token": jeton_de_formulaire(horaires)}
    refus = client.post(formulaire.replace("&amp;", "&"), data=champs)

    assert refus.status_code == 409
    assert debuts(refus) == []
    lisible = refus.text.replace("\u00a0", " ")
    assert proche.lieu.nom in refus.text
    assert "à 9 km" in lisible
    assert "23 novembre 2026 à 9" in lisible


def test_la_page_dit_que_l_horaire_offert_est_dans_un_autre_lieu(client, ici: Accueil):
    proche = ouvrir("clisson", CLISSON, ici.objet)
    rdv = prendre(ici, paris(LUNDI, 9))
    absente(ici)
    annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Absence.")
    message = session.scalars(select(Notification).where(Notification.gabarit == "rdv/annule_service")).first()
    page = client.get(message.contexte["chemin"], follow_redirects=True)

    assert proche.lieu.nom in page.text
    assert "celui-ci est dans un autre" in page.text
