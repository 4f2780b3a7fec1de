"""Garder un créneau à quelqu’un : le temps du formulaire, ou celui de répondre à une offre."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, or_, select

from portail.parametres.queries import entier_au
from portail.rendez_vous.occupations.actions import liberer, occuper
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.occupations.temps import Source
from portail.rendez_vous.reservations.attribution import attribuer
from portail.rendez_vous.reservations.choix import Choix, Facon, facons_d_honorer
from portail.socle import horloge
from portail.socle.base import session


@dataclass(frozen=True, slots=True, kw_only=True)
class Detenteur:
    """À qui l’on garde un créneau : une session, une inscription en liste d’attente, ou qui fut annulé."""

    session: str | None = None
    attente_id: UUID | None = None
    rdv_annule_id: UUID | None = None

    @property
    def colonnes(self) -> dict[str, Any]:
        """Rend ce qui le désigne dans la table."""
        return {"session": self.session, "attente_id": self.attente_id, "rdv_annule_id": self.rdv_annule_id}

    @property
    def tour(self) -> str:
        """Rend la clé qui fait passer l’un après l’autre les gestes du même détenteur."""
        return "/".join(f"{nom}:{valeur}" for nom, valeur in self.colonnes.items() if valeur is not None)

    def tient(self) -> ColumnElement[bool]:
        """Rend la condition « c’est lui qui tient »."""
        [(nom, valeur)] = [(nom, valeur) for nom, valeur in self.colonnes.items() if valeur is not None]
        condition: ColumnElement[bool] = getattr(Tenue, nom) == valeur
        return condition


def duree_de_tenue() -> timedelta:
    """Rend le temps laissé pour remplir le formulaire."""
    return timedelta(minutes=entier_au("rdv_tenue_minutes"))


def poser(choix: Choix, detenteur: Detenteur, *, personne: str | None, expire_le: datetime) -> Tenue:
    """Garde ce créneau, dans la transaction courante, à la place de ce qui l’était déjà ; lève `CreneauPris`."""
    anciennes = sources_tenues(detenteur, [personne] if personne else (), choix.objet_id)
    source = Source(origine=Origine.TENUE, id=uuid4(), expire_le=expire_le)

    def prendre(facon: Facon, relire: Callable[[], None]) -> None:
        occuper(facon.voulues, source=source, relire=relire, remplace=anciennes)

    facons = facons_d_honorer(choix, quittees=anciennes)
    prise = attribuer(choix, prendre, facons=facons, quittees=anciennes)
    tenue = Tenue(
        id=source.id,
        personne=personne,
        objet_id=choix.objet_id,
        lieu_id=choix.lieu_id,
        modalite=choix.modalite,
        passages=choix.passages,
        debut=prise.passages[0].debut,
        fin=prise.passages[-1].fin,
        expire_le=expire_le,
        **detenteur.colonnes,
    )
    session.add(tenue)
    session.flush()
    return tenue


def retirer(tenue: Tenue) -> set[UUID]:
    """Rend le créneau gardé, dans la transaction courante ; rend les ressources rendues, encore verrouillées."""
    return liberer(source_de(tenue))


def source_de(tenue: Tenue) -> Source:
    """Rend ce qui occupe pour cette tenue."""
    return Source(origine=Origine.TENUE, id=tenue.id, expire_le=tenue.expire_le)


def tenue_de(detenteur: Detenteur) -> Tenue | None:
    """Rend le créneau que ce détenteur tient encore."""
    return session.scalars(
        select(Tenue)
        .where(detenteur.tient(), Tenue.expire_le > horloge.maintenant())
        .execution_options(populate_existing=True)
    ).first()


def sources_tenues(
    detenteur: Detenteur | None, personnes: Collection[str] = (), objet_id: UUID | None = None
) -> list[Source]:
    """Rend ce que tient déjà ce détenteur, ou ces personnes pour cet objet ; échu compris."""
    conditions = [detenteur.tient()] if detenteur else []
    if personnes:
        conditions.append(and_(Tenue.personne.in_(personnes), Tenue.objet_id == objet_id))
    if not conditions:
        return []
    return [source_de(une) for une in session.scalars(select(Tenue).where(or_(*conditions)).order_by(Tenue.id))]
