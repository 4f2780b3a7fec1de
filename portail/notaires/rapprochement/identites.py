"""L’identité d’une personne telle qu’un registre l’écrit : ce que l’on demande, ce que l’on connaît."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class DateConnue:
    """Une date de naissance, entière ou non : le jour ou le mois d’un acte étranger valent parfois zéro."""

    annee: int
    mois: int = 0
    jour: int = 0

    @classmethod
    def du(cls, jour: date) -> "DateConnue":
        """Rend cette date entière."""
        return cls(jour.year, jour.month, jour.day)

    @property
    def est_entiere(self) -> bool:
        """Vrai si le jour et le mois sont connus."""
        return self.mois > 0 and self.jour > 0

    @property
    def chiffres(self) -> str:
        """Rend les huit chiffres AAAAMMJJ."""
        return f"{self.annee:04d}{self.mois:02d}{self.jour:02d}"

    @property
    def paires(self) -> list[str]:
        """Rend les trois paires que font le jour, le mois et l’année d’une date entière ; rien sinon."""
        jour, mois, annee = f"{self.jour:02d}", f"{self.mois:02d}", f"{self.annee:04d}"
        return [f"{jour}/{mois}/", f"/{mois}/{annee}", f"{jour}//{annee}"] if self.est_entiere else []

    @property
    def retournee(self) -> "DateConnue | None":
        """Rend la même date, jour et mois échangés, si elle existe et diffère."""
        possible = 0 < self.jour <= 12 and self.mois > 0 and self.jour != self.mois
        return DateConnue(self.annee, self.jour, self.mois) if possible else None


@dataclass(frozen=True, slots=True)
class Identite:
    """Une personne. `lieu` : code INSEE de naissance, ou nom du lieu ; `sexe` : « F », « M » ou vide."""

    nom_naissance: str
    prenoms: tuple[str, ...]
    naissance: DateConnue
    nom_usage: str = ""
    lieu: str = ""
    sexe: str = ""

    def en_json(self) -> dict[str, Any]:
        """Rend l’identité telle qu’elle se garde, chiffrée."""
        ne_le = self.naissance
        return {
            "nom_naissance": self.nom_naissance,
            "prenoms": list(self.prenoms),
            "naissance": {"annee": ne_le.annee, "mois": ne_le.mois, "jour": ne_le.jour},
            "nom_usage": self.nom_usage,
            "lieu": self.lieu,
            "sexe": self.sexe,
        }

    @classmethod
    def de_json(cls, garde: Mapping[str, Any]) -> "Identite":
        """Rend l’identité gardée par `en_json`."""
        return cls(**{**garde, "prenoms": tuple(garde["prenoms"]), "naissance": DateConnue(**garde["naissance"])})
