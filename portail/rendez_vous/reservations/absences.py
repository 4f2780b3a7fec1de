"""Qui n’est pas venu plusieurs fois sans prévenir : rien ne se bloque, quelqu’un appelle."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import func, select

from portail.parametres.queries import entier_au
from portail.rendez_vous.reservations.etats import ATTENDUES, EtatParticipation
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle.base import session

SEUIL = "rdv_absences_appel"


def absences_repetees(rdvs: Collection[RendezVous]) -> Mapping[UUID, int]:
    """Rend, par participation encore attendue, combien de fois cette personne n’est pas venue, dès le seuil [P].

    Dans le même service seulement : un autre n’a pas à savoir qu’elle y est connue.
    """
    attendues = [(rdv, une) for rdv in rdvs for une in rdv.participations if une.etat in ATTENDUES and une.personne]
    if not attendues:
        return {}
    lignes = session.execute(
        select(RendezVous.service_code, Participation.personne, func.count())
        .join(RendezVous, RendezVous.id == Participation.rdv_id)
        .where(
            Participation.personne.in_({une.personne for _rdv, une in attendues}),
            Participation.etat == EtatParticipation.ABSENT,
        )
        .group_by(RendezVous.service_code, Participation.personne)
    )
    seuil = entier_au(SEUIL)
    nombres = {(ligne[0], ligne[1]): ligne[2] for ligne in lignes if ligne[2] >= seuil}
    comptes = {une.id: nombres.get((rdv.service_code, une.personne)) for rdv, une in attendues}
    return {identifiant: nombre for identifiant, nombre in comptes.items() if nombre}
