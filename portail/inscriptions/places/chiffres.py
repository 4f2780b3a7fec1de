"""Les places en nombres, par groupe : aucun nom."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select

from portail.inscriptions.places.models import EtatPlace, GroupeQuota, Inscription, Place, Quota, Sortie
from portail.socle.base import session


@dataclass(frozen=True, slots=True)
class Chiffres:
    """Ce que deviennent les places d’un groupe."""

    places: Counter[EtatPlace] = field(default_factory=Counter)
    sorties: Counter[Sortie] = field(default_factory=Counter)
    """Les inscriptions confirmées qui n’ont plus leur place, et pourquoi."""

    @property
    def confirmees(self) -> int:
        """Rend le nombre d’enfants inscrits."""
        return self.places[EtatPlace.CONFIRMEE]

    @property
    def en_cours(self) -> int:
        """Rend les places tenues qui ne sont pas confirmées : paniers, paiements, propositions."""
        return self.places[EtatPlace.PANIER] + self.places[EtatPlace.EN_PAIEMENT] + self.places[EtatPlace.PROPOSEE]


@dataclass(frozen=True, slots=True)
class QuotaDuGroupe:
    """Un quota, et combien de groupes le partagent."""

    quota: Quota
    groupes: int


def chiffres_des(groupes: Collection[UUID]) -> dict[UUID, Chiffres]:
    """Rend les chiffres de chacun de ces groupes, en deux requêtes."""
    trouves = {groupe_id: Chiffres() for groupe_id in groupes}
    if not trouves:
        return {}
    tenues = (
        select(Inscription.groupe_id, Place.etat, func.count(func.distinct(Place.inscription_id)))
        .join(Place, Place.inscription_id == Inscription.id)
        .where(Inscription.groupe_id.in_(groupes), Inscription.active)
        .group_by(Inscription.groupe_id, Place.etat)
    )
    for groupe_id, etat, nombre in session.execute(tenues):
        trouves[groupe_id].places[etat] = nombre
    sorties = (
        select(Inscription.groupe_id, Inscription.sortie, func.count())
        .where(Inscription.groupe_id.in_(groupes), ~Inscription.active, Inscription.confirmee_le.is_not(None))
        .group_by(Inscription.groupe_id, Inscription.sortie)
    )
    for groupe_id, sortie, nombre in session.execute(sorties):
        if sortie is not None:
            trouves[groupe_id].sorties[sortie] = nombre
    return trouves


def quotas_du_groupe(groupe_id: UUID) -> Sequence[QuotaDuGroupe]:
    """Rend les quotas d’un groupe, le sien d’abord : celui que le moins de groupes partagent."""
    partages = (
        select(GroupeQuota.quota_id, func.count().label("nombre")).group_by(GroupeQuota.quota_id).subquery("partages")
    )
    siens = (
        select(Quota, partages.c.nombre)
        .join(GroupeQuota, GroupeQuota.quota_id == Quota.id)
        .join(partages, partages.c.quota_id == Quota.id)
        .where(GroupeQuota.groupe_id == groupe_id)
        .order_by(partages.c.nombre, Quota.code)
        .execution_options(populate_existing=True)
    )
    return [QuotaDuGroupe(ligne[0], ligne[1]) for ligne in session.execute(siens)]


def comptes_partages() -> Sequence[Quota]:
    """Rend les comptes que plusieurs groupes peuvent prendre."""
    return session.scalars(select(Quota).where(Quota.partage).order_by(Quota.libelle, Quota.code)).all()
