"""Ce qui se lit du temps pris."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from portail.rendez_vous.occupations.models import Occupation
from portail.socle import horloge
from portail.socle.base import session


def vivante(maintenant: datetime) -> ColumnElement[bool]:
    """Rend la condition « cette occupation compte encore » : une tenue échue ne compte plus, même pas effacée."""
    return and_(Occupation.actif, or_(Occupation.expire_le.is_(None), Occupation.expire_le > maintenant))


def occupees(ressources: Collection[UUID], debut: datetime, fin: datetime) -> Sequence[Occupation]:
    """Rend ce qui prend ces ressources entre ces deux instants, dans l’ordre."""
    if not ressources:
        return []
    return session.scalars(
        select(Occupation)
        .where(
            Occupation.ressource_id.in_(ressources),
            vivante(horloge.maintenant()),
            Occupation.debut < fin,
            Occupation.fin > debut,
        )
        .order_by(Occupation.debut, Occupation.id)
        .execution_options(populate_existing=True)
    ).all()
