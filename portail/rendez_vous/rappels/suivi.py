"""Ce que l’on écrit, et ce que l’on promet de rappeler, quand un rendez-vous se prend, change ou s’annule.

Chaque fonction suit un évènement des réservations, dans la transaction qui le publie : le rendez-vous et ses rappels ne
peuvent pas se contredire.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from portail.notifications.actions import oublier
from portail.rendez_vous.echanges.menage import effacer as effacer_les_echanges
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.rappels import liens, phrases
from portail.rendez_vous.rappels.messages import Attendue, attendue, ecrire
from portail.rendez_vous.rappels.planification import planifier, renoncer
from portail.rendez_vous.reservations.etats import ATTENDUES, EtatParticipation
from portail.rendez_vous.reservations.evenements import (
    CreneauOffert,
    NominatifEfface,
    PlaceRendue,
    PresenceMarquee,
    RendezVousAnnule,
    RendezVousDeplace,
    RendezVousPris,
)
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle.base import session
from portail.socle.evenements import abonner


def installer() -> None:
    """Abonne les rappels aux réservations."""
    abonner(RendezVousPris, confirmer)
    abonner(RendezVousDeplace, suivre_le_deplacement)
    abonner(RendezVousAnnule, suivre_l_annulation)
    abonner(PlaceRendue, suivre_le_depart)
    abonner(CreneauOffert, dire_l_offre)
    abonner(PresenceMarquee, suivre_la_presence)
    abonner(NominatifEfface, oublier_la_personne)


def confirmer(evenement: RendezVousPris) -> None:
    """Confirme à la personne qui vient de réserver, et promet ses rappels."""
    qui = _une(evenement.rdv_id, evenement.participation_id)
    planifier(qui, promis=ecrire(qui, "rdv/confirme"))


def suivre_le_deplacement(evenement: RendezVousDeplace) -> None:
    """Dit à chacun le nouveau moment ; les anciens rappels ne partiront pas."""
    for qui in _attendues(evenement.rdv_id):
        liens.prolonger(qui.participation.id, fin=qui.rdv.fin)
        important = {"important": True} if evenement.par_le_service else {}
        promis = ecrire(qui, "rdv/deplace", par_le_service=evenement.par_le_service, **important)
        planifier(qui, promis=promis)


def suivre_l_annulation(evenement: RendezVousAnnule) -> None:
    """Dit à chacun que rien n’aura lieu ; quand c’est le service qui annule, en priorité, et avec de quoi reprendre."""
    for qui in _de(evenement.rdv_id):
        renoncer(qui.participation.id)
        if not evenement.par_le_service:
            ecrire(qui, "rdv/annule")
        elif qui.participation.etat in {*ATTENDUES, EtatParticipation.ANNULE}:
            _annuler_par_le_service(qui, _offerte(qui.rdv.id))


def dire_l_offre(evenement: CreneauOffert) -> None:
    """Redit l’annulation avec le créneau gardé à la personne : ce message remplace celui qui allait partir."""
    for qui in _de(evenement.rdv_annule_id):
        _annuler_par_le_service(qui, session.get_one(Tenue, evenement.tenue_id))


def suivre_le_depart(evenement: PlaceRendue) -> None:
    """Confirme à une personne qu’elle n’est plus attendue à une séance qui a lieu sans elle."""
    qui = _une(evenement.rdv_id, evenement.participation_id)
    renoncer(qui.participation.id)
    ecrire(qui, "rdv/annule")


def suivre_la_presence(evenement: PresenceMarquee) -> None:
    """Ne rappelle plus rien à qui est venu ou s’est excusé ; une erreur rectifiée rend les rappels."""
    qui = _une(evenement.rdv_id, evenement.participation_id)
    if evenement.etat is EtatParticipation.ATTENDU:
        planifier(qui)
    else:
        renoncer(qui.participation.id)


def oublier_la_personne(evenement: NominatifEfface) -> None:
    """Efface les adresses, les liens et les messages d’un rendez-vous où plus rien ne nomme personne."""
    for participation_id in session.scalars(
        select(Participation.id).where(Participation.rdv_id == evenement.rdv_id)
    ).all():
        liens.revoquer(participation_id)
        effacer_les_echanges(participation_id)
        oublier(("participation", participation_id))


def _annuler_par_le_service(qui: Attendue, tenue: Tenue | None) -> None:
    offre = None
    if tenue is not None:
        langue = qui.participation.langue
        offre = {
            "jour": phrases.jour_dit(tenue.debut, langue),
            "jour_court": phrases.jour_court(tenue.debut),
            "heure": phrases.heure_dite(tenue.debut, langue),
            "lieu": phrases.endroit(session.get_one(Lieu, tenue.lieu_id), tenue.modalite, langue).long,
            "jusqu_au": phrases.instant_dit(tenue.expire_le, langue),
        }
        liens.prolonger(qui.participation.id, fin=max(qui.rdv.fin, tenue.expire_le))
    ecrire(qui, "rdv/annule_service", offre=offre, important=True)


def _offerte(rdv_id: UUID) -> Tenue | None:
    return session.scalars(select(Tenue).where(Tenue.rdv_annule_id == rdv_id).order_by(Tenue.debut)).first()


def _une(rdv_id: UUID, participation_id: UUID) -> Attendue:
    return attendue(session.get_one(RendezVous, rdv_id), session.get_one(Participation, participation_id))


def _attendues(rdv_id: UUID) -> Iterator[Attendue]:
    return (qui for qui in _de(rdv_id) if qui.participation.etat in ATTENDUES)


def _de(rdv_id: UUID) -> Iterator[Attendue]:
    """Rend chaque personne du rendez-vous ; relues en base : l’appelant vient peut-être de les changer en bloc."""
    rdv = session.get_one(RendezVous, rdv_id)
    siennes = select(Participation).where(Participation.rdv_id == rdv_id).order_by(Participation.cree_le)
    for participation in session.scalars(siennes.execution_options(populate_existing=True)).all():
        yield attendue(rdv, participation)
