"""Ce que le paiement annonce à l’étage du dessus, dans sa propre transaction, la somme due verrouillée."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from portail.paiement.paiements.etats import Raison


class Quoi(TypedDict):
    """Ce que tout événement dit de la somme."""

    somme_id: UUID
    objet_type: str
    objet_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeLaSomme:
    """De quoi il s’agit : la somme due, et ce qu’elle paie."""

    somme_id: UUID
    objet_type: str
    objet_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaiementOuvert(DeLaSomme):
    """Une tentative commence ; lever un refus ici l’empêche (panier expiré, place perdue)."""

    paiement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaiementConfirme(DeLaSomme):
    """De l’argent paie la somme. `acquis` est faux tant qu’un prélèvement n’est pas encaissé."""

    encaissement_id: UUID
    montant: Decimal
    acquis: bool
    soldee: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaiementEchoue(DeLaSomme):
    """Une tentative n’a rien payé : refus, abandon, ou aucune réponse dans le délai. On peut recommencer."""

    paiement_id: UUID
    raison: Raison


@dataclass(frozen=True, slots=True, kw_only=True)
class PaiementTardif(DeLaSomme):
    """De l’argent arrive pour une somme annulée. L’abonné qui retrouve une place appelle `rouvrir` ; sinon, on rend."""

    montant: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class EncaissementAcquis(DeLaSomme):
    """Le prélèvement accepté est encaissé."""

    encaissement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EncaissementRejete(DeLaSomme):
    """L’argent annoncé n’est pas venu : prélèvement rejeté, chèque impayé."""

    encaissement_id: UUID
    montant: Decimal
