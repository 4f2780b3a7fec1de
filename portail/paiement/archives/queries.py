"""Ce qui se lit des archives comptables : ce qui est échu, les bordereaux."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from portail.paiement.archives.models import BordereauComptable
from portail.paiement.paiements.etats import ACTIFS
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def dernier_exercice() -> int:
    """Rend la dernière année dont les comptes ne se gardent plus : la durée [P] court de la fin de l’exercice."""
    return horloge.aujourd_hui().year - entier_au("paiement_comptable_annees") - 1


def est_echue(regie_id: UUID, exercice: int) -> ColumnElement[bool]:
    """Rend la condition « somme de cette régie que rien n’a touchée après cet exercice, payeur déjà oublié »."""
    sien = Encaissement.somme_id == SommeDue.id
    bouge = exists().where(sien, or_(Encaissement.jour > fin_de(exercice), Encaissement.rendu_le > fin_de(exercice)))
    a_rendre = exists().where(sien, Encaissement.a_rendre > 0, Encaissement.rendu_le.is_(None))
    tentee = exists().where(
        Paiement.somme_id == SommeDue.id,
        or_(
            Paiement.cree_le >= apres(exercice),
            Paiement.etat.in_(ACTIFS),
            Paiement.prochaine_lecture_le.is_not(None),
        ),
    )
    return and_(
        SommeDue.regie_id == regie_id,
        SommeDue.cree_le < apres(exercice),
        SommeDue.anonymise_le.is_not(None),
        ~bouge,
        ~a_rendre,
        ~tentee,
    )


def fin_de(exercice: int) -> date:
    """Rend le dernier jour d’un exercice."""
    return date(exercice, 12, 31)


def apres(exercice: int) -> datetime:
    """Rend le premier instant qui suit un exercice, à Paris."""
    return horloge.instant_du(date(exercice + 1, 1, 1))


def bordereaux_comptables(*, limite: int = 100) -> Sequence[BordereauComptable]:
    """Rend les bordereaux, le plus récent d’abord."""
    requete = select(BordereauComptable).order_by(BordereauComptable.prepare_le.desc(), BordereauComptable.id)
    return session.scalars(requete.limit(limite)).all()


def bordereau_comptable(identifiant: UUID) -> BordereauComptable:
    """Rend un bordereau ; lève `Introuvable`."""
    trouve = session.get(BordereauComptable, identifiant, populate_existing=True)
    if trouve is None:
        raise Introuvable
    return trouve
