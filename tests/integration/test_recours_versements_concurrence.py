"""Deux gestes à la même seconde : un seul recours, un seul mandat, jamais d’argent sur l’ancien compte."""

import pytest

from portail.dossiers.actions import decision, silence
from portail.dossiers.erreurs import RecoursSansObjet
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.recours.models import Recours
from portail.dossiers.versements import importation, justificatifs
from portail.dossiers.versements.comptes import CompteBancaire, changer_de_compte
from portail.dossiers.versements.erreurs import MandatDejaUtilise
from portail.dossiers.versements.etats import EtatVersement, GesteVersement
from portail.dossiers.versements.models import ImportVersements, VersementChange
from portail.identite.models import Agent, Role, Usager
from portail.socle.base import session
from portail.socle.erreurs import TransitionInterdite
from tests import fabriques
from tests.contestations import ADMIS, ADMIS_EN_PARTIE, REFUS, former
from tests.integration.lignes import decisions, gabarits_promis, journal_de, relu
from tests.integration.simultane import ensemble
from tests.integration.versements import (
    AUTRE_IBAN,
    a_mandater,
    accorde,
    fichier_du_comptable,
    operations,
    operer,
    transmettre,
    versement_du,
)
from tests.silences import laisser_passer_le_delai

G = GesteVersement


@pytest.fixture
def departement(base_de_tous: str) -> None:
    del base_de_tous


def test_un_double_clic_ne_forme_qu_un_recours(base_reelle: str, yanis: Usager, herve: Agent):
    refuse = fabriques.decide(yanis, herve, REFUS)

    rendus = ensemble(base_reelle, refuse, *[lambda: former(refuse, yanis).id] * 3)

    assert len(set(rendus)) == 1
    assert session.query(Recours).count() == 1
    assert session.query(Dossier).filter(Dossier.demarche == "recours").count() == 1
    assert journal_de(refuse).count("former_recours") == 1


def test_deux_agents_repondent_au_recours_un_seul_l_emporte(
    base_reelle: str, yanis: Usager, herve: Agent, soizic: Agent
):
    autre = fabriques.agent(Role.RESPONSABLE, prenom="Gwenn")
    refuse = fabriques.decide(yanis, herve, REFUS)
    recours = former(refuse, yanis)

    rendus = ensemble(
        base_reelle,
        recours,
        lambda: decision.decider(recours.id, agent=soizic, projet=ADMIS, revision=None).nature,
        lambda: decision.decider(recours.id, agent=autre, projet=ADMIS_EN_PARTIE, revision=None).nature,
    )

    assert rendus[0] is NatureDecision.ACCORD
    assert isinstance(rendus[1], type)
    assert issubclass(rendus[1], TransitionInterdite)
    assert [d.nature for d in decisions(recours)] == [NatureDecision.ACCORD]
    assert decision_de(relu(refuse)).nature is NatureDecision.ACCORD
    assert len(decisions(refuse)) == 2


def test_une_decision_expresse_et_la_reponse_au_recours_ne_se_marchent_pas_dessus(
    base_reelle: str, yanis: Usager, herve: Agent, soizic: Agent
):
    rejete = laisser_passer_le_delai(fabriques.en_instruction(yanis, herve))
    recours = former(rejete, yanis)
    silence.reexaminer(rejete.id, agent=herve, revision=None)

    rendus = ensemble(
        base_reelle,
        rejete,
        lambda: decision.decider(rejete.id, agent=herve, projet=ADMIS, revision=None).nature,
        lambda: decision.decider(recours.id, agent=soizic, projet=ADMIS_EN_PARTIE, revision=None).nature,
    )

    assert rendus == [NatureDecision.ACCORD, RecoursSansObjet]
    assert decision_de(relu(rejete)).nature is NatureDecision.ACCORD
    assert decisions(recours) == []


def test_deux_mandats_a_la_fois_un_seul_part(base_reelle: str, yanis: Usager, herve: Agent, soizic: Agent):
    dossier = a_mandater(yanis, herve)

    rendus = ensemble(
        base_reelle,
        dossier,
        lambda: operer(dossier, herve, G.MANDATER, "M-1").mandat,
        lambda: operer(dossier, soizic, G.MANDATER, "M-2").mandat,
        lambda: operer(dossier, soizic, G.MANDATER, "M-1").mandat,
    )

    assert rendus == ["M-1", VersementChange, MandatDejaUtilise]
    assert operations(versement_du(dossier)) == [("mandater_versement", "M-1")]
    assert gabarits_promis(dossier).count("dossier/versement") == 1


def test_le_compte_change_pendant_que_l_on_mandate(base_reelle: str, yanis: Usager, herve: Agent):
    dossier = a_mandater(yanis, herve)
    compte = CompteBancaire(iban=AUTRE_IBAN, titulaire="Yanis Belkacem")

    rendus = ensemble(
        base_reelle,
        dossier,
        lambda: operer(dossier, herve, G.MANDATER).etat,
        lambda: changer_de_compte(dossier.id, usager=yanis, compte=compte).etat,
    )

    assert rendus == [EtatVersement.MANDATE, VersementChange]
    assert versement_du(dossier).iban != AUTRE_IBAN


def test_valider_deux_fois_a_la_fois_ne_valide_qu_une(base_reelle: str, yanis: Usager, herve: Agent, soizic: Agent):
    dossier = accorde(yanis, herve)
    transmettre(dossier, yanis)
    versement_id = versement_du(dossier).id

    rendus = ensemble(
        base_reelle,
        dossier,
        lambda: justificatifs.valider(versement_id, agent=herve, revision=None).etat,
        lambda: justificatifs.valider(versement_id, agent=soizic, revision=None).etat,
    )

    assert rendus == [EtatVersement.A_MANDATER, VersementChange]
    assert journal_de(dossier).count("valider_versement") == 1


def test_un_import_et_un_ecran_au_meme_instant_ne_paient_qu_une_fois(base_reelle: str, yanis: Usager, herve: Agent):
    dossier = a_mandater(yanis, herve)
    contenu = fichier_du_comptable(f"{dossier.numero}-1;mandate;M-1;2026-11-21;500;")

    rendus = ensemble(
        base_reelle,
        dossier,
        lambda: operer(dossier, herve, G.MANDATER).etat,
        lambda: importation.importer(contenu, nom="x.csv", agent=herve).sans_effet,
    )

    assert rendus == [EtatVersement.MANDATE, 1]
    assert operations(versement_du(dossier)) == [("mandater_versement", "M-1")]
    assert session.query(ImportVersements).one().appliquees == 0
