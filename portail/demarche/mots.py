"""Ce qu’une démarche dit autrement que les autres : à une déclaration, on ne répond pas « accordé » ou « refusé »."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Mots:
    """Les mots propres d’une démarche ; vides, les mots communs.

    `jour` est celui où le silence vaut décision, `terme` celui du terme déclaré, `recue` celui de la réception.
    """

    delai: str = ""
    """Ce que vaut le silence, sans date : la fiche, le récapitulatif."""
    echeance: str = ""
    """Ce que vaut le silence, avec `%(jour)s` et `%(terme)s` : l’accusé, la confirmation, le suivi."""
    alerte: str = ""
    """Ce que l’agent doit faire avant que le silence décide."""
    accuse_titre: str = ""
    accuse_recue: str = ""
    """La première phrase de l’accusé, avec `%(jour)s` (la réception) et `%(numero)s`."""
    accuse_suites: tuple[str, ...] = ()
    implicite_titre: str = ""
    implicite_recue: str = ""
    """Ce qui fut reçu, et que personne n’a répondu, avec `%(numero)s`, `%(recue)s` et `%(jour)s`."""
    implicite: str = ""
    """Ce que le silence a décidé, avec `%(jour)s`."""
    implicite_effet: str = ""
    sens: Mapping[str, str] = field(default_factory=dict)
    """La décision en une phrase, par nature."""
    natures: Mapping[str, str] = field(default_factory=dict)
    """La décision en un mot, par nature : ce que l’agent choisit, ce que la personne lit d’abord."""

    @property
    def textes(self) -> tuple[str, ...]:
        """Rend tous les textes."""
        simples = (self.delai, self.echeance, self.alerte, self.accuse_titre, self.accuse_recue, self.implicite_titre)
        suite = (self.implicite_recue, self.implicite, self.implicite_effet)
        return (*simples, *suite, *self.accuse_suites, *self.sens.values(), *self.natures.values())


COMMUNS = Mots()
"""Les mots de toutes les démarches : aucun qui soit propre."""
