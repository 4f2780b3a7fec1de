"""Ce que l’agenda ne porte plus, et pourquoi : à replacer, par qui reçoit seulement."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portail.identite.models import Role
from portail.journal.actions import SYSTEME
from portail.rendez_vous.agendas.imports import importer
from portail.rendez_vous.lieux import actions as lieux
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.casses import Cause, casses
from portail.rendez_vous.plages.queries import plages_des_ressources
from portail.rendez_vous.reservations.deplacements import deplacer
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.seances import ouvrir
from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle import horloge
from tests import fabriques
from tests.entree import entrer
from tests.integration import equipes
from tests.integration import rendez_vous as fabrique
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_gestes import relu
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, choix, paris, prendre, quelqu_un
from tests.integration.test_rdv_ailleurs import ICS

MARDI = LUNDI + timedelta(days=1)


@pytest.fixture
def ici(departement: None, date_de_l_essai: None) -> Accueil:
    return accueil()


@pytest.fixture
def rdv(ici: Accueil) -> RendezVous:
    return prendre(ici, paris(LUNDI, 9))


def adresse(ici: Accueil) -> str:
    return f"/agents/agenda/replacer?ressource={ici.ressource.id}"


def s_absenter(ici: Accueil) -> None:
    equipes.absente(ici.agent, debut=LUNDI, jours=0)


def importer_un_agenda(ici: Accueil) -> None:
    importer(ici.ressource.id, ICS.encode(), par=ici.agent)


def fermer_le_lieu(ici: Accueil) -> None:
    lieux.fermer_du_au(ici.lieu.code, du=LUNDI, au=LUNDI, motif="Travaux", auteur=SYSTEME)


def retirer_la_plage(ici: Accueil) -> None:
    [plage] = plages_des_ressources([ici.ressource.id], du=LUNDI, au=LUNDI)
    plages.retirer(plage.id, dernier_jour=horloge.aujourd_hui(), par=ici.agent)


CASSENT = [
    (s_absenter, Cause.ABSENCE, "absence"),
    (importer_un_agenda, Cause.AILLEURS, "pris dans l’autre agenda"),
    (fermer_le_lieu, Cause.FERMETURE, "lieu fermé ce jour-là"),
    (retirer_la_plage, Cause.SANS_PLAGE, "hors de toute plage"),
]


@pytest.mark.parametrize(("casser", "cause", "mot"), CASSENT)
def test_ce_qui_casse_un_rendez_vous_le_met_a_replacer_et_dit_pourquoi(
    client, ici: Accueil, rdv: RendezVous, casser: Callable[[Accueil], None], cause: Cause, mot: str
):
    tenu = prendre(ici, paris(MARDI, 10), quelqu_un(7))
    assert casses(ici.ressource.id) == []
    casser(ici)

    trouves = {un.rdv.id: un.cause for un in casses(ici.ressource.id)}
    assert trouves[rdv.id] is cause
    assert (tenu.id in trouves) == (cause is Cause.SANS_PLAGE)
    assert relu(rdv).etat is EtatRdv.PRIS, "rien n’est annulé sans qu’on le dise"
    entrer(client, ici.secretaire)
    page = client.get(adresse(ici)).text
    assert f"Sarah Petit ({mot})" in page
    assert f'href="/agents/agenda/rendez-vous/{rdv.numero}/deplacer"' in page


def test_ce_qu_un_agent_a_impose_se_montre_sans_etre_coche(client, ici: Accueil, rdv: RendezVous):
    le_soir = choix(ici, paris(LUNDI, 18), agents=frozenset({ici.ressource.id}))
    deplacer(rdv.id, le_soir, acteur=Acteur(agent=ici.secretaire), force="Après son travail")
    [seul] = casses(ici.ressource.id)
    assert (seul.impose, seul.cause) == (True, Cause.SANS_PLAGE)

    entrer(client, ici.secretaire)
    page = client.get(adresse(ici)).text
    assert "imposé par un agent" in page
    assert "checked" not in page


def test_une_seance_un_jour_d_absence_se_montre_sans_etre_cochee(client, ici: Accueil):
    atelier = fabrique.objet("ATELIER", libelle="Atelier massage", places=3)
    autre = accueil(ou=ici.lieu, quoi=atelier)
    ouvrir(choix(autre, paris(LUNDI, 9), agents=frozenset({autre.ressource.id})), agent=autre.secretaire)
    equipes.absente(autre.agent, debut=LUNDI, jours=0)
    entrer(client, autre.secretaire)
    page = client.get(adresse(autre)).text

    assert "séance à plusieurs, 0" in page
    assert "checked" not in page
    assert "Déplacer vous-même" not in page


def test_qui_encadre_pose_les_plages_sans_lire_les_noms(client, ici: Accueil, rdv: RendezVous):
    retirer_la_plage(ici)
    entrer(client, fabriques.agent(Role.RESPONSABLE, fabrique.SERVICE, prenom="Anne"))
    page = client.get(adresse(ici))

    assert page.status_code == 200
    assert "Sarah" not in page.text
    assert "1 rendez-vous est à replacer par qui reçoit" in page.text
    jeton = jeton_de_formulaire(client.get(f"/agents/agenda/plages/nouvelle?ressource={ici.ressource.id}"))
    envoi = {"lesquels": str(rdv.id), "motif": "Formation", "csrf_token": jeton}
    assert client.post(adresse(ici), data=envoi).status_code == 422
    assert relu(rdv).etat is EtatRdv.PRIS


def test_la_salle_partagee_ne_dit_pas_qui_y_vient_a_un_autre_service(client, departement: None, date_de_l_essai: None):
    lieu = fabrique.lieu()
    salle = fabrique.salle(lieu)
    besoins = [(1, GenreRessource.AGENT, fabrique.COMPETENCE, 30), (1, GenreRessource.SALLE, "", 30)]
    ici = accueil(ou=lieu, quoi=fabrique.objet(besoins=besoins))
    rdv = prendre(ici, paris(LUNDI, 9))
    assert casses(salle.id) == [], "une salle n’a pas de plage"
    fermer_le_lieu(ici)
    assert [un.rdv.id for un in casses(salle.id)] == [rdv.id]
    [plage] = plages_des_ressources([ici.ressource.id], du=LUNDI, au=LUNDI)
    pages = [
        f"/agents/agenda/replacer?ressource={salle.id}",
        f"/agents/agenda/plages/{plage.id}/jour/{LUNDI.isoformat()}",
    ]

    entrer(client, ici.secretaire)
    assert all("Sarah Petit" in client.get(page).text for page in pages)
    entrer(client, fabriques.agent(Role.SECRETAIRE, fabriques.SERVICE, prenom="Jean"))
    assert "Sarah" not in client.get(pages[0]).text
    assert client.get(pages[1]).status_code == 404
    entrer(client, fabriques.agent(Role.RESPONSABLE, fabrique.SERVICE, prenom="Anne"))
    lue = client.get(pages[1]).text
    assert "Sarah" not in lue
    assert "1 est d’un service où vous ne recevez pas" in lue
