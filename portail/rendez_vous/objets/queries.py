"""Ce qui se lit des objets de rendez-vous."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from portail.rendez_vous.objets.models import Famille, ObjetRdv, QuiReserve
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

_ORDRE = (ObjetRdv.famille, ObjetRdv.rang, ObjetRdv.code)


def objet_de(code: str) -> ObjetRdv:
    """Rend l’objet de ce code, ouvert ou non ; lève `Introuvable`."""
    objet = session.scalars(select(ObjetRdv).where(ObjetRdv.code == code)).one_or_none()
    if objet is None:
        raise Introuvable
    return objet


def tous_les_objets() -> Sequence[ObjetRdv]:
    """Rend tous les objets, par famille puis par rang."""
    return session.scalars(select(ObjetRdv).order_by(*_ORDRE)).all()


def objets_par_id(identifiants: Collection[UUID]) -> Mapping[UUID, ObjetRdv]:
    """Rend les objets de ces identifiants."""
    if not identifiants:
        return {}
    return {objet.id: objet for objet in session.scalars(select(ObjetRdv).where(ObjetRdv.id.in_(identifiants)))}


def objets_montres(famille: Famille | None = None) -> Sequence[ObjetRdv]:
    """Rend ce que le public peut lire d’une famille, ou de toutes, par rang.

    Y sont aussi les objets que le public ne réserve pas seul : leur `orientation` dit à qui s’adresser. N’y sont pas
    ceux qui demandent un agent référent ou une invitation : un lien personnel y mène.
    """
    requete = select(ObjetRdv).where(ObjetRdv.ouvert, ObjetRdv.qui_reserve != QuiReserve.INVITES, ~ObjetRdv.suivi)
    if famille is not None:
        requete = requete.where(ObjetRdv.famille == famille)
    return session.scalars(requete.order_by(*_ORDRE)).all()


def objets_de_suivi() -> Sequence[ObjetRdv]:
    """Rend ce qu’une personne suivie prend avec qui la suit, par famille puis par rang."""
    requete = select(ObjetRdv).where(ObjetRdv.ouvert, ObjetRdv.suivi, ObjetRdv.qui_reserve != QuiReserve.AGENTS)
    return session.scalars(requete.order_by(*_ORDRE)).all()


def objets_des_services(services: Collection[str]) -> Sequence[ObjetRdv]:
    """Rend les objets ouverts de ces services, que leurs agents réservent pour quelqu’un."""
    if not services:
        return []
    return session.scalars(
        select(ObjetRdv).where(ObjetRdv.ouvert, ObjetRdv.service_code.in_(services)).order_by(*_ORDRE)
    ).all()
