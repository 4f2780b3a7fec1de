"""Deux évaluatrices, ou une page et une validation, au même instant : une seule l’emporte, l’autre l’apprend."""

from datetime import date, time
from uuid import UUID

import pytest

from forms.apa_evaluation import VOLET
from portail.dossiers.models import Dossier
from portail.dossiers.volets import actions
from portail.dossiers.volets.erreurs import VoletValide
from portail.dossiers.volets.models import Volet
from portail.dossiers.volets.queries import volet_ecrit
from portail.identite.models import Usager
from portail.identite.queries import agent_de
from portail.socle.erreurs import ConflitDeVersion
from tests import fabriques
from tests.integration.evaluations import ADVERBES_DE, COTES_DU_GIR, evaluatrice, remplir, reponses_de
from tests.integration.lignes import journal_de, relu
from tests.integration.simultane import Geste, ensemble
from tests.integration.test_apa_depot import JOUR, deposee
from tests.unitaires.situations_apa import jeanne


@pytest.fixture
def personne(base_reelle: str) -> Usager:
    del base_reelle
    fabriques.departement()
    fabriques.mettre_l_horloge_au(JOUR, time(10, 5))
    return fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))


@pytest.fixture
def dossier(personne: Usager) -> Dossier:
    return deposee(personne, jeanne())


@pytest.fixture
def paire(personne: Usager) -> tuple[UUID, UUID]:
    del personne
    return evaluatrice().id, evaluatrice("Anne", "Le Bihan").id


def ecrire(dossier: Dossier, agent_id: UUID, revision: int, cote: str) -> Geste:
    return lambda: actions.enregistrer_page(
        dossier.id, VOLET, agent=agent_de(agent_id), page="corps",
        reponses={"toilette": ADVERBES_DE[cote]}, revision=revision,
    )  # fmt: skip


def valider(dossier: Dossier, agent_id: UUID, revision: int) -> Geste:
    return lambda: actions.valider(dossier.id, VOLET, agent=agent_de(agent_id), revision=revision)


def toilette(dossier: Dossier) -> list[str]:
    ecrit = volet_ecrit(relu(dossier), VOLET)
    assert ecrit is not None
    return ecrit.reponses["toilette"]


def test_deux_evaluatrices_commencent_la_meme_page(base_reelle: str, dossier: Dossier, paire: tuple[UUID, UUID]):
    premier, second = ensemble(
        base_reelle, dossier, ecrire(dossier, paire[0], 0, "B"), ecrire(dossier, paire[1], 0, "C")
    )

    assert isinstance(premier, Volet)
    assert second is ConflitDeVersion
    assert toilette(dossier) == ADVERBES_DE["B"]
    assert journal_de(dossier).count("remplir_volet") == 1


@pytest.fixture
def rempli(dossier: Dossier, paire: tuple[UUID, UUID]) -> int:
    """Rend la révision d’une évaluation entière, à valider."""
    return remplir(dossier, agent_de(paire[0]), reponses_de(COTES_DU_GIR[4])).revision


def test_une_page_changee_au_moment_de_valider_empeche_de_valider_sans_l_avoir_lue(
    base_reelle: str, dossier: Dossier, paire: tuple[UUID, UUID], rempli: int
):
    page, validation = ensemble(
        base_reelle, dossier, ecrire(dossier, paire[1], 1, "C"), valider(dossier, paire[0], rempli)
    )

    assert isinstance(page, Volet)
    assert validation is ConflitDeVersion
    assert relu(dossier).reponses_agent == {}


def test_une_page_envoyee_apres_la_validation_ne_change_rien(
    base_reelle: str, dossier: Dossier, paire: tuple[UUID, UUID], rempli: int
):
    validation, page = ensemble(
        base_reelle, dossier, valider(dossier, paire[0], rempli), ecrire(dossier, paire[1], 1, "C")
    )

    assert isinstance(validation, Volet)
    assert page is VoletValide
    assert (toilette(dossier), relu(dossier).reponses_agent["gir"]) == (ADVERBES_DE["B"], "4")


def test_deux_validations_une_seule_compte(base_reelle: str, dossier: Dossier, paire: tuple[UUID, UUID], rempli: int):
    premiere, seconde = ensemble(
        base_reelle, dossier, valider(dossier, paire[0], rempli), valider(dossier, paire[1], rempli)
    )

    assert isinstance(premiere, Volet)
    assert seconde is VoletValide
    assert journal_de(dossier).count("valider_volet") == 1
