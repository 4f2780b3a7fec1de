"""Ce qui se lit des places : ce qui reste, où en est chaque inscription."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portail.inscriptions.places.models import EtatPlace, GroupeQuota, Inscription, Place, Quota
from portail.socle.base import session


@dataclass(frozen=True, slots=True)
class Reste:
    """Ce qui reste dans un groupe : le plus petit reste de ses quotas, et sa capacité propre."""

    capacite: int
    libres: int

    @property
    def est_complet(self) -> bool:
        """Vrai s’il n’y a plus de place."""
        return self.libres <= 0


def restes(groupes: Collection[UUID]) -> dict[UUID, Reste]:
    """Rend ce qui reste dans chacun de ces groupes, en une requête."""
    lignes = session.execute(
        select(GroupeQuota.groupe_id, func.min(Quota.capacite), func.min(Quota.capacite - Quota.pris))
        .join(Quota, Quota.id == GroupeQuota.quota_id)
        .where(GroupeQuota.groupe_id.in_(groupes))
        .group_by(GroupeQuota.groupe_id)
    )
    return {ligne[0]: Reste(ligne[1], ligne[2]) for ligne in lignes}


def etats_des(inscriptions: Collection[UUID]) -> dict[UUID, EtatPlace]:
    """Rend l’état de la place de chacune de ces inscriptions ; celles d’une même inscription vont ensemble."""
    lignes = session.execute(select(Place.inscription_id, Place.etat).where(Place.inscription_id.in_(inscriptions)))
    return {ligne[0]: ligne[1] for ligne in lignes}


def inscrits(groupe_id: UUID) -> Sequence[Inscription]:
    """Rend les inscriptions confirmées d’un groupe, leurs enfants chargés ; aux écrans d’en réserver la lecture."""
    confirmees = (
        select(Inscription)
        .where(Inscription.groupe_id == groupe_id, Inscription.active, Inscription.confirmee_le.is_not(None))
        .options(joinedload(Inscription.enfant), joinedload(Inscription.groupe))
    )
    trouvees = session.scalars(confirmees).all()
    return sorted(trouvees, key=lambda une: (une.enfant.nom, une.enfant.prenom, str(une.id)))
