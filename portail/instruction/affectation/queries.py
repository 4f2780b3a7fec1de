"""Ce qui se lit de la répartition : le réglage d’un service, ses secteurs, la charge de chacun."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.models import Dossier
from portail.instruction.affectation.models import ReglageAffectation, Secteur, ZoneDeSecteur
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.communes import annuaire


@dataclass(frozen=True, slots=True)
class Charge:
    """Ce qu’un agent a en cours : combien de dossiers, et quand le dernier lui est venu."""

    nombre: int = 0
    derniere_le: datetime | None = None


def reglage_de(service_code: str) -> ReglageAffectation | None:
    """Rend le réglage d’un service ; rien tant qu’il répartit à la main."""
    return session.get(ReglageAffectation, service_code)


def charges(agents: Collection[UUID]) -> Mapping[UUID, Charge]:
    """Rend la charge de chacun de ces agents : ses dossiers qui attendent une réponse, de qui que ce soit."""
    if not agents:
        return {}
    lignes = session.execute(
        select(Dossier.agent_id, func.count(), func.max(Dossier.affecte_le))
        .where(Dossier.agent_id.in_(sorted(agents)), Dossier.etat.in_(sorted(ETATS_EN_COURS)))
        .group_by(Dossier.agent_id)
    )
    lues = {agent_id: Charge(nombre, derniere_le) for agent_id, nombre, derniere_le in lignes if agent_id}
    return {agent_id: lues.get(agent_id, Charge()) for agent_id in agents}


def secteur_par_id(identifiant: UUID) -> Secteur:
    """Rend le secteur ; lève `Introuvable`."""
    secteur = session.get(Secteur, identifiant)
    if secteur is None:
        raise Introuvable
    return secteur


def secteurs_des(services: Collection[str]) -> Sequence[Secteur]:
    """Rend les secteurs de ces services, par service et par nom."""
    if not services:
        return []
    siens = select(Secteur).where(Secteur.service_code.in_(sorted(services))).options(joinedload(Secteur.agents))
    return session.scalars(siens.order_by(Secteur.service_code, Secteur.nom)).unique().all()


def secteurs_a_choisir(services: Collection[str]) -> Sequence[Secteur]:
    """Rend les secteurs de ces services, pour les nommer : ni leurs zones, ni leurs agents."""
    if not services:
        return []
    siens = select(Secteur).where(Secteur.service_code.in_(sorted(services)))
    legers = siens.options(lazyload(Secteur.zones), lazyload(Secteur.agents))
    return session.scalars(legers.order_by(Secteur.service_code, Secteur.nom)).all()


def secteur_du_dossier(dossier: Dossier) -> UUID | None:
    """Rend le secteur du service où tombe la commune du dossier ; la commune l’emporte sur son intercommunalité."""
    commune = annuaire().par_code(dossier.commune_insee or "")
    if commune is None:
        return None
    zones = _zones(dossier.service_code, (commune.code_insee, commune.epci_siren))
    return zones.get(commune.code_insee) or zones.get(commune.epci_siren)


def communes_du_secteur(identifiant: UUID) -> frozenset[str]:
    """Rend les codes INSEE d’un secteur ; vide s’il n’existe plus.

    Une commune rangée à part dans un autre secteur du service n’est plus dans celui de son intercommunalité.
    """
    service = select(Secteur.service_code).where(Secteur.id == identifiant).scalar_subquery()
    zones = session.execute(
        select(ZoneDeSecteur.code, ZoneDeSecteur.secteur_id).where(ZoneDeSecteur.service_code == service)
    )
    par_code = {code: secteur_id for code, secteur_id in zones}  # noqa: C416 — des lignes, pas des couples
    lu = annuaire()
    return frozenset(
        code
        for code in lu.codes
        if (commune := lu.par_code(code))
        and (par_code.get(commune.code_insee) or par_code.get(commune.epci_siren)) == identifiant
    )


def _zones(service_code: str, codes: Collection[str]) -> Mapping[str, UUID]:
    lignes = session.execute(
        select(ZoneDeSecteur.code, ZoneDeSecteur.secteur_id).where(
            ZoneDeSecteur.service_code == service_code, ZoneDeSecteur.code.in_(sorted(codes))
        )
    )
    return {code: secteur_id for code, secteur_id in lignes}  # noqa: C416 — des lignes, pas des couples
