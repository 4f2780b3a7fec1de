"""De qui l’on attend la suite d’un dossier, vu par un agent : premier tri de sa liste.

La liste se découpe en parts qui ne se recoupent pas, un casier chacune (`dossiers.tri`), lue dans l’ordre d’un index :
une page coûte le même prix pour mille dossiers que pour un million.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, not_, or_

from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.dossiers.tri import ECART, Casier
from portail.identite.absences.queries import supplees_par
from portail.identite.models import Agent, Role
from portail.instruction.portees import Portee, portees

CASIERS_ECARTES = [un + ECART for un in (Casier.FILE.value, Casier.SIGNATURE.value, *(role.value for role in Role))]
CASIERS_OUVERTS = [
    *(un.value for un in (Casier.SUIVI, Casier.AVIS, Casier.USAGER, Casier.SIGNATURE)),
    *(role.value for role in Role),
    *CASIERS_ECARTES,
]
"""Ceux d’un dossier qu’un agent suit et qui n’est pas fini."""
FINIS = (Etat.CLOS, Etat.DESISTE, Etat.SANS_SUITE, Etat.IRRECEVABLE, Etat.TRANSMIS)


class Attente(StrEnum):
    """De qui l’on attend la suite, dans l’ordre de la liste."""

    MOI = "moi"
    USAGER = "usager"
    TIERS = "tiers"
    """Un collègue, un évaluateur, un signataire, un expert consulté."""
    PERSONNE = "personne"

    @property
    def rang(self) -> int:
        """Rend sa place dans la liste."""
        return list(Attente).index(self)


@dataclass(frozen=True, slots=True)
class Regard:
    """Un agent devant sa liste : lui et les absents qu’il supplée aujourd’hui, et ce qu’il peut lire."""

    agent_id: UUID
    moi: frozenset[UUID]
    portees: tuple[Portee, ...]


def regard_de(agent: Agent) -> Regard:
    """Rend le regard de l’agent, aujourd’hui."""
    return Regard(agent.id, supplees_par(agent.id) | {agent.id}, tuple(portees(agent)))


@dataclass(frozen=True, slots=True)
class Part:
    """Une part de la liste : de qui l’on attend la suite, et la condition qui la désigne, casier en tête."""

    attente: Attente
    etats: frozenset[Etat]
    """Les états que l’on y trouve."""
    condition: ColumnElement[bool]


_A_INSTRUIRE = frozenset({Etat.DEPOSE, Etat.EN_INSTRUCTION})
_EN_ETUDE = _A_INSTRUIRE | {Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE}
"""Ce qu’un agent étudie, et les décisions dont il doit des motifs ou que la poste lui a rendues."""
_EN_SIGNATURE = frozenset({Etat.EN_SIGNATURE, Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE})
"""Une décision à signer, ou le retrait de celle qui l’est déjà."""
_FINIS = frozenset({Etat.DECIDE, *FINIS})


@lru_cache(maxsize=256)
def parts(regard: Regard) -> Sequence[Part]:
    """Rend toutes les parts de la liste, sans recoupement : leur réunion est ce que l’agent peut lire.

    Construites une fois : chaque page les demande, et les écrire coûte plus que les lire.
    """
    if not regard.portees:
        return ()
    trouvees = list(_les_miens(regard))
    for portee in regard.portees:
        trouvees += [*_a_instruire(regard, portee), *_a_viser(portee), *_ecartes(regard, portee), *_le_reste(portee)]
    return tuple(trouvees)


def _part(attente: Attente, etats: frozenset[Etat], *conditions: ColumnElement[bool]) -> Part:
    return Part(attente, etats, and_(*conditions))


def _les_miens(regard: Regard) -> Iterator[Part]:
    lisible = or_(*(portee.condition for portee in regard.portees))
    for identifiant in sorted(regard.moi):
        suivi = and_(Dossier.casier == Casier.SUIVI, Dossier.agent_id == identifiant)
        yield _part(Attente.MOI, _EN_ETUDE, suivi, lisible)


def _a_instruire(regard: Regard, portee: Portee) -> Iterator[Part]:
    """Rend la file de la portée, que personne ne suit, ce qui y est à d’autres, et ce qui attend un avis."""
    file = Attente.MOI if portee.instruit else Attente.TIERS
    yield _part(file, _EN_ETUDE, portee.condition, Dossier.casier == Casier.FILE)
    a_d_autres = Dossier.agent_id.not_in(sorted(regard.moi))
    yield _part(Attente.TIERS, _EN_ETUDE, portee.condition, Dossier.casier == Casier.SUIVI, a_d_autres)
    yield _part(Attente.TIERS, _A_INSTRUIRE, portee.condition, Dossier.casier == Casier.AVIS)


def _a_viser(portee: Portee) -> Iterator[Part]:
    """Rend les projets à signer, un casier, et les projets à viser, un casier par rôle."""
    signature = Attente.MOI if portee.signe else Attente.TIERS
    yield _part(signature, _EN_SIGNATURE, portee.condition, Dossier.casier == Casier.SIGNATURE)
    siens, autres = sorted(portee.roles), sorted(set(Role) - portee.roles)
    yield _part(Attente.MOI, _EN_SIGNATURE, portee.condition, Dossier.casier.in_([role.value for role in siens]))
    yield _part(Attente.TIERS, _EN_SIGNATURE, portee.condition, Dossier.casier.in_([role.value for role in autres]))


def _ecartes(regard: Regard, portee: Portee) -> Iterator[Part]:
    """Rend les recours dont des agents sont écartés, peu nombreux : à moi, si j’en suis et n’en suis pas écarté."""
    siens = [role.value for role in sorted(portee.roles)]
    siens += [Casier.FILE.value] * portee.instruit + [Casier.SIGNATURE.value] * portee.signe
    a_moi = and_(
        Dossier.casier.in_([un + ECART for un in siens]), not_(any_(Dossier.agents_ecartes) == regard.agent_id)
    )
    tous = Dossier.casier.in_(CASIERS_ECARTES)
    etats = _EN_ETUDE | _EN_SIGNATURE
    yield _part(Attente.MOI, etats, portee.condition, a_moi)
    yield _part(Attente.TIERS, etats, portee.condition, tous, not_(a_moi))


def _le_reste(portee: Portee) -> Iterator[Part]:
    a_repondre = _A_INSTRUIRE | {Etat.A_COMPLETER}
    yield _part(Attente.USAGER, a_repondre, portee.condition, Dossier.casier == Casier.USAGER)
    yield _part(Attente.PERSONNE, _FINIS, portee.condition, Dossier.casier == Casier.FINI)
