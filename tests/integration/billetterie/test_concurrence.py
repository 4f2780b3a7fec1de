"""Deux cents acheteurs pour vingt places, deux téléphones pour un billet : les faits lus en base."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from portail.inscriptions.billets import controle
from portail.inscriptions.billets.controle import PassageRecu, Verdict
from portail.inscriptions.patrimoine import paniers
from portail.socle import horloge
from tests import fabriques
from tests.integration.billetterie import fabrique
from tests.integration.inscriptions.course import TROP, bilan, compter, tous_a_la_fois
from tests.integration.simultane import sous_verrou

TENUES = "SELECT coalesce(sum(nombre), 0) FROM quota_tenu"
ADMIS = "SELECT count(*) FROM passage_de_billet WHERE issue = 'admis'"
EN_DOUBLE = "SELECT count(*) FROM passage_de_billet WHERE issue = 'en_double'"


@pytest.fixture
def base_de_tous(base_reelle: str) -> Iterator[str]:
    """Une base où l’on valide pour de bon, les sites installés."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    fabrique.installer()
    yield base_reelle
    horloge.poser_decalage(horloge.decalage() * 0)


def test_deux_cents_acheteurs_pour_vingt_places_vingt_exactement(base_de_tous: str):
    voulus = fabrique.voulus(fabrique.seance(places=20), plein=1, moins_18=1)

    def acheter() -> object:
        return paniers.ajouter(voulus)

    rendus = tous_a_la_fois(base_de_tous, [acheter] * 200, attendus=20)

    assert bilan(rendus) == {"pris": 10, "PlusAssezDePlaces": 190}
    assert compter(base_de_tous, TENUES) == 20
    assert compter(base_de_tous, TROP) == 0


def test_deux_telephones_au_meme_instant_un_seul_fait_entrer(base_de_tous: str):
    agent = fabrique.accueil()
    achat = fabrique.gratuit(fabrique.seance(jour=horloge.aujourd_hui(), heure=fabrique.time(23, 30)))
    [billet], entree = fabrique.billets(achat), fabrique.entree(agent)
    code, billet_id = billet.code, billet.id

    def presenter() -> object:
        recu = PassageRecu(id=uuid4(), code=code, le=horloge.maintenant())
        [(_id, constat)] = controle.synchroniser([recu], entree, agent=agent, appareil="un")
        return constat.verdict

    pose = "SELECT 1 FROM billet WHERE id = %s FOR UPDATE"
    rendus = sous_verrou(base_de_tous, pose, [billet_id], presenter, presenter)

    assert sorted(map(str, rendus)) == [Verdict.ADMIS, Verdict.DEJA_ENTRE]
    assert (compter(base_de_tous, ADMIS), compter(base_de_tous, EN_DOUBLE)) == (1, 1)
