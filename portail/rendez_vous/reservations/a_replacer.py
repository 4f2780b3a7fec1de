"""Les rendez-vous pris un jour où l’on ferme : ils restent, à replacer un par un."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, cast, func, or_, select

from portail.rendez_vous.lieux.models import Fermeture
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.reservations.etats import ANNULES
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import session


def nombres_a_replacer(fermetures: Collection[UUID]) -> Mapping[UUID, int]:
    """Rend, par fermeture qui en a, combien de rendez-vous à venir y sont pris ; un nombre, jamais qui vient."""
    if not fermetures:
        return {}
    comptes = (
        select(Fermeture.id, func.count(RendezVous.id))
        .join(RendezVous, pris_un_jour_ferme())
        .join(ObjetRdv, and_(ObjetRdv.id == RendezVous.objet_id, ~ObjetRdv.hors_calendrier))
        .where(Fermeture.id.in_(fermetures))
        .group_by(Fermeture.id)
    )
    return {ligne[0]: ligne[1] for ligne in session.execute(comptes)}


def pris_un_jour_ferme() -> ColumnElement[bool]:
    """Rend la condition qui joint une fermeture et un rendez-vous à venir pris un de ses jours, dans son lieu."""
    jour = cast(func.timezone(horloge.PARIS.key, RendezVous.debut), Date)
    return and_(
        or_(Fermeture.lieu_id.is_(None), Fermeture.lieu_id == RendezVous.lieu_id),
        jour.between(Fermeture.du, Fermeture.au),
        RendezVous.debut > horloge.maintenant(),
        RendezVous.etat.not_in(ANNULES),
    )
