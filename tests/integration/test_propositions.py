"""La proposition de bout en bout : rédigée, envoyée, discutée, définitive, acceptée ; les faits lus en base."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portail.documents.composition import composer
from portail.dossiers.actions import decision
from portail.dossiers.erreurs import (
    DateImpossible,
    PropositionEnAttente,
    PropositionImpossible,
    PropositionRecueTropTot,
)
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.horloges.lecture import horloges_du, projection
from portail.dossiers.horloges.recalcul import colonnes_de
from portail.dossiers.horloges.types import Code, Marche
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import actions, reponses
from portail.dossiers.propositions.actions import LignesInvalides
from portail.dossiers.propositions.models import EtatProposition
from portail.dossiers.propositions.queries import propositions_de
from portail.dossiers.propositions.reponses import Reponse, Sens
from portail.identite.models import Agent, Role, Usager
from portail.socle import horloge
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.lignes import decisions, documents, entrees_de, gabarits_promis, journal_de, relu
from tests.integration.propositions import (
    COMPLET,
    ENVOI,
    SERVICE,
    definitive,
    envoyee,
    evalue,
    ligne,
    lue,
    preparer,
    repondue,
)
from tests.unitaires.situations_apa import APA, couple_guerin, espaces_simples


@pytest.fixture
def personne(base: Session) -> Usager:
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    return fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))


@pytest.fixture
def claire(personne: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def herve(personne: Usager) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Hervé", nom="Guillou")


@pytest.fixture
def dossier(personne: Usager, claire: Agent) -> Dossier:
    return evalue(personne, claire)


def horloges(dossier: Dossier) -> dict[Code, tuple[date | None, Marche]]:
    jour = horloge.aujourd_hui()
    return {une.code: (une.echeance, une.marche(jour)) for une in horloges_du(relu(dossier)).propres}


def valeurs(proposition) -> dict[str, str]:
    return {un["code"]: espaces_simples(un["valeur"]) for un in proposition.calculs}


# ---------- Scénarios de la fiche ----------


def test_1_jeanne_plan_de_1000_plafonne_accepte_puis_accorde_au_montant_calcule(
    dossier: Dossier, personne: Usager, claire: Agent, herve: Agent
):
    fabriques.mettre_l_horloge_au(ENVOI)
    proposition = lue(dossier, personne, envoyee(dossier, claire))

    assert valeurs(proposition) == {
        "plafond": "811,52 € par mois",
        "participation": "121,60 € par mois",
        "taux": "0,1498",
        "apa_versee": "689,92 € par mois",
        "reste_hors_plafond": "188,48 € par mois",
    }
    assert relu(dossier).reponses_agent["plan_aide"] == "1000.00"
    with pytest.raises(PropositionEnAttente):
        decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    repondue(dossier, personne, proposition, Sens.ACCEPTER)
    projet = decision.Projet(nature=NatureDecision.ACCORD, montant=Decimal("689.92"))
    decision.decider(dossier.id, agent=herve, projet=projet, revision=None)

    assert relu(dossier).etat is Etat.DECIDE
    [prise] = decisions(dossier)
    assert (prise.nature, prise.montant) == (NatureDecision.ACCORD, Decimal("689.92"))
    assert journal_de(dossier)[-8:].count("accepter_proposition") == 1


def test_2_marcel_guerin_plan_de_700_participation_94_23(personne: Usager, claire: Agent):
    couple = couple_guerin()
    dossier = evalue(personne, claire, "3", **couple)

    proposition = envoyee(dossier, claire, ligne(quantite="28.00"))

    assert valeurs(proposition)["participation"] == "94,23 € par mois"
    assert valeurs(proposition)["apa_versee"] == "605,77 € par mois"
