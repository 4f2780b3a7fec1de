"""Oublier les demandes de rappel passées."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select

from portail.parametres.queries import entier_au
from portail.rendez_vous.telephone.models import DemandeDeRappel, TentativeDAppel
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.taches import periodique

CONSERVATION = "rdv_appel_conservation"


@periodique("rendez_vous.oublier_les_appels", "20 4 * * *")
def oublier_les_appels() -> None:
    """Efface les noms et les numéros des demandes closes, ou restées sans suite, depuis trop longtemps."""
    with transaction():
        passees = select(DemandeDeRappel.id).where(_passee())
        session.execute(delete(TentativeDAppel).where(TentativeDAppel.demande_id.in_(passees)))
        session.execute(delete(DemandeDeRappel).where(_passee()))


def _passee() -> ColumnElement[bool]:
    avant = horloge.maintenant() - timedelta(days=entier_au(CONSERVATION))
    return or_(DemandeDeRappel.close_le < avant, DemandeDeRappel.fin < avant)
