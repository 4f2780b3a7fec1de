"""Combien d’instructions une famille demande, du panier au reçu : un budget exact par geste, fratrie comprise."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.paniers import actions as paniers
from portail.inscriptions.paniers import reglement
from portail.inscriptions.paniers.models import Moyen
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.places.erreurs import Complet
from portail.paiement.paiements import ouverture
from portail.paiement.paiements.etats import Moyen as MoyenDePaiement
from portail.paiement.paiements.gestes import RecuAuGuichet, encaisser_au_guichet
from portail.paiement.paiements.models import Paiement
from portail.paiement.paiements.queries import somme_de
from portail.paiement.paiements.relecture import relire
from portail.socle import horloge
from portail.socle.base import session
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import ACCORDS, Foyer
from tests.integration.paiement.fabrique import COURRIEL
from tests.integration.test_requetes_sql import instructions
from tests.payfip import Guichetier

PRENDRE, ENGAGER, PAYER, REVENIR = "mettre au panier", "engager", "ouvrir le paiement", "revenir du paiement"
AU_GUICHET, ENCAISSER = "engager au guichet", "encaisser au guichet"
BUDGET = {PRENDRE: 10, ENGAGER: 15, PAYER: 13, REVENIR: 19}
DE_LA_REGIE = {AU_GUICHET: 18, ENCAISSER: 20}
UN_QUOTA_DE_PLUS = 1
"""Chaque quota se compte par un ordre à lui, dans l’ordre : c’est le seul prix d’une fratrie dans deux groupes."""
REFUS = 2


def cout(geste: Callable[[], object], *, objets: bool = True) -> int:
    """Rend combien d’instructions le geste demande ; sans `objets`, rien n’est déjà en mémoire."""
    if not objets:
        session.expunge_all()
    with instructions() as vues:
        geste()
    return len(vues)


def du(commande_id: UUID) -> tuple[UUID, Decimal]:
    somme = somme_de(objet_de(commande_id))
    assert somme is not None
    return somme.id, somme.montant


def prendre(un: Foyer, *groupes: Groupe) -> tuple[int, UUID]:
    """Met au panier ; la page a déjà lu le groupe et les enfants."""
    voulues, pris = fabrique.voulues(un, *groupes), []
    lu = cout(lambda: pris.append(paniers.ajouter(voulues, **un.qui).id))
    return lu, pris[0]


def en_ligne_jusqu_au_recu(payfip: Guichetier, un: Foyer, *groupes: Groupe) -> dict[str, int]:
    """Rend ce que demande chaque geste d’une famille qui paie par carte."""
    prise, commande_id = prendre(un, *groupes)
    engage = cout(partial(reglement.engager, commande_id, Moyen.EN_LIGNE, ACCORDS, **un.qui), objets=False)
    departs: list[ouverture.Depart] = []
    somme_id, _ = du(commande_id)
    paye = cout(lambda: departs.append(ouverture.initier(somme_id, courriel=COURRIEL)), objets=False)
    idop = session.get_one(Paiement, departs[0].paiement_id).idop
    assert idop is not None
    payfip.etat.conclure(idop, "P")
    revient = cout(partial(relire, departs[0].paiement_id), objets=False)
    return {PRENDRE: prise, ENGAGER: engage, PAYER: paye, REVENIR: revient}


def au_guichet_jusqu_au_recu(un: Foyer, maryse: Agent, *groupes: Groupe) -> dict[str, int]:
    """Rend ce que demande chaque geste d’une famille qui paie par chèque."""
    _prise, commande_id = prendre(un, *groupes)
    engage = cout(partial(reglement.engager, commande_id, Moyen.AU_GUICHET, ACCORDS, **un.qui), objets=False)
    somme_id, montant = du(commande_id)
    recu = RecuAuGuichet(
        moyen=MoyenDePaiement.CHEQUE,
        montant=montant,
        jour=horloge.aujourd_hui(),
        reference="1234567",
        cle=uuid4().hex,
    )
    return {AU_GUICHET: engage, ENCAISSER: cout(partial(encaisser_au_guichet, somme_id, recu, agent=maryse))}


@pytest.fixture
def stages(en_ligne: Guichetier, sport: None) -> list[Groupe]:
    """Deux stages de vingt places ; les mémoires sont déjà remplies par une première famille."""
    deux = [fabrique.groupe(places=20) for _ in range(2)]
    en_ligne_jusqu_au_recu(en_ligne, fabrique.foyer("Ana", nom="Morel"), deux[0])
    return deux


def test_s_inscrire_et_payer_tient_dans_son_budget_quel_que_soit_le_monde(en_ligne: Guichetier, stages: list[Groupe]):
    seule = en_ligne_jusqu_au_recu(en_ligne, fabrique.foyer("Lou"), stages[0])
    for rang in range(10):
        fabrique.au_panier(fabrique.foyer(f"Zoé{rang}", nom="Tanguy"), stages[0])
    nombreux = en_ligne_jusqu_au_recu(en_ligne, fabrique.foyer("Tim", nom="Rio"), stages[0])

    assert seule == nombreux == BUDGET
    assert sum(BUDGET.values()) <= 60


def test_une_fratrie_ne_coute_que_ses_quotas_de_plus(en_ligne: Guichetier, stages: list[Groupe]):
    fratrie = en_ligne_jusqu_au_recu(en_ligne, fabrique.foyer("Lou", "Léo", "Zoé"), *stages)

    assert fratrie == {**BUDGET, PRENDRE: BUDGET[PRENDRE] + UN_QUOTA_DE_PLUS}


def test_le_guichet_a_le_sien(stages: list[Groupe]):
    assert au_guichet_jusqu_au_recu(fabrique.foyer("Lou"), fabrique.regisseuse(), stages[0]) == DE_LA_REGIE


def test_un_refus_ne_demande_que_de_le_savoir(stages: list[Groupe]):
    plein = fabrique.groupe(places=1)
    fabrique.au_panier(fabrique.foyer("Tim", nom="Rio"), plein)
    un = fabrique.foyer("Zoé", nom="Tanguy")
    voulues = fabrique.voulues(un, plein)

    def perdre() -> None:
        with pytest.raises(Complet):
            paniers.ajouter(voulues, **un.qui)

    assert cout(perdre) == REFUS
