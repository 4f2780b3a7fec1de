"""Une page et une pièce : ce que les démarches et leurs volets demandent."""

from dataclasses import dataclass, field
from enum import StrEnum

from portail.demarche.champs import Champ
from portail.demarche.conditions import Condition


class Phase(StrEnum):
    """Moment où une pièce est demandée."""

    DEPOT = "depot"
    PAIEMENT = "paiement"
    VOLET = "volet"
    """Jamais demandée à la personne : les rédacteurs du volet la joignent (des photos, par exemple)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Un sujet, de un à six champs liés ; `si` porte sur une page précédente."""

    identifiant: str
    titre: str
    champs: tuple[Champ, ...]
    si: Condition | None = field(default=None, kw_only=True)
    pourquoi: str = field(default="", kw_only=True)
    """Ce que l’on dit à côté : à quoi servent ces questions."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Un document à joindre.

    `quand` dit la condition en mots sur la fiche.
    `indispensable` : son absence suspend l’instruction (CRPA, L114-5-1).
    `volet` : code du volet aux seuls lecteurs de qui la pièce est réservée, avec la personne qui l’a envoyée.
    """

    identifiant: str
    nom: str
    aide: str = field(default="", kw_only=True)
    quand: str = field(default="", kw_only=True)
    si: Condition | None = field(default=None, kw_only=True)
    obligatoire: bool = field(default=True, kw_only=True)
    indispensable: bool = field(default=True, kw_only=True)
    phase: Phase = field(default=Phase.DEPOT, kw_only=True)
    fondement: str = field(default="", kw_only=True)
    volet: str = field(default="", kw_only=True)
