"""Les situations que décrit le métier, avec les lieux, les secteurs et les objets livrés : de l’écran à la base."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from portail.notifications.models import Notification
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.imports import importer_lieux, importer_objets
from portail.rendez_vous.lieux.queries import lieu_de
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objet_de
from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Enfant
from portail.rendez_vous.reservations.service import priorite
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_attente import annuler
from tests.integration.rdv_gestes import annuler_pour_le_service, relu
from tests.integration.rdv_vie import LUNDI, Accueil, paris, prendre, quelqu_un
from tests.integration.test_rdv_ecrans import debuts, envoyer, s_attendre
from tests.integration.test_rdv_onglets import choisir, finir

FACONS = re.compile(r'name="modalite"[^>]*value="(\w+)"')
NGUYEN = {"prenom": "Van", "nom": "Nguyen", "courriel": "van.nguyen@messagerie.example"}


@pytest.fixture(autouse=True)
def livres(departement) -> None:
    """Les fichiers livrés, importés."""
    importer_lieux()
    importer_objets()


def recoit(objet: ObjetRdv, *codes: str, competence: str, **plage) -> Ressource:
    """Une personne de plus, qui reçoit pour cet objet dans ces lieux, un jour chacun ; son service est le sien."""
    agent = fabriques.agent(service=objet.service_code, nom=f"Agent{horloge.maintenant().timestamp()}")
    agenda = rendez_vous.agenda(agent, lieu_de(codes[0]), competence)
    for jour, code in enumerate(codes, start=1):
        rendez_vous.plage(agent, agenda, lieu_de(code), objet, **({"jours": frozenset({jour})} | plage))
    return agenda


def pris() -> list[RendezVous]:
    fermer_session()
    return list(session.scalars(select(RendezVous)))


def test_sarah_fait_peser_jules_a_aigrefeuille_sans_compte(client):
    pesee = objet_de("PMI_PESEE")
    recoit(pesee, "aigrefeuille", competence="puericultrice")
    jules = {"naissance-jour": "3", "naissance-mois": "11", "naissance-annee": "2026"}
    sarah = {"commune": "Aigrefeuille-sur-Maine", "interprete": "aucun", **jules}
    horaires = envoyer(client, f"/rendez-vous/ou?pour={pesee.id}", **sarah).location
    mien = finir(client, choisir(client, horaires), prenom_enfant="Jules").location
    page = client.get(mien).text

    [rdv] = pris()
    assert (rdv.minutes, lieu_de("aigrefeuille").id) == (15, rdv.lieu_id)
    for dit in ("4 rue Lavoisier", "carnet de santé", "carte Vitale"):
        assert dit in page


def test_ines_seize_ans_vient_hors_de_sa_commune_et_rien_ne_s_ecrit(client):
    sante = objet_de("SANTE_SEX")
    recoit(sante, "clisson", "blain", competence="sante_sexuelle")
    adresse = f"/rendez-vous/ou?pour={sante.id}"
    horaires = envoyer(client, adresse, commune="Clisson", interprete="aucun", modalite="sur_place").location
    ailleurs = f"{horaires}&lieu=blain"
    assert f'value="{lieu_de("blain").code}"' in client.get(horaires).text
    ines = {"pseudonyme": "Lou", "telephone": "06 39 98 00 16", "sans_message": "oui"}
    page = client.get(envoyer(client, choisir(client, ailleurs), **ines).location)

    [rdv] = pris()
    assert rdv.lieu_id == lieu_de("blain").id
    assert rdv.participations[0].identite == {"pseudonyme": "Lou"}
    assert session.scalars(select(Notification)).all() == []
    assert "nous n’envoyons aucun message" in page.text


def test_monsieur_nguyen_n_a_pas_de_visio_attend_un_interprete_et_l_obtient(client):
    budget = objet_de("BUDGET")
    agenda = recoit(budget, "clisson", "clisson", competence="cesf", modalites=frozenset({"sur_place", "visio"}))
    lsf = rendez_vous.interprete("lsf")
    rendez_vous.plage(
        rendez_vous.secretaire(), lsf, lieu_de("clisson"), budget, debut=time(9), fin=time(10), dernier_jour=LUNDI
    )
    ici = Accueil(lieu_de("clisson"), budget, rendez_vous.puericultrice(), agenda, rendez_vous.secretaire("Anne"))
    entendant = prendre(ici, paris(LUNDI, 9), quelqu_un(1), agent=fabriques.agent(service=budget.service_code))
    adresse = f"/rendez-vous/ou?pour={budget.id}"
    assert FACONS.findall(client.get(adresse).text) == ["sur_place"]  # personne n’a d’adresse de visioconférence
    voulu = {"commune": "Clisson", "interprete": "lsf", "modalite": "sur_place"}
    horaires = envoyer(client, adresse, **voulu).location
    assert debuts(client.get(horaires)) == []

    lieux = {"lieux": str(lieu_de("clisson").id)}
    s_attendre(client, horaires.replace("/horaires", "/attendre"), **lieux, **NGUYEN)
    annuler(entendant)
    fermer_session()
    [attente] = session.scalars(select(Attente))
    assert (attente.etat, attente.debut) == (EtatAttente.PROPOSE, paris(LUNDI, 9))
    assert (
        lsf.id in session.scalars(select(Occupation.ressource_id).where(Occupation.tenue_id == attente.tenue_id)).all()
    )


def test_douze_rendez_vous_annules_se_reproposent_les_nourrissons_d_abord():
    pesee = objet_de("PMI_PESEE")
    absente = recoit(pesee, "aigrefeuille", competence="puericultrice", jours=frozenset({1, 2}))
    recoit(pesee, "aigrefeuille", competence="puericultrice", premier_jour=LUNDI + timedelta(days=7))
    secretaire = rendez_vous.secretaire()
    ici = Accueil(lieu_de("aigrefeuille"), pesee, rendez_vous.puericultrice(), absente, secretaire)
    nes = [date(2021 + rang % 6, 1 + rang % 12, 3) for rang in range(11)] + [date(2026, 11, 3)]
    rdvs = [
        prendre(ici, paris(LUNDI, 9 + rang // 4, rang % 4 * 15), quelqu_un(rang, enfants=(Enfant(date_naissance=ne),)))
        for rang, ne in enumerate(nes)
    ]
    annules = annuler_pour_le_service([rdv.id for rdv in rdvs], agent=secretaire, motif="La puéricultrice est absente.")

    offerts = {rdv.id: rdv for rdv in annules}
    assert len(offerts) == 12
    assert [rdv.id for rdv in annules] == [rdv.id for rdv in sorted(rdvs, key=priorite)]
    assert annules[0].id == rdvs[-1].id  # né ce mois-ci
    ecrits = select(Notification.gabarit).where(Notification.gabarit == "rdv/annule_service")
    assert len(session.scalars(ecrits).all()) == 12
    assert len(session.scalars(select(Occupation).where(Occupation.tenue_id.is_not(None))).all()) == 12
    assert all(relu(rdv).motif for rdv in rdvs)


def test_le_dimanche_du_changement_d_heure_rien_ne_se_prend_et_lundi_garde_ses_heures(client):
    fabriques.mettre_l_horloge_au(date(2026, 10, 22))
    aide = objet_de("ACCES_DROITS")
    recoit(aide, "clisson", competence="accompagnement", premier_jour=date(2026, 10, 19), jours=frozenset({1, 5}))
    voulu = {"commune": "Clisson", "interprete": "aucun", "modalite": "sur_place"}
    page = client.get(envoyer(client, f"/rendez-vous/ou?pour={aide.id}", **voulu).location)
    locaux = [horloge.a_paris(datetime.fromisoformat(debut)) for debut in debuts(page)]
    vendredi, lundi = date(2026, 10, 23), date(2026, 10, 26)
    assert {un.date() for un in locaux} == {vendredi, lundi}
    assert {un.time() for un in locaux if un.date() == vendredi} == {un.time() for un in locaux if un.date() == lundi}

    garder = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', page.text).group(1).replace("&amp;", "&")
    dimanche = {"debut": "2026-10-25T09:00:00+00:00", "csrf_token": jeton_de_formulaire(page)}
    assert client.post(garder, data=dimanche).status_code == 409
    assert session.scalars(select(Occupation)).all() == []
