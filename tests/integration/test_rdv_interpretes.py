"""L’interprète d’un horaire imposé : réuni s’il est libre, jamais doublé ; sinon l’agent lit pourquoi il manque."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.deplacements import deplacer
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.ressources.models import Ressource
from portail.socle.base import fermer_session, session
from tests.entree import entrer
from tests.integration import rendez_vous as fabrique
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, choix, paris, quelqu_un
from tests.integration.test_rdv_concurrence import RECOUVREMENTS, compter, tous_a_la_fois

NEUF_HEURES = paris(LUNDI, 9)
POURQUOI = "Vue au téléphone"


@pytest.fixture
def ici(departement: None, date_de_l_essai: object) -> Accueil:
    return accueil()


def traducteur(ici: Accueil, *, de_service: bool = True, **heures: time) -> Ressource:
    """Rend un interprète en langue des signes ; de service avec qui reçoit, sauf mention contraire."""
    interprete = fabrique.interprete("lsf", nom="Léo Interprète")
    if de_service:
        fabrique.plage(ici.secretaire, interprete, ici.lieu, ici.objet, **heures)
    return interprete


def demande(ici: Accueil, rang: int = 1, debut: datetime = NEUF_HEURES) -> Demande:
    voulu = choix(ici, debut, agents=frozenset({ici.ressource.id}), langue="lsf")
    return Demande(choix=voulu, personne=quelqu_un(rang), cle=uuid4().hex, agent=ici.secretaire, force=POURQUOI)


def imposer(ici: Accueil, rang: int = 1, debut: datetime = NEUF_HEURES) -> RendezVous:
    [rdv] = reserver(demande(ici, rang, debut))
    return rdv


def prises(rdv: RendezVous) -> dict[str, tuple[bool, str | None]]:
    """Rend qui ce rendez-vous mobilise, et si c’est par-dessus autre chose."""
    siennes = select(Ressource.nom, Occupation.force, Occupation.motif_force).join(Occupation)
    lues = session.execute(siennes.where(Occupation.rdv_id == rdv.id)).all()
    return {ligne[0]: (ligne[1], ligne[2]) for ligne in lues}


def test_un_interprete_libre_est_reuni_sans_etre_double(ici: Accueil):
    traducteur(ici)
    premier, second = imposer(ici), imposer(ici, 2)

    assert prises(premier) == {ici.ressource.nom: (True, POURQUOI), "Léo Interprète": (False, None)}
    assert prises(second) == {ici.ressource.nom: (True, POURQUOI)}


def test_il_suit_l_horaire_que_l_on_impose_ensuite(ici: Accueil):
    traducteur(ici)
    rdv, dix_heures = imposer(ici), NEUF_HEURES + timedelta(hours=1)
    voulu = choix(ici, dix_heures, agents=frozenset({ici.ressource.id}))
    deplacer(rdv.id, voulu, acteur=Acteur(agent=ici.secretaire), force=POURQUOI)

    assert prises(rdv)["Léo Interprète"] == (False, None)
    assert {une.debut for une in session.scalars(select(Occupation))} == {dix_heures}


@pytest.mark.parametrize(
    ("decor", "pourquoi"),
    [
        ("aucun", "Aucun interprète de cette langue n’est inscrit aux agendas."),
        ("sans plage", "Aucun n’a de plage à cette heure."),
        ("l’après-midi", "Aucun n’a de plage à cette heure."),
        ("pris", "Tous sont pris à cette heure."),
    ],
)
def test_sinon_l_agent_lit_qu_il_manque_et_pourquoi(client, ici: Accueil, decor: str, pourquoi: str):
    heures = {"debut": time(14), "fin": time(17)} if decor == "l’après-midi" else {}
    if decor != "aucun":
        traducteur(ici, de_service=decor != "sans plage", **heures)
    if decor == "pris":
        imposer(ici, 2)
    rdv = imposer(ici)
    entrer(client, ici.agent)
    page = client.get(f"/agents/agenda/rendez-vous/{rdv.numero}").text

    assert "Interprète à réunir" in page
    assert pourquoi in page
    assert "Retenir un interprète" not in page
    assert client.get("/agents/agenda/?jour=2026-11-23").text.count("Interprète à réunir") == 1


def test_des_qu_un_interprete_est_libre_il_se_reunit(client, ici: Accueil):
    rdv = imposer(ici)
    entrer(client, ici.agent)
    adresse = f"/agents/agenda/rendez-vous/{rdv.numero}"
    envoi = {"csrf_token": jeton_de_formulaire(client.get(adresse))}
    client.post(f"{adresse}/interprete", data=envoi)
    assert "n’est libre à cette heure" in client.get(adresse).text
    traducteur(ici)
    assert "Retenir un interprète" in client.get(adresse).text
    for _fois in range(2):
        client.post(f"{adresse}/interprete", data=envoi)

    fermer_session()
    assert prises(rdv)["Léo Interprète"] == (False, None)
    lue = client.get(adresse).text
    assert "langue des signes française" in lue
    assert "Interprète à réunir" not in lue


def test_un_seul_interprete_pour_deux_horaires_imposes_au_meme_instant(base_de_tous: str):
    ici = accueil()
    traducteur(ici)
    gestes = [lambda une=demande(ici, rang): reserver(une) for rang in range(6)]
    rendus = tous_a_la_fois(base_de_tous, gestes, attendus=4)

    assert [une for une in rendus if isinstance(une, Exception)] == []
    retenus = "SELECT count(*) FROM occupation o JOIN ressource r ON r.id = o.ressource_id WHERE r.genre = 'interprete'"
    assert compter(base_de_tous, retenus) == 1
    assert compter(base_de_tous, f"{RECOUVREMENTS} AND NOT (a.force AND b.force)") == 0
