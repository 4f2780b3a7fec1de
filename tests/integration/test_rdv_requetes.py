"""Combien d’instructions demandent une recherche et une réservation : un budget serré, quel que soit le monde."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from portail.rendez_vous.creneaux.recherche import Recherche, chercher, prochains
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations import actions
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle.base import session
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_gestes import demande
from tests.integration.rdv_vie import LUNDI, MOBILE, Accueil, accueil, choix, paris, quelqu_un
from tests.integration.test_requetes_sql import instructions

pytestmark = pytest.mark.usefixtures("departement")
RESERVER_CE_QU_ON_GARDE = "réserver ce que l’on garde"
BUDGET = {"garder": 12, RESERVER_CE_QU_ON_GARDE: 23, "réserver": 20}
REFUS = 7
RECHERCHE = 5
"""L’objet et ses besoins, que la page a d’ordinaire déjà lus ; les plages, les fermetures, le temps pris."""


@pytest.fixture
def ici(departement: None) -> Accueil:
    return accueil()


def peupler(ici: Accueil) -> None:
    """Neuf agents de plus, et chacun un rendez-vous chaque heure du lendemain."""
    for rang in range(9):
        agenda = fabrique.agenda(fabrique.puericultrice(nom=f"Agent{rang}"), ici.lieu)
        fabrique.plage(ici.secretaire, agenda, ici.lieu, ici.objet)
    for rang in range(24):
        actions.reserver(demande(ici, paris(LUNDI + timedelta(days=1), 9 + rang % 3), quelqu_un(100 + rang)))


def cout(geste: Callable[[], object]) -> int:
    """Rend combien d’instructions le geste demande, comme une requête qui commence : rien n’est déjà en mémoire."""
    session.expunge_all()
    with instructions() as vues:
        geste()
    return len(vues)


def couts(ici: Accueil, jour: int) -> dict[str, int]:
    """Rend ce que demande chaque geste, ce jour-là ; le second passage : le premier remplit les mémoires."""
    debut = LUNDI + timedelta(days=jour)
    lus: dict[str, int] = {}
    for passage in range(2):
        gardee, libre = paris(debut, 9 + passage), paris(debut, 9 + passage, 30)
        cle, rang = f"session-{jour}-{passage}", 10 * jour + 2 * passage
        reprise = demande(ici, gardee, quelqu_un(rang, telephone=MOBILE), detenteur=Detenteur(session=cle))
        directe = demande(ici, libre, quelqu_un(rang + 1))
        gestes: dict[str, Callable[[], object]] = {
            "garder": partial(actions.tenir, choix(ici, gardee), session_cle=cle),
            RESERVER_CE_QU_ON_GARDE: partial(actions.reserver, reprise),
            "réserver": partial(actions.reserver, directe),
        }
        lus = {nom: cout(geste) for nom, geste in gestes.items()}
    return lus


def test_garder_puis_reserver_tient_dans_son_budget_quel_que_soit_le_monde(ici: Accueil):
    """Messages, liens et rappels promis compris : la personne a un courriel et un mobile."""
    seul = couts(ici, 3)
    peupler(ici)
    nombreux = couts(ici, 4)

    assert nombreux == BUDGET
    # Seul, il n’y a personne à départager.
    assert {nom: BUDGET[nom] - cout for nom, cout in seul.items()} == {
        **dict.fromkeys(BUDGET, 1),
        RESERVER_CE_QU_ON_GARDE: 0,
    }


def test_un_refus_ne_demande_que_de_le_savoir(ici: Accueil):
    actions.reserver(demande(ici, paris(LUNDI, 9), quelqu_un(1)))

    def perdre() -> None:
        with pytest.raises(CreneauPris):
            actions.reserver(demande(ici, paris(LUNDI, 9), quelqu_un(2)))

    assert cout(perdre) <= REFUS


def test_chercher_ne_demande_pas_plus_pour_vingt_lieux_que_pour_un(ici: Accueil):
    recherche = Recherche(objet_id=ici.objet.id)
    gestes: list[Callable[[], object]] = [partial(chercher, recherche), partial(prochains, recherche)]
    prochains(recherche)
    pour_un = [cout(geste) for geste in gestes]
    for rang in range(19):
        accueil(ou=fabrique.lieu(f"lieu-{rang}"), quoi=ici.objet)

    assert [cout(geste) for geste in gestes] == pour_un == [RECHERCHE, RECHERCHE]
    assert len(prochains(recherche)) == 20
