"""Ce que dit une ligne : les colonnes communes, puis les réponses que chaque démarche déclare exportables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from portail.demarche.catalogue import catalogue
from portail.demarche.champs import Champ, DateConnue, DateRecente, Montant, Nombre
from portail.demarche.declaration import Demarche
from portail.demarche.valeurs import afficher
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import CanalDepot, Decision, Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.identite.models import Agent
from portail.instruction.exports.cellules import Cellule
from portail.socle import horloge
from portail.territoire.communes import annuaire

COMMUNES = (
    "Numéro",
    "Démarche",
    "État",
    "Nom",
    "Prénoms",
    "Commune",
    "Service",
    "Suivi par",
    "Arrivée par",
    "Date de dépôt",
    "Date de l’accusé de réception",
    "Échéance légale",
    "Décision",
    "Date de la décision",
    "Montant accordé (€)",
)
ETATS: Mapping[Etat, str] = MappingProxyType(
    {
        Etat.BROUILLON: "Brouillon",
        Etat.DEPOSE: "Nouveau",
        Etat.A_COMPLETER: "Attend l’usager",
        Etat.EN_INSTRUCTION: "À instruire",
        Etat.EN_SIGNATURE: "À signer",
        Etat.DECIDE: "Décidé",
        Etat.CLOS: "Clos",
        Etat.DESISTE: "Retiré par l’usager",
        Etat.SANS_SUITE: "Classé sans suite",
        Etat.IRRECEVABLE: "Irrecevable",
        Etat.TRANSMIS: "Transmis",
    }
)
"""Un export se lit en français, quelle que soit la langue de la page : c’est un document de travail du service."""
NATURES: Mapping[NatureDecision, str] = MappingProxyType(
    {
        NatureDecision.ACCORD: "Accord",
        NatureDecision.ACCORD_PARTIEL: "Accord partiel",
        NatureDecision.REFUS: "Refus",
        NatureDecision.IRRECEVABILITE: "Irrecevabilité",
        NatureDecision.ACCORD_IMPLICITE: "Accord par silence",
        NatureDecision.REFUS_IMPLICITE: "Rejet par silence",
        NatureDecision.RETRAIT: "Retrait",
        NatureDecision.ABROGATION: "Abrogation",
        NatureDecision.CADUCITE: "Caducité",
    }
)
CANAUX: Mapping[CanalDepot, str] = MappingProxyType(
    {
        CanalDepot.LIGNE: "Portail",
        CanalDepot.PAPIER: "Papier",
        CanalDepot.TELEPHONE: "Téléphone",
        CanalDepot.ACCUEIL: "Accueil",
    }
)


@dataclass(frozen=True, slots=True)
class Autour:
    """Ce qu’un lot de dossiers cite : agents, services, décisions en vigueur."""

    agents: Mapping[UUID, Agent]
    services: Mapping[str, str]
    decisions: Mapping[UUID, Decision]


@dataclass(frozen=True, slots=True)
class Colonnes:
    """Les colonnes d’un export ; `exportees` : champ → libellé, réunies de toutes les démarches de la liste."""

    exportees: Mapping[str, str]

    @classmethod
    def pour(cls, demarches: Sequence[Demarche]) -> "Colonnes":
        """Rend les colonnes d’une liste qui mêle ces démarches."""
        return cls({nom: d.champs[nom].libelle for d in demarches for nom in d.exportables})

    @property
    def titres(self) -> list[str]:
        """Rend la première ligne."""
        return [*COMMUNES, *self.exportees.values()]

    def ligne(self, dossier: Dossier, autour: Autour) -> list[Cellule]:
        """Rend la ligne d’un dossier."""
        return [*_communes(dossier, autour), *self._reponses(dossier)]

    def _reponses(self, dossier: Dossier) -> list[Cellule]:
        if not self.exportees:
            return []
        if dossier.demarche not in catalogue():
            return [None] * len(self.exportees)
        demarche = declaration_de(dossier)
        siennes = frozenset(demarche.exportables)
        return [
            cellule(demarche.champs[nom], dossier.reponses.get(nom)) if nom in siennes else None
            for nom in self.exportees
        ]


def _communes(dossier: Dossier, autour: Autour) -> list[Cellule]:
    decision = autour.decisions.get(dossier.id)
    suivi = autour.agents.get(dossier.agent_id) if dossier.agent_id else None
    commune = annuaire().par_code(dossier.commune_insee) if dossier.commune_insee else None
    connues = catalogue()  # une démarche retirée du catalogue garde ses dossiers
    return [
        en_deux_groupes(dossier.numero),
        connues[dossier.demarche].nom if dossier.demarche in connues else dossier.demarche,
        ETATS[dossier.etat],
        dossier.nom,
        dossier.prenoms,
        commune.nom if commune else "",
        autour.services.get(dossier.service_code, dossier.service_code),
        suivi.nom_affiche if suivi else "",
        CANAUX[dossier.canal],
        _jour(dossier.depose_le),
        _jour(dossier.accuse_reception_le),
        dossier.echeance,
        NATURES[decision.nature] if decision else "",
        decision.date_decision if decision else None,
        decision.montant if decision else None,
    ]


def _jour(instant: datetime | None) -> date | None:
    return horloge.a_paris(instant).date() if instant else None


def cellule(champ: Champ, valeur: object) -> Cellule:
    """Rend une réponse : un nombre reste un nombre, une date une date, le reste se lit comme à l’écran."""
    if valeur in (None, "", [], {}):
        return None
    if isinstance(champ, Montant | Nombre):
        return Decimal(str(valeur))
    if isinstance(champ, DateConnue | DateRecente):
        return date.fromisoformat(str(valeur))
    return afficher(champ, valeur, str).replace("\n", ", ")
