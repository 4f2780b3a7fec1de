"""Beaucoup de monde au même instant : jamais une place de trop, jamais un interblocage ; les faits lus en base."""

from collections.abc import Iterator
from typing import LiteralString
from uuid import UUID

import pytest

from portail.identite.models import Agent
from portail.inscriptions.evenements import actions, organisation
from portail.inscriptions.evenements.models import EtatInscription
from portail.journal.actions import SYSTEME
from portail.socle import horloge
from portail.socle.base import fermer_session
from tests import fabriques
from tests.integration.evenements.fabrique import etats, evenement, inscrite, responsable
from tests.integration.inscriptions.course import INTERBLOCAGES, TROP, bilan, compter, tous_a_la_fois

INSCRIT, ATTENTE, ANNULE = EtatInscription.INSCRIT, EtatInscription.ATTENTE, EtatInscription.ANNULE
DERIVES: LiteralString = """
  SELECT count(*) FROM quota q WHERE q.pris <> (
    SELECT coalesce(sum(t.nombre), 0) FROM quota_tenu t WHERE t.quota_id = q.id)
"""
SANS_BILLET: LiteralString = """
  SELECT count(*) FROM inscription_evenement i WHERE i.etat = 'inscrit' AND i.places <> (
    SELECT count(*) FROM billet b WHERE b.objet_id = i.id AND b.annule_le IS NULL)
"""


@pytest.fixture
def base_de_tous(base_reelle: str) -> Iterator[str]:
    """Une base où l’on valide pour de bon."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    yield base_reelle
    horloge.poser_decalage(horloge.decalage() * 0)


def juste(url: str) -> bool:
    """Vrai si compteurs, places tenues et billets disent la même chose."""
    return [compter(url, requete) for requete in (DERIVES, TROP, SANS_BILLET)] == [0, 0, 0]


def pleine(places: int, agent: Agent) -> tuple[UUID, list[UUID]]:
    """Un évènement complet, et ses inscriptions."""
    un = evenement(agent, places=places)
    return un.id, [inscrite(un.id, rang).id for rang in range(places)]


def test_cent_personnes_pour_vingt_places_vingt_exactement(base_de_tous: str):
    un = evenement(responsable(), places=20)

    rendus = tous_a_la_fois(base_de_tous, [lambda rang=rang: inscrite(un.id, rang) for rang in range(100)], attendus=8)

    assert bilan(rendus) == {"pris": 100}
    assert etats(un.id) == {INSCRIT: 20, ATTENTE: 80}
    assert juste(base_de_tous)


def test_la_meme_personne_qui_insiste_n_a_qu_une_inscription(base_de_tous: str):
    un = evenement(responsable(), places=20)

    rendus = tous_a_la_fois(base_de_tous, [lambda: inscrite(un.id, 1) for _ in range(12)], attendus=1)

    assert bilan(rendus) == {"pris": 1, "DejaInscrit": 11}
    assert juste(base_de_tous)


def test_des_desistements_et_des_arrivees_ensemble_ne_perdent_aucune_place(base_de_tous: str):
    un, parties = pleine(10, responsable())
    for rang in range(10, 20):
        inscrite(un, rang)
    avant = compter(base_de_tous, INTERBLOCAGES)
    departs = [lambda une=une: actions.se_desister(une, auteur=SYSTEME) for une in parties]
    arrivees = [lambda rang=rang: inscrite(un, rang) for rang in range(20, 30)]

    rendus = tous_a_la_fois(base_de_tous, [*departs, *arrivees])

    assert bilan(rendus) == {"pris": 20}
    assert etats(un) == {INSCRIT: 10, ATTENTE: 10, ANNULE: 10}
    assert juste(base_de_tous)
    assert compter(base_de_tous, INTERBLOCAGES) == avant


def test_les_quotas_des_structures_tiennent_ensemble(base_de_tous: str):
    nolwenn = responsable()
    un = evenement(nolwenn, places=12, invitees={"A": 5, "B": 5, "C": 5})
    structures = [une.id for une in un.structures]
    fermer_session()

    rendus = tous_a_la_fois(
        base_de_tous,
        [lambda rang=rang: inscrite(un.id, rang, structure_id=structures[rang % 3]) for rang in range(30)],
    )

    assert bilan(rendus) == {"pris": 30}
    assert etats(un.id)[INSCRIT] == 12
    assert juste(base_de_tous)


def test_annuler_l_evenement_pendant_que_l_on_s_inscrit_ne_laisse_personne(base_de_tous: str):
    nolwenn = responsable()
    un, _premieres = pleine(5, nolwenn)
    gestes = [lambda rang=rang: inscrite(un, rang) for rang in range(5, 25)]

    rendus = tous_a_la_fois(
        base_de_tous,
        [*gestes, lambda: organisation.annuler(un, raison="Salle fermée", agent=nolwenn)],
        attendus=2,
    )

    assert set(bilan(rendus)) <= {"pris", "PasOuvert"}
    assert set(etats(un)) == {ANNULE}
    assert juste(base_de_tous)
