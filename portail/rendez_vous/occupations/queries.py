"""Ce qui se lit du temps pris."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, bindparam, func, or_, select

from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.rendez_vous.occupations.temps import Source, est_de
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.colonnes import instant

_MINUIT = bindparam("minuit", type_=instant())
_CHARGES = (
    select(Occupation.ressource_id, func.count())
    .where(
        Occupation.ressource_id == any_(bindparam("ressources", type_=ARRAY(Uuid))),
        Occupation.actif,
        Occupation.origine == Origine.RDV,
        Occupation.fin > _MINUIT,  # pour l’index ; un rendez-vous ne passe pas minuit
        Occupation.debut >= _MINUIT,
        Occupation.debut < bindparam("minuit_suivant", type_=instant()),
    )
    .group_by(Occupation.ressource_id)
)


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


def charges_du_jour(ressources: Collection[UUID], jour: date) -> Mapping[UUID, int]:
    """Rend combien de rendez-vous chacune de ces ressources a ce jour-là, à Paris."""
    if not ressources:
        return {}
    bornes = {
        "minuit": horloge.instant_du(jour),
        "minuit_suivant": horloge.instant_du(jour + timedelta(days=1)),
    }
    lignes = session.execute(_CHARGES, {"ressources": list(ressources), **bornes})
    return {ligne[0]: ligne[1] for ligne in lignes}


def raisons_de_doubler(rdv_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Rend, pour ceux de ces rendez-vous qui doublent un horaire, pourquoi ; vide une fois la raison oubliée."""
    if not rdv_ids:
        return {}
    lignes = session.execute(
        select(Occupation.rdv_id, Occupation.motif_force).where(
            Occupation.rdv_id.in_(rdv_ids), Occupation.actif, Occupation.force
        )
    )
    return {ligne[0]: ligne[1] or "" for ligne in lignes if ligne[0] is not None}


def occupations_de(sources: Collection[Source]) -> Sequence[Occupation]:
    """Rend ce que ces sources occupent, dans l’ordre."""
    if not sources:
        return []
    return session.scalars(
        select(Occupation)
        .where(est_de(sources))
        .order_by(Occupation.debut, Occupation.id)
        .execution_options(populate_existing=True)
    ).all()
