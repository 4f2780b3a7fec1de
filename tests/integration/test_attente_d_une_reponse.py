"""Une proposition ou une visite font attendre quelqu’un d’autre : la liste, le tableau et le casier le disent."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.horloges.lecture import ecarts
from portail.dossiers.horloges.types import Code
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import retrait
from portail.dossiers.propositions.observations import clore_les_observations
from portail.dossiers.propositions.refus import constater_le_defaut_de_reponse
from portail.dossiers.propositions.reponses import Sens
from portail.dossiers.visites import actions as visites
from portail.identite.models import Agent
from portail.instruction.attentes import Attente
from portail.instruction.cadre import Cadre, portees_dirigees
from portail.instruction.queries import Filtres, Vue, dossiers_a_voir
from portail.instruction.tableau import tableau_de
from portail.socle.base import session
from tests import fabriques
from tests.integration.autonomie import Foyer, en_visite, foyer
from tests.integration.evaluations import evaluer
from tests.integration.lignes import relu
from tests.integration.navigation import mots, navigateur
from tests.integration.prestations import demandee
from tests.integration.propositions import COMPLET, envoyee, lue, repondue
from tests.unitaires.situations_apa import RENNES
from tests.unitaires.situations_permis import adresse

ENVOI = COMPLET + timedelta(days=9)


@pytest.fixture
def eux(base: Session) -> Foyer:
    del base
    return foyer()


@pytest.fixture
def dossier(eux: Foyer) -> Dossier:
    return demandee(eux.marcel, eux.claire)


def attendu(agent: Agent) -> Attente:
    """Rend de qui la liste de cet agent attend son seul dossier."""
    [rangee] = dossiers_a_voir(agent, Filtres(vue=Vue.TOUS)).lignes
    return rangee.attente


def casier(dossier: Dossier) -> str | None:
    return session.scalar(select(Dossier.casier).where(Dossier.id == dossier.id))


def proposees(eux: Foyer) -> int:
    """Rend les propositions que le tableau de bord dit proches ou en retard."""
    echeances = tableau_de(Cadre(portees=portees_dirigees(eux.herve))).echeances
    return sum(nombre for (_niveau, code), nombre in echeances.items() if code is Code.PROPOSITION)


def test_envoyee_elle_attend_la_personne_repondue_elle_revient(application: Flask, eux: Foyer, dossier: Dossier):
    evaluer(dossier, 4, agent=eux.isabelle)
    fabriques.mettre_l_horloge_au(date(2026, 12, 18))
    assert (attendu(eux.claire), casier(dossier), proposees(eux)) == (Attente.MOI, "suivi", 1)

    premiere = lue(dossier, eux.marcel, envoyee(dossier, eux.claire))

    assert (attendu(eux.claire), attendu(eux.isabelle), casier(dossier)) == (Attente.USAGER, Attente.USAGER, "usager")
    assert proposees(eux) == 0
    bureau = navigateur(application, eux.claire)
    assert "Proposition envoyée" in mots(bureau.get("/agents/dossiers/?attendu=usager"))
    assert "Proposition envoyée" not in mots(bureau.get("/agents/dossiers/?attendu=moi"))

    repondue(dossier, eux.marcel, premiere, Sens.OBSERVER, "Moins d’heures.")

    fabriques.mettre_l_horloge_au(date(2026, 12, 24))
    assert (attendu(eux.claire), casier(dossier), proposees(eux)) == (Attente.MOI, "suivi", 1)
    assert list(ecarts()) == []


def test_sans_observations_l_echeance_la_rend_au_service(eux: Foyer, dossier: Dossier):
    evaluer(dossier, 4, agent=eux.isabelle)
    fabriques.mettre_l_horloge_au(ENVOI)
    lue(dossier, eux.marcel, envoyee(dossier, eux.claire))
    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=10))
    assert not clore_les_observations(dossier.id)
    assert attendu(eux.claire) is Attente.USAGER

    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=11))
    assert clore_les_observations(dossier.id)
    assert attendu(eux.claire) is Attente.MOI

    definitive = lue(dossier, eux.marcel, envoyee(dossier, eux.claire))
    assert attendu(eux.claire) is Attente.USAGER
    fabriques.mettre_l_horloge_au(ENVOI + timedelta(days=22))
    assert constater_le_defaut_de_reponse(dossier.id)
    assert (casier(dossier), relu(dossier).reponse_attendue, definitive.definitive) == ("fini", False, True)
    assert list(ecarts()) == []


def test_retiree_elle_revient_au_service(eux: Foyer, dossier: Dossier):
    evaluer(dossier, 4, agent=eux.isabelle)
    proposition = envoyee(dossier, eux.claire)
    assert attendu(eux.claire) is Attente.USAGER

    retrait.retirer(dossier.id, agent=eux.claire, proposition_id=proposition.id, motif="Erreur.", revision=None)

    assert attendu(eux.claire) is Attente.MOI


def test_une_visite_prevue_attend_qui_la_fait_jusqu_a_son_evaluation(eux: Foyer, dossier: Dossier):
    en_visite(dossier, eux, date(2026, 11, 27))

    assert (attendu(eux.claire), casier(dossier)) == (Attente.TIERS, "avis")
    fabriques.mettre_l_horloge_au(date(2026, 11, 28))
    assert attendu(eux.claire) is Attente.TIERS

    evaluer(dossier, 4, agent=eux.isabelle)

    assert (attendu(eux.claire), relu(dossier).evaluateur_attendu) == (Attente.MOI, None)
    assert list(ecarts()) == []


@pytest.mark.parametrize("fin", ["annulee", "absente"])
def test_une_visite_annulee_ou_manquee_rend_le_dossier_au_service(eux: Foyer, dossier: Dossier, fin: str):
    en_visite(dossier, eux, date(2026, 11, 27))
    if fin == "annulee":
        visites.annuler(dossier.id, agent=eux.claire, motif="Grève.", revision=None)
    else:
        fabriques.mettre_l_horloge_au(date(2026, 11, 28))
        visites.constater_absence(dossier.id, agent=eux.claire, revision=None)

    assert (attendu(eux.claire), casier(dossier)) == (Attente.MOI, "suivi")


def test_une_demande_a_transmettre_reste_au_service(eux: Foyer):
    """Rien ne se passe tant que le service ne transmet pas : elle ne quitte pas ce qui est attendu de lui."""
    ailleurs = {
        "adresse": adresse("44400", "Rezé", "44143"),
        "lieu_vie": "residence_autonomie",
        "date_arrivee_44": "2026-10-21",
        "commune_avant": RENNES,
        "date_entree": "2026-10-21",
    }
    dossier = demandee(eux.marcel, eux.claire, **ailleurs)

    assert relu(dossier).date_transmission == date(2026, 12, 21)
    assert (attendu(eux.claire), casier(dossier)) == (Attente.MOI, "suivi")
