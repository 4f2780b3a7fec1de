"""L’identité d’une personne : certifiée par un fournisseur, ou déclarée par elle."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentiteCertifiee:
    """Les traits de l’identité pivot ; `prenoms` dans l’ordre de l’état civil, lieux en codes INSEE (COG)."""

    nom_naissance: str
    prenoms: tuple[str, ...]
    date_naissance: date
    sexe: str = ""
    lieu_naissance_insee: str = ""
    pays_naissance_insee: str = ""
    nom_usage: str = ""
    courriel: str = ""

    def en_json(self) -> dict[str, Any]:
        """Rend le document à garder chiffré."""
        return {**asdict(self), "prenoms": list(self.prenoms), "date_naissance": self.date_naissance.isoformat()}
