"""Les volets d’une démarche : ce que quelques métiers seuls écrivent et lisent, à part du dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from portail.demarche.champs import Champ
from portail.demarche.pages import Page
from portail.demarche.regles import Calcul


class Metier(StrEnum):
    """Un rôle d’agent, tel qu’une déclaration le nomme ; les mêmes codes que les rôles des agents."""

    INSTRUCTEUR = "agent_instructeur"
    EVALUATEUR = "evaluateur_medico_social"
    MEDECIN = "medecin"
    RESPONSABLE = "responsable"
    DIRECTEUR = "directeur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Volet:
    """Un document à part d’un dossier, chiffré à part : des pages, des calculs, et ce qui en sort.

    `lecteurs` seuls le lisent, `redacteurs` seuls l’écrivent. `rend` : les calculs et les champs du volet dont le
    résultat sort à la validation, vers le champ d’agent du même nom ; rien d’autre n’en sort.
    """

    identifiant: str
    titre: str
    pages: tuple[Page, ...]
    lecteurs: tuple[Metier, ...]
    redacteurs: tuple[Metier, ...]
    calculs: tuple[Calcul, ...] = ()
    rend: tuple[str, ...] = ()
    guide: tuple[tuple[str, str], ...] = ()
    """Ce que l’on garde sous les yeux en remplissant : des paires (titre, texte)."""

    champs: Mapping[str, Champ] = field(init=False, repr=False, compare=False)
    """Tous les champs du volet, par identifiant, dans l’ordre des pages."""

    def __post_init__(self) -> None:
        champs = {champ.identifiant: champ for page in self.pages for champ in page.champs}
        object.__setattr__(self, "champs", MappingProxyType(champs))

    def page(self, identifiant: str) -> Page | None:
        """Rend la page de ce nom, ou rien."""
        return next((page for page in self.pages if page.identifiant == identifiant), None)
