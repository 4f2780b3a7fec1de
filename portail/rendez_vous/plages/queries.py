"""Ce qui se lit des plages."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.plages.models import Plage, PlageObjet
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
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


def lieux_qui_recoivent(objet_id: UUID, *, du: date, ressources: Collection[UUID] = ()) -> frozenset[UUID]:
    """Rend les lieux où une plage de cet objet peut encore revenir, ce jour ou après.

    `ressources` : avec celles-là seulement ; vide : n’importe lesquelles.
    """
    return frozenset(session.scalars(select(Plage.lieu_id).where(*_reviennent(objet_id, du, ressources)).distinct()))


def modalites_recues(objet_id: UUID, *, du: date, ressources: Collection[UUID] = ()) -> frozenset[str]:
    """Rend comment un agent reçoit encore pour cet objet, ce jour ou après, avec ces ressources s’il y en a."""
    facons = select(func.unnest(modalites_tenues())).where(
        Ressource.id == Plage.ressource_id,
        Ressource.genre == GenreRessource.AGENT,
        Ressource.est_active,
        *_reviennent(objet_id, du, ressources),
    )
    return frozenset(session.scalars(facons.distinct()))


def modalites_tenues() -> ColumnElement[Any]:
    """Rend les façons de se rencontrer d’une plage : sans adresse de visioconférence, un agent ne reçoit pas ainsi."""
    sans_visio = and_(Ressource.genre == GenreRessource.AGENT, Ressource.visio == "")
    return case((sans_visio, func.array_remove(Plage.modalites, Modalite.VISIO.value)), else_=Plage.modalites)


def _reviennent(objet_id: UUID, du: date, ressources: Collection[UUID]) -> list[ColumnElement[bool]]:
    """Rend les conditions « une plage de cet objet, avec l’une de ces ressources, peut revenir ce jour ou après »."""
    sans_fin = or_(Plage.dernier_jour.is_(None), Plage.dernier_jour >= du)
    siennes = [PlageObjet.plage_id == Plage.id, PlageObjet.objet_id == objet_id, sans_fin]
    return [*siennes, Plage.ressource_id.in_(ressources)] if ressources else siennes
