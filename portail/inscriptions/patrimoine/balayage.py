"""Ce que le temps fait aux achats : rendre les places échues. Jamais celles d’un paiement en cours."""

from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from portail.inscriptions.patrimoine import places
from portail.inscriptions.patrimoine.models import A_L_HEURE, Achat, EtatAchat
from portail.inscriptions.patrimoine.paniers import clore
from portail.inscriptions.patrimoine.sommes import verrouiller_si_due
from portail.journal.actions import SYSTEME
from portail.paiement.paiements.sommes import a_recu_quelque_chose
from portail.socle import horloge
from portail.socle.balayages import chacun_repris
from portail.socle.base import session, transaction

LOT = 500
ECHEANT = (*A_L_HEURE, EtatAchat.AU_GUICHET)


def rendre_les_achats_echus() -> int:
    """Rend les places des paniers, et des ventes au guichet non encaissées, dont le temps est passé."""
    condition = and_(Achat.etat.in_(ECHEANT), Achat.expire_le <= horloge.maintenant())
    echus = session.scalars(select(Achat.id).where(condition).order_by(Achat.expire_le).limit(LOT)).all()
    return chacun_repris("achats", echus, partial(_rendre, condition))


def _rendre(condition: ColumnElement[bool], achat_id: UUID) -> bool:
    """Rend les places d’un achat s’il est encore échu, et que rien n’en est payé : sinon une personne regarde."""
    with transaction():
        somme = verrouiller_si_due(achat_id)
        encore = select(Achat).where(Achat.id == achat_id, condition)
        achat = session.scalars(
            encore.with_for_update(skip_locked=True, of=Achat).execution_options(populate_existing=True)
        ).one_or_none()
        if achat is None or (somme is not None and a_recu_quelque_chose(somme)):
            return False
        clore(achat, SYSTEME)
        places.rendre(achat.lignes)
    return True
