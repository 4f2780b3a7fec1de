"""Beaucoup de personnes pour peu de places au même instant : aucune vendue deux fois, aucune perdue, jamais 500.

La séance est verrouillée d’ailleurs le temps que chacun l’ait vue libre et attende son tour. Les faits se lisent en
base, par des requêtes qui ignorent notre code.
"""

import random
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from portail.rendez_vous.attente import actions as attentes
from portail.rendez_vous.attente import balayage
from portail.rendez_vous.attente.models import Attente
from portail.rendez_vous.reservations import actions, taches
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier
from tests import fabriques
from tests.integration.rdv_seances import attendre, ouvrir, partir, tenir, venir
from tests.integration.rdv_vie import Accueil, accueil, quelqu_un
from tests.integration.test_rdv_concurrence import INTERBLOCAGES, Geste, bilan, compter, tous_a_la_fois

PLACES = 12
PRISES = "SELECT places_prises FROM rendez_vous"
GARDEES = "SELECT places_tenues FROM rendez_vous"
PRESENTS = "SELECT count(*) FROM participation WHERE etat = 'attendu'"
TENUES = "SELECT coalesce(sum(passages), 0) FROM tenue"
PROPOSEES = "SELECT count(*) FROM attente_rdv a JOIN tenue t ON t.id = a.tenue_id AND t.attente_id = a.id"
EN_COURS = "SELECT count(*) FROM attente_rdv WHERE etat = 'propose'"
DEUX_FOIS = "SELECT count(*) - count(DISTINCT personne) FROM participation WHERE etat = 'attendu'"


