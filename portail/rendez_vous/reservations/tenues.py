"""Garder à quelqu’un un créneau, ou des places d’une séance : le temps du formulaire, ou celui de répondre."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, false, or_, select, update

from portail.parametres.queries import entier_au
from portail.rendez_vous.occupations import actions as temps
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.occupations.queries import occupations_de
from portail.rendez_vous.occupations.temps import Source, hors_de
from portail.rendez_vous.reservations import decompte
from portail.rendez_vous.reservations.attribution import attribuer
from portail.rendez_vous.reservations.choix import Choix, Facon, facons_d_honorer
from portail.rendez_vous.reservations.models import RendezVous
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

    def est_celui_de(self, tenue: Tenue) -> bool:
        """Vrai si c’est lui qui la tient."""
        return all(getattr(tenue, nom) == valeur for nom, valeur in self.colonnes.items())


def duree_de_tenue() -> timedelta:
    """Rend le temps laissé pour remplir le formulaire."""
    return timedelta(minutes=entier_au("rdv_tenue_minutes"))


def poser(
    choix: Choix,
    detenteur: Detenteur,
    *,
    personne: str | None,
    expire_le: datetime,
    acquises: Collection[Source] = (),
) -> Tenue:
    """Garde ce créneau, ou des places de cette séance, dans la transaction courante, à la place de ce qui l’était déjà.

    `acquises` : ce que la personne a, et quittera pour ce créneau ; jusque-là, elle garde l’un et l’autre.
    Lève `CreneauPris`, ou `SeanceComplete`.
    """
    a_lui = a_l_un_d_eux(detenteur, [personne] if personne else (), choix.objet_id)
    siennes = session.scalars(select(Tenue).where(a_lui).order_by(Tenue.id)).all()
    anciennes = [source_de(une) for une in siennes if une.seance_id is None]
    source = Source(origine=Origine.TENUE, id=uuid4(), expire_le=expire_le)
    voulues = Counter({choix.seance_id: choix.passages} if choix.seance_id else {})
    rendues = decompte.retirer(a_lui, avec=voulues) if len(anciennes) < len(siennes) else Counter[UUID]()
    if choix.seance_id is None:
        debut, fin = _garder_le_creneau(choix, source, anciennes, acquises)
    else:
        debut, fin = _garder_des_places(choix.seance_id, choix.passages, anciennes)
    tenue = Tenue(
        id=source.id,
        personne=personne,
        objet_id=choix.objet_id,
        lieu_id=choix.lieu_id,
        modalite=choix.modalite,
        seance_id=choix.seance_id,
        passages=choix.passages,
        debut=debut,
        fin=fin,
        expire_le=expire_le,
        **detenteur.colonnes,
    )
    session.add(tenue)
    session.flush()
    decompte.faire_savoir(rendues - voulues)
    return tenue


def _garder_le_creneau(
    choix: Choix, source: Source, anciennes: Collection[Source], acquises: Collection[Source]
) -> tuple[datetime, datetime]:
    """Prend le temps de ce créneau à la place de ces anciennes tenues ; rend quand il commence et finit.

    Ce que la personne en a déjà lui reste : un rendez-vous se déplace d’un quart d’heure sur lui-même.
    """
    quittees, siennes = [*anciennes, *acquises], occupations_de(acquises)

    def prendre(facon: Facon, relire: Callable[[], None]) -> None:
        reste = hors_de(facon.voulues, siennes)
        if reste:
            temps.occuper(reste, source=source, relire=relire, lues=facon.versions, remplace=anciennes)
        else:
            temps.liberer(*anciennes)

    facons = facons_d_honorer(choix, quittees=quittees)
    prise = attribuer(choix, prendre, facons=facons, quittees=quittees)
    return prise.passages[0].debut, prise.passages[-1].fin


def _garder_des_places(seance_id: UUID, nombre: int, anciennes: Collection[Source]) -> tuple[datetime, datetime]:
    """Garde des places à la place de ces anciens créneaux ; rend quand la séance commence et finit."""
    temps.liberer(*anciennes)
    decompte.garder(seance_id, nombre)
    seance = session.get_one(RendezVous, seance_id)
    return seance.debut, seance.fin


def prolonger(tenue: Tenue) -> None:
    """Garde encore autant de temps, dans la transaction courante ; lève `CreneauPris` s’il est trop tard."""
    maintenant = horloge.maintenant()
    encore = update(Tenue).where(Tenue.id == tenue.id, Tenue.expire_le > maintenant)
    encore = encore.values(prolongations=Tenue.prolongations + 1, expire_le=maintenant + duree_de_tenue())
    # Une tenue que le balayage efface à cet instant n’est plus là : rien ne la garde, on ne la ranime pas.
    if session.scalars(encore.returning(Tenue.id)).one_or_none() is None:
        raise CreneauPris
    session.refresh(tenue)
    if tenue.seance_id is None:
        temps.prolonger(source_de(tenue))


def retirer(tenue: Tenue) -> set[UUID]:
    """Rend ce qui est gardé, dans la transaction courante ; rend les ressources rendues, encore verrouillées."""
    if tenue.seance_id is not None:
        decompte.retirer(Tenue.id == tenue.id)
        return set()
    return temps.liberer(source_de(tenue))


def source_de(tenue: Tenue) -> Source:
    """Rend ce qui occupe pour cette tenue."""
    return Source(origine=Origine.TENUE, id=tenue.id, expire_le=tenue.expire_le)


def tenue_de(detenteur: Detenteur) -> Tenue | None:
    """Rend ce que ce détenteur tient encore."""
    return session.scalars(
        select(Tenue)
        .where(detenteur.tient(), Tenue.expire_le > horloge.maintenant())
        .execution_options(populate_existing=True)
    ).first()


def creneaux_tenus(
    detenteur: Detenteur | None, personnes: Collection[str] = (), objet_id: UUID | None = None
) -> Sequence[Tenue]:
    """Rend les créneaux que tient déjà ce détenteur, ou ces personnes pour cet objet ; échus compris."""
    if detenteur is None and not personnes:
        return []
    siens = select(Tenue).where(a_l_un_d_eux(detenteur, personnes, objet_id), Tenue.seance_id.is_(None))
    return session.scalars(siens.order_by(Tenue.id).execution_options(populate_existing=True)).all()


def tient_ce_creneau(detenteur: Detenteur | None, choix: Choix, tenus: Sequence[Tenue]) -> bool:
    """Vrai si l’une de ces tenues garde encore ce créneau à ce détenteur : son délai s’est jugé en la posant."""
    voulu, maintenant = (choix.objet_id, choix.lieu_id, choix.debut), horloge.maintenant()
    return detenteur is not None and any(
        detenteur.est_celui_de(une) and (une.objet_id, une.lieu_id, une.debut) == voulu and une.expire_le > maintenant
        for une in tenus
    )


def sources_tenues(detenteur: Detenteur | None) -> list[Source]:
    """Rend ce qui occupe pour les créneaux que tient ce détenteur."""
    return [source_de(une) for une in creneaux_tenus(detenteur)]


def a_l_un_d_eux(
    detenteur: Detenteur | None, personnes: Collection[str] = (), objet_id: UUID | None = None
) -> ColumnElement[bool]:
    """Rend la condition « c’est ce détenteur qui tient, ou l’une de ces personnes pour cet objet »."""
    conditions = [detenteur.tient()] if detenteur else []
    if personnes:
        conditions.append(and_(Tenue.personne.in_(personnes), Tenue.objet_id == objet_id))
    return or_(false(), *conditions)
