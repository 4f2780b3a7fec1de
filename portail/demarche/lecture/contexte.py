"""Ce dont la lecture d’une réponse a besoin : le jour, l’annuaire des communes, la langue de qui écrit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class CommuneConnue(Protocol):
    """Une commune de l’annuaire."""

    @property
    def code_insee(self) -> str:
        """Code officiel géographique."""

    @property
    def nom(self) -> str:
        """Nom actuel."""


class AnnuaireCommunes(Protocol):
    """Les communes du département (`territoire/communes.py`)."""

    @property
    def departement(self) -> str:
        """Code du département : le début de ses codes postaux."""

    def par_code_postal(self, code_postal: str) -> Sequence[CommuneConnue]:
        """Rend les communes que ce code postal dessert."""

    def reconnaitre(self, nom: str) -> CommuneConnue | None:
        """Rend la commune qui porte exactement ce nom, actuel ou ancien."""

    def deviner(self, nom: str, code_postal: str) -> CommuneConnue | None:
        """Rend la seule commune de ce code postal dont le nom ressemble à celui-ci."""

    def chercher(self, texte: str, limite: int) -> Sequence[CommuneConnue]:
        """Rend les communes dont un nom répond au texte."""


@dataclass(frozen=True, slots=True)
class Contexte:
    """Le jour de la saisie (à Paris), les communes connues, la langue dans laquelle on écrit les nombres."""

    jour: date
    communes: AnnuaireCommunes
    langue: str = "fr"
