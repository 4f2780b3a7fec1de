"""Les visas d’une démarche : qui valide un projet de décision, et dans quel ordre, avant qu’il se signe."""

from dataclasses import dataclass
from enum import StrEnum


class Viseur(StrEnum):
    """Qui vise ; les mêmes codes que les rôles des agents, parmi ceux qui lisent un dossier."""

    INSTRUCTEUR = "agent_instructeur"
    EVALUATEUR = "evaluateur_medico_social"
    SECRETAIRE = "secretaire"
    RESPONSABLE = "responsable"
    DIRECTEUR = "directeur"


class Portee(StrEnum):
    """Les décisions qu’un visa regarde ; les mêmes codes que la nature des décisions."""

    ACCORD = "accord"
    ACCORD_PARTIEL = "accord_partiel"
    REFUS = "refus"
    IRRECEVABILITE = "irrecevabilite"
    RETRAIT = "retrait"
    ABROGATION = "abrogation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visa:
    """Une étape de validation ; les étapes se suivent dans l’ordre de la déclaration.

    `decisions` : celles qu’elle regarde, toutes si rien n’est dit.
    """

    code: str
    titre: str
    viseur: Viseur
    decisions: tuple[Portee, ...] = ()

    def regarde(self, nature: str) -> bool:
        """Vrai si une décision de cette nature passe par ce visa."""
        return not self.decisions or nature in self.decisions
