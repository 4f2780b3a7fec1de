"""De qui l’on attend la suite d’un dossier, vu par un agent : premier tri de sa liste.

La liste se découpe en parts, un état chacune, qui ne se recoupent pas : chacune se lit dans l’ordre d’un index,
et une page coûte le même prix pour mille dossiers que pour un million.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, func, not_, or_

from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.identite.absences.queries import supplees_par
from portail.identite.models import Agent
from portail.instruction.portees import Portee, portees

A_SIGNER = "signature"
"""Ce que dit `validation_attendue` d’un projet visé ; sans visa demandé, rien n’y est écrit."""
FINIS = (Etat.CLOS, Etat.DESISTE, Etat.SANS_SUITE, Etat.IRRECEVABLE, Etat.TRANSMIS)


class Attente(StrEnum):
    """De qui l’on attend la suite, dans l’ordre de la liste."""

    MOI = "moi"
    USAGER = "usager"
    TIERS = "tiers"
    """Un collègue, un signataire, un expert consulté."""
    PERSONNE = "personne"

    @property
    def rang(self) -> int:
        """Rend sa place dans la liste."""
        return list(Attente).index(self)


@dataclass(frozen=True, slots=True)
class Regard:
    """Un agent devant sa liste : lui, et les absents qu’il supplée aujourd’hui."""

    agent: Agent
    moi: frozenset[UUID]


def regard_de(agent: Agent) -> Regard:
    """Rend le regard de l’agent, aujourd’hui."""
    return Regard(agent, supplees_par(agent.id) | {agent.id})


@dataclass(frozen=True, slots=True)
class Part:
    """Une part de la liste : de qui l’on attend la suite, dans quel état, et la condition qui la désigne."""

    attente: Attente
    etat: Etat
    condition: ColumnElement[bool]


def parts(regard: Regard) -> list[Part]:
    """Rend toutes les parts de la liste, sans recoupement : leur réunion est ce que l’agent peut lire."""
    siennes = portees(regard.agent)
    if not siennes:
        return []
    trouvees = list(_les_miens(regard, siennes))
    for portee in siennes:
        trouvees += [*_a_instruire(regard, portee), *_a_signer(regard, portee), *_le_reste(portee)]
    return trouvees


def _part(attente: Attente, etat: Etat, *conditions: ColumnElement[bool]) -> Part:
    return Part(attente, etat, and_(Dossier.etat == etat, Dossier.elimine_le.is_(None), *conditions))


def _en_etude() -> Iterator[tuple[Etat, ColumnElement[bool]]]:
    """Rend les états où un agent a la main, et la condition pour que ce soit à lui de jouer.

    Après un rejet implicite, des motifs demandés sont dus : seule échéance d’un dossier décidé.
    """
    sans_avis = Dossier.avis_attendus == 0
    yield Etat.DEPOSE, sans_avis
    yield Etat.EN_INSTRUCTION, sans_avis
    yield Etat.DECIDE, Dossier.echeance.is_not(None)


def _les_miens(regard: Regard, siennes: list[Portee]) -> Iterator[Part]:
    lisible = or_(*(portee.condition for portee in siennes))
    for etat, a_jouer in _en_etude():
        for identifiant in sorted(regard.moi):
            yield _part(Attente.MOI, etat, Dossier.agent_id == identifiant, a_jouer, lisible)


def _a_instruire(regard: Regard, portee: Portee) -> Iterator[Part]:
    """Rend la file de la portée, que personne ne suit, et ce qui y est à d’autres."""
    a_personne = Dossier.agent_id.is_(None)
    ecarte = any_(Dossier.agents_ecartes) == regard.agent.id
    pour_moi = and_(a_personne, not_(ecarte)) if portee.instruit else None
    for etat, a_jouer in _en_etude():
        a_d_autres = or_(not_(a_jouer), Dossier.agent_id.not_in(regard.moi))
        if etat is Etat.DECIDE:
            a_d_autres = and_(a_jouer, Dossier.agent_id.not_in(regard.moi))
        if pour_moi is not None:
            yield _part(Attente.MOI, etat, portee.condition, a_jouer, pour_moi)
            yield _part(Attente.TIERS, etat, portee.condition, or_(a_d_autres, and_(a_jouer, a_personne, ecarte)))
        else:
            yield _part(Attente.TIERS, etat, portee.condition, or_(a_d_autres, and_(a_jouer, a_personne)))


def _a_signer(regard: Regard, portee: Portee) -> Iterator[Part]:
    attendue = func.coalesce(Dossier.validation_attendue, A_SIGNER)
    voulus = {role.value for role in portee.roles} | ({A_SIGNER} if portee.signe else set())
    a_moi = and_(attendue.in_(sorted(voulus)), not_(any_(Dossier.agents_ecartes) == regard.agent.id))
    yield _part(Attente.MOI, Etat.EN_SIGNATURE, portee.condition, a_moi)
    yield _part(Attente.TIERS, Etat.EN_SIGNATURE, portee.condition, not_(a_moi))


def _le_reste(portee: Portee) -> Iterator[Part]:
    yield _part(Attente.USAGER, Etat.A_COMPLETER, portee.condition)
    yield _part(Attente.PERSONNE, Etat.DECIDE, portee.condition, Dossier.echeance.is_(None))
    for etat in FINIS:
        yield _part(Attente.PERSONNE, etat, portee.condition)
