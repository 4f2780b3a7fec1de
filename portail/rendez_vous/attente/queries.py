"""Ce qui se lit de la liste d’attente."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, tuple_

from portail.identite.models import Agent
from portail.parametres.queries import entier_au
from portail.rendez_vous.attente.models import EN_LISTE, Attente, EtatAttente, LieuAccepte
from portail.rendez_vous.objets.models import ObjetRdv, Visibilite
from portail.rendez_vous.reservations.habilitations import services_recus
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def attente_de(identifiant: UUID) -> Attente:
    """Rend l’inscription, relue ; lève `Introuvable`."""
    attente = session.get(Attente, identifiant, populate_existing=True)
    if attente is None:
        raise Introuvable
    return attente


def rang(attente: Attente) -> int:
    """Rend le rang de cette inscription : un de plus que les personnes d’avant qui acceptent un même lieu.

    Pour qui n’attend qu’une séance, celles qui n’attendent qu’une autre ne comptent pas (`compatibilite.se_suivent`).
    """
    avant = (
        select(func.count(func.distinct(Attente.id)))
        .join(LieuAccepte)
        .where(
            Attente.objet_id == attente.objet_id,
            Attente.etat.in_(EN_LISTE),
            tuple_(Attente.depuis, Attente.id) < (attente.depuis, attente.id),
            LieuAccepte.lieu_id.in_(attente.lieu_ids),
        )
    )
    if attente.seance_voulue_id is not None:
        voulue = Attente.seance_voulue_id
        avant = avant.where(or_(voulue.is_(None), voulue == attente.seance_voulue_id))
    return 1 + (session.scalar(avant) or 0)


def attentes_de_l_usager(usager_id: UUID) -> Sequence[Attente]:
    """Rend les inscriptions en cours d’une personne connectée."""
    siennes = select(Attente).where(Attente.usager_id == usager_id, Attente.etat.in_(EN_LISTE))
    return session.scalars(siennes.order_by(Attente.inscrite_le)).all()


def attente_de_l_usager(usager_id: UUID, identifiant: UUID) -> Attente:
    """Rend cette inscription, finie ou non, si elle est à cette personne et peut se voir ; lève sinon `Introuvable`."""
    siennes = (
        select(Attente)
        .join(ObjetRdv, ObjetRdv.id == Attente.objet_id)
        .where(Attente.id == identifiant, Attente.usager_id == usager_id)
        .where(ObjetRdv.visibilite != Visibilite.INVISIBLE)
    )
    sienne = session.scalars(siennes).one_or_none()
    if sienne is None:
        raise Introuvable
    return sienne


def liste_de(objet_id: UUID, *, agent: Agent) -> Sequence[Attente]:
    """Rend la liste d’attente d’un objet, dans l’ordre ; lève `Introuvable` pour qui n’y reçoit pas."""
    objet = session.get(ObjetRdv, objet_id)
    if objet is None or objet.service_code not in services_recus(agent):
        raise Introuvable
    en_liste = select(Attente).where(Attente.objet_id == objet_id, Attente.etat.in_(EN_LISTE))
    return session.scalars(en_liste.order_by(Attente.depuis, Attente.id)).all()


def nombre_en_attente() -> dict[UUID, int]:
    """Rend combien de personnes attendent, par objet (statistique : aucun nom)."""
    par_objet = select(Attente.objet_id, func.count()).where(Attente.etat.in_(EN_LISTE)).group_by(Attente.objet_id)
    return {ligne[0]: ligne[1] for ligne in session.execute(par_objet)}


def objets_attendus() -> Sequence[UUID]:
    """Rend les objets que quelqu’un attend sans proposition en cours."""
    return session.scalars(select(Attente.objet_id).where(Attente.etat == EtatAttente.ATTEND).distinct()).all()


def file_de(objet_id: UUID) -> Sequence[UUID]:
    """Rend qui attend cet objet, dans l’ordre du rang."""
    attendent = select(Attente.id).where(Attente.objet_id == objet_id, Attente.etat == EtatAttente.ATTEND)
    return session.scalars(attendent.order_by(Attente.depuis, Attente.id)).all()


def duree_d_une_inscription() -> timedelta:
    """Rend au bout de combien de temps une inscription s’éteint d’elle-même."""
    return timedelta(days=entier_au("rdv_attente_duree"))


def nombres_de_la_regle() -> dict[str, str]:
    """Rend les nombres de `phrases.REGLE`."""
    return {
        "heures": str(round(entier_au("rdv_attente_delai") / 60)),
        "refus": str(entier_au("rdv_attente_refus")),
        "silences": str(entier_au("rdv_attente_silences")),
    }
