"""Ce qui se lit des délégations de signature."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from portail.dossiers.delegations.models import Delegation
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

DELAI_D_ALERTE = "delegation_alerte_jours"


def delegation_de(identifiant: UUID) -> Delegation:
    """Rend la délégation ; lève `Introuvable`."""
    delegation = session.get(Delegation, identifiant)
    if delegation is None:
        raise Introuvable
    return delegation


def delegations_commencees(service_code: str) -> Sequence[Delegation]:
    """Rend les délégations du service qui ont pris effet, finies comprises."""
    return session.scalars(
        select(Delegation).where(Delegation.service_code == service_code, Delegation.debut <= horloge.aujourd_hui())
    ).all()


def delegations_de(agent_id: UUID) -> Sequence[Delegation]:
    """Rend les délégations d’un agent, la plus récente d’abord."""
    return session.scalars(
        select(Delegation).where(Delegation.agent_id == agent_id).order_by(Delegation.debut.desc(), Delegation.id)
    ).all()


def delegations(*, finies: bool) -> Sequence[Delegation]:
    """Rend les délégations en cours ou à venir, celles qui finissent le plus tôt d’abord ; `finies` : les autres."""
    jour = horloge.aujourd_hui()
    passees = Delegation.fin < jour
    voulues = passees if finies else or_(Delegation.fin.is_(None), ~passees)
    ordre = Delegation.fin.desc() if finies else Delegation.fin.asc().nulls_last()
    return session.scalars(select(Delegation).where(voulues).order_by(ordre, Delegation.debut, Delegation.id)).all()


def delegations_a_renouveler() -> Sequence[Delegation]:
    """Rend les délégations en vigueur qui finissent avant le délai d’alerte (paramètre), la plus proche d’abord."""
    jour = horloge.aujourd_hui()
    bientot = jour + timedelta(days=entier_au(DELAI_D_ALERTE))
    return session.scalars(
        select(Delegation)
        .where(Delegation.debut <= jour, Delegation.fin.between(jour, bientot))
        .order_by(Delegation.fin, Delegation.id)
    ).all()