@pytest.fixture
def base_de_tous(base_reelle: str) -> Iterator[str]:
    """Une base où l’on valide pour de bon, un département installé."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    yield base_reelle
    horloge.poser_decalage(timedelta())


@pytest.fixture
def ici(base_de_tous: str) -> Accueil:
    return accueil(places=PLACES)


def en_base(url: str) -> tuple[int, int]:
    """Rend les places prises et gardées, et vérifie que les compteurs disent ce que disent les lignes."""
    assert (compter(url, PRISES), compter(url, GARDEES)) == (compter(url, PRESENTS), compter(url, TENUES))
    assert compter(url, PROPOSEES) == compter(url, EN_COURS)
    return compter(url, PRISES), compter(url, GARDEES)


def geste_de(seance: RendezVous, rang: int) -> Geste:
    """Un tiers vient sans rien tenir, un tiers garde puis s’inscrit, un tiers garde puis abandonne."""
    personne, cle = quelqu_un(rang), f"session-{rang}"

    def garder_puis_venir() -> object:
        tenir(seance, cle)
        return venir(seance, personne, cle)

    def garder_puis_partir() -> object:
        tenir(seance, cle)
        actions.lacher(session_cle=cle)
        return None

    return [lambda: venir(seance, personne), garder_puis_venir, garder_puis_partir][rang % 3]


def test_deux_cents_tenues_douze_places_douze_gardees(base_de_tous: str, seance: RendezVous):
    avant = compter(base_de_tous, INTERBLOCAGES)
    gestes = [lambda rang=rang: tenir(seance, f"session-{rang}") for rang in range(200)]

    assert bilan(tous_a_la_fois(base_de_tous, gestes)) == {"pris": PLACES, "SeanceComplete": 200 - PLACES}
    assert en_base(base_de_tous) == (0, PLACES)
    assert compter(base_de_tous, INTERBLOCAGES) == avant


def test_deux_cents_personnes_tenues_comprises_aucune_place_vendue_deux_fois_ni_perdue(
    base_de_tous: str, seance: RendezVous
):
    rendus = tous_a_la_fois(base_de_tous, [geste_de(seance, rang) for rang in range(200)], attendus=0)

    inscrites = [un for un in rendus if isinstance(un, list)]
    assert set(bilan(rendus)) == {"pris", "SeanceComplete"}
    assert en_base(base_de_tous) == (len(inscrites), 0)
    # Ce que l’on a gardé puis rendu est encore à prendre, jusqu’à la dernière place.
    restantes = PLACES - len(inscrites)
    suivants = [lambda rang=rang: venir(seance, quelqu_un(300 + rang)) for rang in range(20)]
    attendu = {"pris": restantes, "SeanceComplete": 20 - restantes} if restantes else {"SeanceComplete": 20}
    assert bilan(tous_a_la_fois(base_de_tous, suivants, attendus=0)) == attendu
    assert en_base(base_de_tous) == (PLACES, 0)


def test_des_tenues_echues_se_rendent_une_fois_quel_que_soit_qui_les_efface(base_de_tous: str, seance: RendezVous):
    for rang in range(PLACES):
        tenir(seance, f"partie-{rang}")
    horloge.poser_decalage(horloge.decalage() + timedelta(minutes=11))
    balayages: list[Geste] = [taches.rendre_les_tenues_echues] * 4
    venues: list[Geste] = [lambda rang=rang: venir(seance, quelqu_un(rang)) for rang in range(40)]

    rendus = tous_a_la_fois(base_de_tous, [*balayages, *venues], attendus=0)

    assert bilan(rendus[4:]) == {"pris": PLACES, "SeanceComplete": 40 - PLACES}
    assert en_base(base_de_tous) == (PLACES, 0)


def test_le_meme_formulaire_envoye_vingt_fois_ne_prend_que_sa_place(base_de_tous: str, seance: RendezVous):
    tenir(seance, "la-mienne")
    personne = quelqu_un(1)
    rendus = tous_a_la_fois(base_de_tous, [lambda: venir(seance, personne, "la-mienne")] * 20, attendus=1)

    assert bilan(rendus) == {"pris": 1, "DejaUnRendezVous": 19}
    assert en_base(base_de_tous) == (1, 0)


def test_une_session_qui_change_de_seance_a_tout_va_ne_tient_qu_une_place(base_de_tous: str, ici: Accueil):
    une, autre = ouvrir(ici, heure=14), ouvrir(ici, heure=16)
    gestes = [lambda rang=rang: tenir((une, autre)[rang % 2], f"session-{rang // 8}") for rang in range(48)]

    assert bilan(tous_a_la_fois(base_de_tous, gestes)) == {"pris": 48}
    assert compter(base_de_tous, "SELECT sum(places_tenues) FROM rendez_vous") == 6
    assert compter(base_de_tous, TENUES) == 6


def test_les_places_rendues_ensemble_vont_a_la_liste_jamais_aux_passants(base_de_tous: str, seance: RendezVous):
    inscrits = [venir(seance, quelqu_un(rang))[0] for rang in range(PLACES)]
    en_liste = [attendre(seance, quelqu_un(100 + rang)) for rang in range(10)]
    departs: list[Geste] = [lambda une=une: partir(une) for une in inscrits[:6]]
    passants: list[Geste] = [lambda rang=rang: venir(seance, quelqu_un(200 + rang)) for rang in range(30)]

    rendus = tous_a_la_fois(base_de_tous, [*departs, *passants], attendus=0)

    assert bilan(rendus[:6]) == {"pris": 6}
    assert bilan(rendus[6:]) == {"SeanceComplete": 30}
    assert en_base(base_de_tous) == (6, 6)
    with psycopg.connect(base_de_tous) as connexion:
        servies = connexion.execute("SELECT id FROM attente_rdv WHERE etat = 'propose' ORDER BY depuis").fetchall()
    assert [une[0] for une in servies] == [une.id for une in en_liste[:6]]


def test_accepter_refuser_quitter_balayer_et_passer_a_la_fois_gardent_le_compte(
    base_de_tous: str, ici: Accueil, seance: RendezVous
):
    inscrits = [venir(seance, quelqu_un(rang))[0] for rang in range(PLACES)]
    en_liste = [attendre(seance, quelqu_un(100 + rang)) for rang in range(16)]
    for une in inscrits[:8]:
        partir(une)

    def repondre(attente: Attente, rang: int) -> Geste:
        reponses = (
            lambda: attentes.accepter(attente.id, proposition=1),
            lambda: attentes.refuser(attente.id, proposition=1),
            lambda: attentes.quitter(attente.id),
        )
        return reponses[rang % 3]

    gestes = [repondre(une, rang) for rang, une in enumerate(en_liste) for _fois in range(2)]
    gestes += [balayage.passer_aux_suivantes, lambda: balayage.servir(ici.objet.id)] * 2
    gestes += [lambda une=une: partir(une) for une in inscrits[8:]]
    gestes += [lambda rang=rang: tenir(seance, f"passant-{rang}") for rang in range(20)]
    random.Random(4).shuffle(gestes)

    rendus = tous_a_la_fois(base_de_tous, gestes, attendus=0)

    assert [un for un in rendus if isinstance(un, Exception) and not isinstance(un, ErreurMetier)] == []
    prises, gardees = en_base(base_de_tous)
    assert prises + gardees <= PLACES
    assert compter(base_de_tous, DEUX_FOIS) == 0
    # Rien ne s’est perdu : chaque place libre se prend encore, et la suivante se refuse.
    libres = PLACES - prises - gardees
    suivants = [lambda rang=rang: venir(seance, quelqu_un(400 + rang)) for rang in range(libres + 3)]
    dernieres = bilan(tous_a_la_fois(base_de_tous, suivants, attendus=0))
    assert (dernieres["pris"], dernieres["SeanceComplete"]) == (libres, 3)
