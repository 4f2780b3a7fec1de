"""Des dossiers où tout est à montrer : avance, visite, évaluation, proposition, droits versés, couple lié."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from portail.dossiers.actions import decision
from portail.dossiers.etats import NatureDecision
from portail.dossiers.lies import actions as lies
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import avance
from portail.dossiers.prestations.sejours import Sejour, enregistrer
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.dossiers.propositions.reponses import Sens
from portail.dossiers.transmissions import actions as transmissions
from portail.dossiers.transmissions.actions import Autorite
from portail.dossiers.visites import actions as visites
from portail.dossiers.visites.actions import Prevue
from portail.identite.models import Agent, Role, Usager
from portail.socle import horloge
from tests import fabriques
from tests.integration.evaluations import evaluatrice, evaluer
from tests.integration.lignes import relu
from tests.integration.prestations import COMPTE, accordee, demandee, le_premier
from tests.integration.propositions import COMPLET, SERVICE, envoyee, lue, repondue
from tests.unitaires.situations_apa import couple_guerin


@dataclass(frozen=True, kw_only=True)
class Foyer:
    """Marcel Guérin, qui demande pour lui et pour Odette, et ceux qui s’en occupent."""

    marcel: Usager
    claire: Agent
    herve: Agent
    isabelle: Agent


def foyer() -> Foyer:
    """Rend le foyer et le service, le 21 novembre 2026."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    return Foyer(
        marcel=fabriques.usager(("Marcel",), "Guérin", naissance=date(1940, 2, 11)),
        claire=fabriques.agent(service=SERVICE),
        herve=fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Hervé", nom="Guillou"),
        isabelle=evaluatrice(),
    )


def en_visite(dossier: Dossier, eux: Foyer, jour: date) -> None:
    """Prévoit la visite de l’évaluatrice."""
    debut = horloge.instant_du(jour, time(14))
    prevue = Prevue(
        evaluateur_id=eux.isabelle.id, debut=debut, fin=debut + timedelta(minutes=90), lieu="Vallet", presents="Odette"
    )
    visites.fixer(dossier.id, agent=eux.claire, prevue=prevue, revision=None)


def propose(eux: Foyer) -> Dossier:
    """En urgence : avance versée, hôpital, deux visites, évaluation, définitive envoyée ; Odette a son brouillon."""
    dossier = demandee(eux.marcel, eux.claire, **couple_guerin(**COMPTE, urgence="sortie_hospitalisation"))
    lies.demander_aussi(dossier.id, usager=eux.marcel)
    avance.accorder_avance(dossier.id, agent=eux.herve, revision=None)
    en_visite(dossier, eux, date(2026, 11, 27))
    le_premier(2026, 12, 2)
    enregistrer(
        dossier.id, agent=eux.claire, sejour=Sejour(entree=date(2026, 11, 25), sortie=date(2026, 11, 28)), revision=None
    )
    evaluer(dossier, 4, agent=eux.isabelle)
    premiere = lue(dossier, eux.marcel, envoyee(dossier, eux.claire))
    repondue(dossier, eux.marcel, premiere, Sens.OBSERVER, "Je préfère moins d’heures.")
    envoyee(dossier, eux.claire)
    en_visite(dossier, eux, date(2026, 12, 20))
    return relu(dossier)


def servi(eux: Foyer) -> Dossier:
    """Le même, proposition acceptée, accord signé, droits versés deux mois, une visite de révision prévue."""
    dossier = propose(eux)
    derniere = derniere_envoyee(propositions_de(dossier))
    assert derniere is not None
    definitive = lue(dossier, eux.marcel, derniere)
    repondue(dossier, eux.marcel, definitive, Sens.ACCEPTER)
    accordee(dossier, eux.herve)
    le_premier(2027, 1)
    le_premier(2027, 2)
    return relu(dossier)


def transmis(eux: Foyer) -> Dossier:
    """Refusé en GIR 5, transmis à la caisse de retraite."""
    dossier = demandee(eux.marcel, eux.claire, **couple_guerin())
    lies.demander_aussi(dossier.id, usager=eux.marcel)
    en_visite(dossier, eux, date(2026, 11, 27))
    fabriques.mettre_l_horloge_au(date(2026, 11, 28))
    evaluer(dossier, 5, agent=eux.isabelle)
    motifs = ({"code": "gir", "droit": "CASF, L232-2", "fait": "La perte d’autonomie est légère."},)
    refus = decision.Projet(nature=NatureDecision.REFUS, motifs=motifs)
    decision.decider(dossier.id, agent=eux.herve, projet=refus, revision=None)
    carsat = Autorite(nom="Carsat", adresse="44932 Nantes Cedex 9")
    transmissions.transmettre(dossier.id, "caisse_retraite", agent=eux.claire, autorite=carsat, revision=None)
    return relu(dossier)
