"""Ce qui se lit d’une famille, pour un de ses responsables."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portail.identite.famille.models import Enfant, PersonneAutorisee, Rattachement
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def enfants_de(usager_id: UUID) -> Sequence[Enfant]:
    """Rend les enfants dont cette personne répond, l’aîné d’abord."""
    siens = session.scalars(select(Enfant).join(Rattachement).where(Rattachement.usager_id == usager_id)).all()
    return sorted(siens, key=lambda enfant: (enfant.identite.get("date_naissance", ""), enfant.prenom))


def enfant_de(usager_id: UUID, enfant_id: UUID) -> Enfant:
    """Rend un de ses enfants ; lève `Introuvable` pour celui d’un autre."""
    enfant = session.get(Enfant, enfant_id, populate_existing=True)
    if enfant is None or enfant.rattachement_de(usager_id) is None:
        raise Introuvable
    return enfant


def enfants_par_id(identifiants: Collection[UUID]) -> dict[UUID, Enfant]:
    """Rend ces enfants et leurs rattachements, par identifiant ; en une requête."""
    if not identifiants:
        return {}
    voulus = select(Enfant).where(Enfant.id.in_(identifiants)).options(joinedload(Enfant.rattachements))
    return {enfant.id: enfant for enfant in session.scalars(voulus).unique()}


def personnes_autorisees(enfants: Collection[UUID]) -> dict[UUID, list[PersonneAutorisee]]:
    """Rend qui peut venir chercher chacun de ces enfants, dans l’ordre où on l’a dit."""
    trouvees: dict[UUID, list[PersonneAutorisee]] = {enfant_id: [] for enfant_id in enfants}
    if trouvees:
        leurs = select(PersonneAutorisee).where(PersonneAutorisee.enfant_id.in_(enfants))
        for une in session.scalars(leurs.order_by(PersonneAutorisee.cree_le, PersonneAutorisee.id)):
            trouvees[une.enfant_id].append(une)
    return trouvees
