"""La dérive d’un compteur : elle ne doit jamais arriver, elle ne se corrige jamais en silence. On compte, on le dit."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, func, literal, select, union_all

from portail.identite.models import Agent, Habilitation, Role
from portail.inscriptions.places.models import TENUES, Inscription, Place, Quota, QuotaTenu
from portail.journal.actions import SYSTEME, inscrire
from portail.notifications.actions import Destinataire, prevoir
from portail.socle.base import photographie, session, transaction

_traces = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ecart:
    """Un compteur qui ne dit pas le nombre de places tenues."""

    quota_id: UUID
    code: str
    pris: int
    tenues: int


def ecarts() -> list[Ecart]:
    """Rend les quotas dont le compteur a dérivé ; une seule lecture, donc un seul instant."""
    unites = union_all(
        select(Place.quota_id, literal(1).label("nombre")).where(Place.etat.in_(TENUES)),
        select(QuotaTenu.quota_id, QuotaTenu.nombre),
    ).subquery()
    tenues = select(unites.c.quota_id, func.sum(unites.c.nombre).label("nombre")).group_by(unites.c.quota_id).subquery()
    nombre: ColumnElement[int] = func.coalesce(tenues.c.nombre, 0)
    lignes = session.execute(
        select(Quota.id, Quota.code, Quota.pris, nombre)
        .outerjoin(tenues, tenues.c.quota_id == Quota.id)
        .where(Quota.pris != nombre)
        .order_by(Quota.code)
    )
    return [Ecart(*ligne) for ligne in lignes]


def inscriptions_fausses() -> list[UUID]:
    """Rend les inscriptions actives sans place tenue, et celles sorties qui en tiennent encore une."""
    tient = select(Place.inscription_id).where(Place.inscription_id == Inscription.id, Place.etat.in_(TENUES)).exists()
    return list(session.scalars(select(Inscription.id).where(Inscription.active != tient).order_by(Inscription.id)))


def constater() -> tuple[list[Ecart], list[UUID]]:
    """Rend les compteurs qui ont dérivé et les inscriptions fausses, au même instant ; n’alerte personne."""
    with photographie():
        return ecarts(), inscriptions_fausses()


def auditer() -> list[Ecart]:
    """Compte, et alerte s’il y a lieu : journal du quota, trace, message aux administrateurs. Ne corrige rien."""
    trouves, fausses = constater()
    if not trouves and not fausses:
        return []
    _traces.error("places.derive", quotas=[un.code for un in trouves], inscriptions=len(fausses))
    with transaction():
        for ecart in trouves:
            details = {"pris": ecart.pris, "tenues": ecart.tenues}
            inscrire("constater_derive", auteur=SYSTEME, objet=("quota", ecart.quota_id), details=details)
        contexte = {"quotas": [un.code for un in trouves], "inscriptions": len(fausses)}
        for courriel in _administrateurs():
            prevoir(Destinataire(courriel=courriel), "inscriptions/derive", contexte, objet=("quota", "*"))
    return trouves


def _administrateurs() -> list[str]:
    requete = select(Agent.courriel).join(Habilitation).where(Agent.est_actif, Habilitation.role == Role.ADMINISTRATEUR)
    return list(session.scalars(requete.distinct().order_by(Agent.courriel)))
