"""Les volets à remplir ou à lire : par où entrent ceux qui n’ont pas le dossier, un médecin par exemple."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portail.demarche.catalogue import catalogue
from portail.demarche.declaration import Volet
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.queries import SANS_CONTENU
from portail.dossiers.volets.habilitations import peut_lire
from portail.dossiers.volets.models import Volet as VoletEcrit
from portail.identite.models import Agent
from portail.socle.base import session

LIMITE = 200


@dataclass(frozen=True, slots=True)
class EtatDuVolet:
    """Où en est un volet, sans rien de son contenu."""

    modifie_le: datetime
    valide_le: datetime | None


@dataclass(frozen=True, slots=True)
class VoletARemplir:
    """Un volet d’un dossier à l’étude, et où il en est."""

    dossier: Dossier
    declare: Volet
    etat: EtatDuVolet | None


def volets_de_l_agent(agent: Agent) -> list[VoletARemplir]:
    """Rend les volets des dossiers à l’étude que l’agent peut lire : ceux à valider d’abord, puis par échéance."""
    services = {habilitation.service_code for habilitation in agent.habilitations if habilitation.service_code}
    dossiers = session.scalars(
        select(Dossier)
        .where(
            Dossier.service_code.in_(services),
            Dossier.demarche.in_([demarche.identifiant for demarche in catalogue().values() if demarche.volets]),
            Dossier.etat.in_(ETATS_EN_COURS),
        )
        .options(*SANS_CONTENU)
        .order_by(Dossier.echeance.nulls_last(), Dossier.id)
        .limit(LIMITE)
    ).all()
    etats = _etats(dossier.id for dossier in dossiers)
    lisibles = [
        VoletARemplir(dossier, volet, etats.get((dossier.id, volet.identifiant)))
        for dossier in dossiers
        for volet in declaration_de(dossier).volets
        if peut_lire(agent, dossier, volet)
    ]
    return sorted(lisibles, key=lambda un: bool(un.etat and un.etat.valide_le))


def _etats(dossiers: Iterable[UUID]) -> dict[tuple[UUID, str], EtatDuVolet]:
    lignes = session.execute(
        select(VoletEcrit.dossier_id, VoletEcrit.code, VoletEcrit.modifie_le, VoletEcrit.valide_le).where(
            VoletEcrit.dossier_id.in_(list(dossiers))
        )
    )
    return {(dossier, code): EtatDuVolet(modifie_le, valide_le) for dossier, code, modifie_le, valide_le in lignes}
