"""Changer un agenda pendant qu’on y réserve : celui qui passe le second voit ce que le premier a écrit.

La fenêtre est élargie par la base : la ressource est verrouillée d’ailleurs jusqu’à ce que chacun, qui a vu le créneau
libre, attende son tour.
"""

from dataclasses import replace
from datetime import time
from threading import Timer

import psycopg
import pytest
from sqlalchemy import select

from portail.instruction.absences import actions as absences
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.erreurs import PlageChangee
from portail.rendez_vous.plages.fiche import UnSeulJour, fiche_de
from portail.rendez_vous.plages.models import Plage
from portail.rendez_vous.reservations import actions as reservations
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from tests.integration import equipes
from tests.integration.rdv_gestes import demande
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, paris
from tests.integration.simultane import Geste, sous_verrou

NEUF_HEURES = 9
PATIENCE = 3
"""Secondes qu’un geste attend un verrou, avant d’être refait."""


@pytest.fixture
def url(base_de_tous: str) -> str:
    return base_de_tous


@pytest.fixture
def ici(url: str) -> Accueil:
    return accueil()


def a_la_fois(url: str, ici: Accueil, *gestes: Geste) -> list[object]:
    return sous_verrou(url, "SELECT 1 FROM ressource WHERE id = %s FOR UPDATE", [ici.ressource.id], *gestes)


def plage_de(ici: Accueil) -> Plage:
    return session.scalars(select(Plage).where(Plage.ressource_id == ici.ressource.id)).one()


def reserver(ici: Accueil) -> Geste:
    voulue = demande(ici, paris(LUNDI, NEUF_HEURES))
    return lambda: reservations.reserver(voulue)


def pris() -> int:
    session.expire_all()
    return len(session.scalars(select(RendezVous)).all())


def retirer(ici: Accueil) -> Geste:
    plage_id, par = plage_de(ici).id, ici.agent
    return lambda: plages.retirer(plage_id, dernier_jour=horloge.aujourd_hui(), par=par)


def annuler_ce_jour(ici: Accueil) -> Geste:
    plage_id, par = plage_de(ici).id, ici.agent
    return lambda: plages.excepter(plage_id, LUNDI, UnSeulJour(annulee=True), par=par)


@pytest.mark.parametrize("changer", [retirer, annuler_ce_jour])
def test_qui_reserve_apres_le_retrait_de_la_plage_est_refuse(url: str, ici: Accueil, changer):
    rendus = a_la_fois(url, ici, changer(ici), reserver(ici))

    assert rendus[1] is CreneauPris
    assert pris() == 0


@pytest.mark.parametrize("changer", [retirer, annuler_ce_jour])
def test_qui_reserve_avant_garde_son_rendez_vous(url: str, ici: Accueil, changer):
    a_la_fois(url, ici, reserver(ici), changer(ici))

    assert pris() == 1
    assert [un.origine for un in session.scalars(select(Occupation))] == [Origine.RDV]


def test_une_absence_et_une_reservation_au_meme_instant(url: str, ici: Accueil):
    fiche = absences.FicheAbsence(
        agent_id=ici.agent.id, debut=LUNDI, fin=LUNDI, suppleant_id=None, sort=equipes.SortDesDossiers.GARDER
    )
    par = ici.agent

    rendus = a_la_fois(url, ici, lambda: absences.declarer(fiche, par=par), reserver(ici))

    assert rendus[1] is CreneauPris
    assert pris() == 0
    assert [un.origine for un in session.scalars(select(Occupation))] == [Origine.ABSENCE]


def test_deux_changements_de_la_meme_plage_un_seul_passe(url: str, ici: Accueil):
    plage, par = plage_de(ici), ici.agent
    version, fiche = plage.version, fiche_de(plage)

    def changer() -> object:
        return plages.modifier(plage.id, fiche, version=version, par=par)

    def changer_les_heures() -> object:
        return plages.modifier(plage.id, replace(fiche, fin=time(11)), version=version, par=par)

    rendus = a_la_fois(url, ici, changer_les_heures, changer)

    assert rendus[1] is PlageChangee
    session.expire_all()
    assert plage_de(ici).fin == time(11)


def test_un_agenda_tenu_plus_longtemps_que_la_patience_se_reprend(url: str, ici: Accueil):
    plage_id, ressource_id = plage_de(ici).id, ici.ressource.id
    fermer_session()
    with psycopg.connect(url) as verrou:
        verrou.execute("SELECT 1 FROM ressource WHERE id = %s FOR UPDATE", [ressource_id])
        rend = Timer(PATIENCE + 0.5, verrou.rollback)
        rend.start()
        plages.excepter(plage_id, LUNDI, UnSeulJour(annulee=True), par=ici.secretaire)
        rend.join()

    session.expire_all()
    assert [une.jour for une in plage_de(ici).exceptions] == [LUNDI]
