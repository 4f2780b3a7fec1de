"""À qui va un dossier : la règle, pure et rejouable.

Parmi les agents présents qui s’occupent de ce territoire, celui qui a le moins de dossiers en cours ; à égalité, celui
qui a reçu son dernier dossier il y a le plus longtemps ; à égalité encore, l’ordre des identifiants. Au plafond, on ne
reçoit plus.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from portail.instruction.affectation.queries import Charge

JAMAIS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choix:
    """L’agent choisi et ce qui l’a fait choisir : sa charge avant ce dossier, et combien étaient possibles."""

    agent_id: UUID
    charge: int
    candidats: int


@dataclass(frozen=True, slots=True)
class Equipe:
    """Les instructeurs d’un service pour une démarche : qui est absent, qui le supplée, qui s’occupe de quoi."""

    instructeurs: frozenset[UUID]
    absents: Mapping[UUID, UUID | None]
    """Par absent, son suppléant ou rien."""
    secteurs: Mapping[UUID, frozenset[UUID]]
    """Par secteur, ses agents."""


def possibles(equipe: Equipe, secteur: UUID | None) -> frozenset[UUID]:
    """Rend qui peut recevoir un dossier de ce secteur, ou d’aucun.

    Un secteur tenu va à ses agents présents et aux suppléants de ses absents ; s’il n’en reste aucun, le dossier attend
    dans la file. Hors secteur, il va à ceux qui n’ont pas de secteur ; si tous en ont un, à tous.
    """
    presents = equipe.instructeurs - equipe.absents.keys()
    tenu = equipe.secteurs.get(secteur, frozenset()) & equipe.instructeurs if secteur else frozenset()
    if tenu:
        suppleants = {equipe.absents[agent] for agent in tenu if agent in equipe.absents}
        return presents & (tenu | suppleants)
    repartis: frozenset[UUID] = frozenset().union(*equipe.secteurs.values())
    libres = equipe.instructeurs - repartis
    return presents & libres if libres else presents


def choisir(candidats: Collection[UUID], charges: Mapping[UUID, Charge], *, plafond: int | None) -> Choix | None:
    """Rend l’agent qui reçoit le dossier, ou rien si personne ne le peut."""
    admis = [agent for agent in candidats if plafond is None or charges[agent].nombre < plafond]
    if not admis:
        return None
    choisi = _premier(admis, charges)
    return Choix(choisi, charges[choisi].nombre, len(admis))


def _premier(admis: Iterable[UUID], charges: Mapping[UUID, Charge]) -> UUID:
    return min(admis, key=lambda agent: (charges[agent].nombre, charges[agent].derniere_le or JAMAIS, agent))
