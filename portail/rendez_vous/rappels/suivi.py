"""Ce que l’on écrit, et ce que l’on promet de rappeler, quand un rendez-vous se prend, change ou s’annule.

Chaque fonction suit un évènement des réservations, dans la transaction qui le publie : le rendez-vous et ses rappels ne
peuvent pas se contredire.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portail.notifications.actions import oublier
from portail.notifications.models import Notification
from portail.rendez_vous.echanges.menage import effacer as effacer_les_echanges
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.rappels import liens, phrases
from portail.rendez_vous.rappels.messages import Attendue, attendue, ecrire, promis_par
from portail.rendez_vous.rappels.planification import planifier, promettre, renoncer
from portail.rendez_vous.reservations.etats import ATTENDUES, EtatParticipation, EtatRdv
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
from portail.socle.moments import heure_dite, instant_dit, jour_court, jour_dit
from portail.socle.taches import differer_dans

ANNULE, ANNULE_PAR_LE_SERVICE = "rdv/annule", "rdv/annule_service"
ANNONCER = "rendez_vous.annoncer_l_annulation"
"""La tâche qui dit une annulation restée sans offre ; connue par son nom, elle importe ce suivi."""
LE_TEMPS_D_UNE_OFFRE = timedelta(minutes=1)


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
    promettre(qui, promis=promis_par(qui, "rdv/confirme"))


def suivre_le_deplacement(evenement: RendezVousDeplace) -> None:
    """Dit à chacun le nouveau moment ; les anciens rappels ne partiront pas."""
    for qui in _attendues(evenement.rdv_id):
        liens.prolonger(qui.participation.id, fin=qui.rdv.fin)
        important = {"important": True} if evenement.par_le_service else {}
        promis = ecrire(qui, "rdv/deplace", par_le_service=evenement.par_le_service, **important)
        planifier(qui, promis=promis)


def suivre_l_annulation(evenement: RendezVousAnnule) -> None:
    """Dit à chacun que rien n’aura lieu ; ce que le service annule, un peu plus tard : le temps d’une offre."""
    for qui in _de(evenement.rdv_id):
        renoncer(qui.participation.id)
        if not evenement.par_le_service:
            ecrire(qui, ANNULE)
    if evenement.par_le_service:
        differer_dans(LE_TEMPS_D_UNE_OFFRE, ANNONCER, rdv_id=str(evenement.rdv_id))


def dire_l_offre(evenement: CreneauOffert) -> None:
    """Dit l’annulation et le créneau gardé à la personne, d’un seul message."""
    for qui in _de(evenement.rdv_annule_id):
        _annuler_par_le_service(qui, session.get_one(Tenue, evenement.tenue_id))


def annoncer_l_annulation(rdv_id: UUID) -> None:
    """Dit l’annulation par le service à qui ne l’a pas encore apprise avec une offre, dans la transaction courante."""
    for qui in _de(rdv_id):
        if qui.rdv.etat is EtatRdv.ANNULE_SERVICE and not _deja_dite(qui.participation.id):
            _annuler_par_le_service(qui, None)


def _deja_dite(participation_id: UUID) -> bool:
    """Vrai si la personne sait déjà qu’elle n’est plus attendue : par une offre, ou pour avoir quitté la séance."""
    dite = select(Notification.id).where(
        Notification.objet_type == "participation",
        Notification.objet_id == str(participation_id),
        Notification.gabarit.in_((ANNULE_PAR_LE_SERVICE, ANNULE)),
    )
    return session.scalars(dite.limit(1)).first() is not None


def suivre_le_depart(evenement: PlaceRendue) -> None:
    """Confirme à une personne qu’elle n’est plus attendue à une séance qui a lieu sans elle."""
    qui = _une(evenement.rdv_id, evenement.participation_id)
    renoncer(qui.participation.id)
    ecrire(qui, ANNULE)


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
            "jour": jour_dit(tenue.debut, langue),
            "jour_court": jour_court(tenue.debut),
            "heure": heure_dite(tenue.debut, langue),
            "lieu": phrases.endroit(session.get_one(Lieu, tenue.lieu_id), tenue.modalite, langue).long,
            "jusqu_au": instant_dit(tenue.expire_le, langue),
        }
        liens.prolonger(qui.participation.id, fin=max(qui.rdv.fin, tenue.expire_le))
    ecrire(qui, ANNULE_PAR_LE_SERVICE, offre=offre, important=True)


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
