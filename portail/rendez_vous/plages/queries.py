"""Ce qui se lit des plages."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from portail.rendez_vous.plages.models import Plage, PlageObjet
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def en_cours_entre(du: date, au: date) -> ColumnElement[bool]:
    """Rend la condition « cette plage peut revenir un de ces jours, compris »."""
    return and_(Plage.premier_jour <= au, or_(Plage.dernier_jour.is_(None), Plage.dernier_jour >= du))


def plage_de(identifiant: UUID) -> Plage:
    """Rend la plage, avec ses objets et ses exceptions ; lève `Introuvable`."""
    plage = session.get(Plage, identifiant)
    if plage is None:
        raise Introuvable
    return plage


def plages_des_ressources(ressources: Collection[UUID], *, du: date, au: date) -> Sequence[Plage]:
    """Rend les plages de ces ressources qui peuvent revenir un de ces jours, par heure."""
    if not ressources:
        return []
    return session.scalars(
        select(Plage)
        .where(Plage.ressource_id.in_(ressources), en_cours_entre(du, au))
        .order_by(Plage.premier_jour, Plage.debut, Plage.id)
    ).all()


def lieux_qui_recoivent(objet_id: UUID, *, du: date) -> frozenset[UUID]:
    """Rend les lieux où une plage de cet objet peut encore revenir, ce jour ou après."""
    encore = select(Plage.lieu_id).join(PlageObjet).where(PlageObjet.objet_id == objet_id)
    sans_fin = or_(Plage.dernier_jour.is_(None), Plage.dernier_jour >= du)
    return frozenset(session.scalars(encore.where(sans_fin).distinct()))
