"""Ce que le PayFiP simulé retient, en mémoire : les régies ouvertes, les opérations, le scénario."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flask import current_app

from portail.demonstration.payfip.scenario import Scenario

NOM = "payfip-de-demonstration"
OUVERTURE_SECONDES = 15 * 60
"""Temps laissé pour ouvrir la page de paiement."""
PARIS = ZoneInfo("Europe/Paris")
CONTRATS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "090909": ("REGIE DE DEMONSTRATION", "ANIMATION SPORTIVE", "DEPARTEMENT"),
        "090910": ("REGIE DE DEMONSTRATION", "PATRIMOINE ET MUSEES", "DEPARTEMENT"),
    }
)
SANS_ACCES = "090999"
"""Un numéro connu, mais dont l’accès au service web n’est pas ouvert : faute T4."""


@dataclass(slots=True)
class Operation:
    """Un paiement ouvert chez PayFiP."""

    idop: str
    champs: dict[str, str]
    creee_a: float
    ouverte: bool = False
    issue: str = ""
    conclue_a: float = 0.0
    autorisation: str = ""
    notifications: int = 0

    @property
    def libelle(self) -> str:
        """Rend ce qui se lit de l’opération."""
        return f"{self.champs['refdet']}, {int(self.champs['montant']) / 100:.2f}\u00a0€".replace(".", ",")


@dataclass(slots=True)
class Payfip:
    """Tout ce que le simulateur retient ; `decalage` avance son horloge."""

    scenario: Scenario = field(default_factory=Scenario)
    operations: dict[str, Operation] = field(default_factory=dict)
    retenues: list[str] = field(default_factory=list)
    """Notifications qui attendent d’être deux pour partir en désordre."""
    decalage: float = 0.0
    verrou: Lock = field(default_factory=Lock)

    def heure(self) -> float:
        """Rend l’heure du simulateur, en secondes."""
        return time.time() + self.decalage

    def a_paris(self, secondes: float) -> datetime:
        """Rend cet instant à Paris."""
        return datetime.fromtimestamp(secondes, PARIS)

    def ouvrir(self, champs: dict[str, str]) -> Operation:
        """Garde une opération neuve et la rend."""
        operation = Operation(str(uuid.uuid1()), champs, self.heure())
        with self.verrou:
            self.operations[operation.idop] = operation
        return operation

    def conclure(self, idop: str, issue: str, *, dans: float = 0.0) -> Operation:
        """Donne son issue à une opération, maintenant ou dans tant de secondes ; une fois pour toutes."""
        with self.verrou:
            operation = self.operations[idop]
            if not operation.issue:
                operation.issue, operation.conclue_a = issue, self.heure() + dans
                operation.autorisation = uuid.uuid4().hex[:6].upper() if issue in {"P", "V"} else ""
        return operation

    def resultat_connu(self, operation: Operation) -> bool:
        """Vrai si l’issue se lit déjà."""
        return bool(operation.issue) and self.heure() >= operation.conclue_a + self.scenario.p5_secondes

    def est_purgee(self, operation: Operation) -> bool:
        """Vrai si l’opération abandonnée est oubliée : tout de suite si on le veut, sinon passé minuit."""
        if operation.issue != "A":
            return False
        lendemain = self.a_paris(self.heure()).date() > self.a_paris(operation.conclue_a).date()
        return self.scenario.purge or lendemain

    def avancer(self, secondes: float) -> None:
        """Avance l’horloge du simulateur."""
        self.decalage += secondes


def payfip() -> Payfip:
    """Rend l’état du simulateur de l’application courante."""
    etat: Payfip = current_app.extensions[NOM]
    return etat
