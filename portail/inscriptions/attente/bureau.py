"""La liste d’attente vue du service : l’ordre, qui a été passé et pourquoi, ce qu’un agent y a changé."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.activites.queries import groupes_par_id
from portail.inscriptions.attente.models import AttenteFoyer, PlaceAttendue
from portail.inscriptions.habilitations import peut_gerer
from portail.journal.actions import TEXTE
from portail.journal.models import Entree, TexteDuJournal
from portail.journal.queries import entrees_de, textes_cites
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

SAUT = "sauter_attente"


@dataclass(frozen=True, slots=True)
class Passage:
    """Ce qui est arrivé à un foyer sur la liste : une entrée de son journal, et la raison écrite par un agent."""

    entree: Entree
    texte: str


@dataclass(frozen=True, slots=True)
class AttenteTenue:
    """L’inscription d’un foyer sur la liste, et les groupes qu’il attend."""

    attente: AttenteFoyer
    groupes: Mapping[UUID, Groupe]


def attente_tenue(agent: Agent, attente_id: UUID) -> AttenteTenue:
    """Rend l’inscription d’un foyer qui attend un groupe d’un service de l’agent ; lève `Introuvable` pour toute autre.

    Un foyer qui attend aussi ailleurs ne se montre qu’à qui tient tous ces services : son ordre vaut pour tous.
    """
    attente = session.get(AttenteFoyer, attente_id, populate_existing=True)
    if attente is None:
        raise Introuvable
    groupes = groupes_par_id({une.groupe_id for une in attente.attendues})
    if not groupes or not all(peut_gerer(agent, un.activite.service_code) for un in groupes.values()):
        raise Introuvable
    return AttenteTenue(attente, groupes)


def passages_de(attente_id: UUID) -> Sequence[Passage]:
    """Rend ce qui est arrivé à ce foyer sur la liste, le plus récent d’abord."""
    entrees = entrees_de(("attente_foyer", attente_id))
    textes = textes_cites(entrees)
    return [Passage(une, _texte(une, textes)) for une in entrees]


def _texte(entree: Entree, textes: Mapping[str, TexteDuJournal]) -> str:
    cite = textes.get(str(entree.details.get(TEXTE, "")))
    return cite.texte if cite is not None else ""


def sauts_des(attentes: Collection[UUID]) -> dict[UUID, int]:
    """Rend combien de fois chacun de ces foyers a vu passer un autre que lui."""
    if not attentes:
        return {}
    par_identifiant = {str(un): un for un in attentes}
    lignes = session.execute(
        select(Entree.objet_id, func.count())
        .where(Entree.objet_type == "attente_foyer", Entree.objet_id.in_(par_identifiant), Entree.action == SAUT)
        .group_by(Entree.objet_id)
    )
    return {par_identifiant[ligne[0]]: ligne[1] for ligne in lignes}


def attendues_du_groupe(attente: AttenteFoyer, groupe_id: UUID) -> list[PlaceAttendue]:
    """Rend ce que ce foyer attend de ce groupe."""
    return [une for une in attente.attendues if une.groupe_id == groupe_id]
