"""Contrôler un billet à l’entrée, en ligne ou après coup : une personne entre une fois, et tout passage est noté."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import select

from portail.documents.codes import lire_code
from portail.identite.models import Agent
from portail.inscriptions.billets import mention
from portail.inscriptions.billets.cles import cles_publiques
from portail.inscriptions.billets.entrees import Entree
from portail.inscriptions.billets.evenements import BilletControle
from portail.inscriptions.billets.mention import BilletFaux
from portail.inscriptions.billets.models import Billet, Issue, Passage
from portail.inscriptions.billets.references import entree_du
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.evenements import publier


class Verdict(StrEnum):
    """Ce que l’on dit à qui contrôle."""

    ADMIS = "admis"
    DEJA_ENTRE = "deja_entre"
    ANNULE = "annule"
    AUTRE_ENTREE = "autre_entree"
    AUTRE_JOUR = "autre_jour"
    INCONNU = "inconnu"


@dataclass(frozen=True, slots=True)
class Constat:
    """Le verdict, le billet s’il est connu, et quand il avait déjà servi."""

    verdict: Verdict
    billet: Billet | None = None
    entre_le: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRecu:
    """Un passage fait sans réseau, tel que le téléphone le rapporte."""

    id: UUID
    code: str
    le: datetime


def controler(texte: str, entree: Entree, *, agent: Agent) -> Constat:
    """Fait entrer le porteur de ce billet (code QR ou code dicté), ou dit pourquoi non."""
    code = code_ecrit(texte)
    if code is None:
        return Constat(Verdict.INCONNU)
    return _passer(PassageRecu(id=uuid4(), code=code, le=horloge.maintenant()), entree, agent, appareil="")


def synchroniser(
    passages: Sequence[PassageRecu], entree: Entree, *, agent: Agent, appareil: str
) -> list[tuple[UUID, Constat]]:
    """Note ce qu’un téléphone a fait entrer sans réseau ; rend un constat par passage, les conflits compris.

    Rejouable : un passage déjà reçu rend ce qu’il avait rendu.
    """
    return [(recu.id, _passer(recu, entree, agent, appareil=appareil)) for recu in passages]


def code_ecrit(texte: str) -> str | None:
    """Rend le code d’un billet, lu de son code QR (signature vérifiée) ou dicté ; rien s’il est faux."""
    if not texte.strip().startswith(f"{mention.VERSION}:"):
        return lire_code(texte)
    try:
        return mention.lire(texte, cles_publiques()).code
    except BilletFaux:
        return None


def _passer(recu: PassageRecu, entree: Entree, agent: Agent, *, appareil: str) -> Constat:
    with transaction():
        sien = select(Billet).where(Billet.code == recu.code).with_for_update()
        billet = session.scalars(sien.execution_options(populate_existing=True)).one_or_none()
        if billet is None:
            return Constat(Verdict.INCONNU)
        deja = session.get(Passage, recu.id)
        if deja is not None:
            return _constat_rejoue(deja, billet)
        ailleurs = _ailleurs(billet, entree, horloge.a_paris(recu.le).date())
        if ailleurs is not None:
            return Constat(ailleurs, billet)
        return _noter(recu, billet, agent, appareil)


def _ailleurs(billet: Billet, entree: Entree, jour: date) -> Verdict | None:
    if entree_du(billet) != entree.reference:
        return Verdict.AUTRE_ENTREE
    return None if billet.du <= jour <= billet.au else Verdict.AUTRE_JOUR


def _noter(recu: PassageRecu, billet: Billet, agent: Agent, appareil: str) -> Constat:
    """Écrit le passage sous le verrou du billet : deux contrôles au même instant n’en admettent qu’un."""
    avant, maintenant = billet.entre_le, horloge.maintenant()
    constate = min(recu.le, maintenant)
    issue, verdict = Issue.ADMIS, Verdict.ADMIS
    if billet.annule_le is not None:
        issue, verdict = Issue.ANNULE, Verdict.ANNULE
    elif avant is not None:
        issue, verdict = Issue.EN_DOUBLE, Verdict.DEJA_ENTRE
    else:
        billet.entre_le = constate
    session.add(
        Passage(
            id=recu.id,
            billet_id=billet.id,
            issue=issue,
            appareil=appareil,
            agent_id=agent.id,
            constate_le=constate,
            recu_le=maintenant,
        )
    )
    session.flush()
    if issue is Issue.ADMIS:
        publier(
            BilletControle(
                objet_type=billet.objet_type, objet_id=billet.objet_id, rang=billet.rang, controle_le=constate
            )
        )
    return Constat(verdict, billet, avant)


_REJOUES = {Issue.ADMIS: Verdict.ADMIS, Issue.EN_DOUBLE: Verdict.DEJA_ENTRE, Issue.ANNULE: Verdict.ANNULE}


def _constat_rejoue(passage: Passage, billet: Billet) -> Constat:
    """Rend le constat d’un passage déjà reçu ; l’identifiant d’un autre billet ne vaut rien."""
    if passage.billet_id != billet.id:
        return Constat(Verdict.INCONNU)
    return Constat(_REJOUES[passage.issue], billet, None if passage.issue is Issue.ADMIS else billet.entre_le)
