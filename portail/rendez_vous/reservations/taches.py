"""Rendre les créneaux gardés trop longtemps ; oublier qui est venu."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import select

from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.reservations.conservation import oublier_les_personnes
from portail.rendez_vous.reservations.decompte import echue
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.seances import rendre_les_places_echues
from portail.rendez_vous.reservations.service import OFFRIR, offrir_un_autre, rendre_l_offre
from portail.rendez_vous.reservations.tenues import retirer
from portail.socle.balayages import chacun_a_part
from portail.socle.base import session, transaction
from portail.socle.taches import periodique, tache

LOT = 500


@tache(OFFRIR, priorite=10)
def offrir_a_qui_est_annule(rdv_id: str, avec: Mapping[str, Sequence[str]]) -> None:
    """Garde un autre créneau à la personne de ce rendez-vous que le service annule ; rejouable."""
    offrir_un_autre(UUID(rdv_id), avec=avec)


@periodique("rendez_vous.rendre_les_tenues_echues", "*/5 * * * *")
def rendre_les_tenues_echues() -> None:
    """Efface les tenues échues, qui ne comptaient déjà plus ; une offre sans réponse, une place vont à qui attend.

    Les créneaux de la liste d’attente ont leur propre balayage.
    """
    echues = select(Tenue.id).where(echue(), Tenue.attente_id.is_(None), Tenue.seance_id.is_(None)).limit(LOT)
    siennes = session.scalars(echues.order_by(Tenue.expire_le)).all()
    chacun_a_part("tenues", siennes, lambda tenue_id: reprendre(partial(_rendre, tenue_id)))
    seances = select(RendezVous.id).join(Tenue, Tenue.seance_id == RendezVous.id).where(echue()).distinct().limit(LOT)
    chacun_a_part("places", session.scalars(seances).all(), rendre_les_places_echues)


def _rendre(tenue_id: UUID) -> None:
    with transaction():
        voulue = select(Tenue).where(Tenue.id == tenue_id, echue())
        tenue = session.scalars(voulue.with_for_update(skip_locked=True)).one_or_none()
        if tenue is None:
            return
        if tenue.rdv_annule_id is not None:
            rendre_l_offre(tenue)
        else:
            retirer(tenue)


@periodique("rendez_vous.oublier_les_personnes", "50 3 * * *")
def balayer_la_conservation() -> None:
    """Efface ce qui nomme quelqu’un dans les rendez-vous anciens."""
    while oublier_les_personnes():
        continue
