"""Annuler un rendez-vous, et ce que partagent les gestes qui en changent un."""

from datetime import timedelta
from uuid import UUID

from portail.journal.actions import inscrire
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.occupations import actions as temps
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.occupations.queries import occupations_de
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.occupations.temps import Source
from portail.rendez_vous.reservations import decompte
from portail.rendez_vous.reservations.demandes import objet_par_id
from portail.rendez_vous.reservations.erreurs import PlusARegler, TropTard
from portail.rendez_vous.reservations.etats import ATTENDUES, EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.evenements import CreneauLibere, RendezVousAnnule
from portail.rendez_vous.reservations.habilitations import Acteur, peut_agir
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier


def annuler(rdv_id: UUID, *, acteur: Acteur) -> RendezVous:
    """Annule un rendez-vous individuel à la demande de la personne, elle-même ou un agent qui l’écoute.

    Lève `Introuvable`, `PlusARegler`, ou `TropTard` passé la limite de l’objet.
    """

    def geste() -> RendezVous:
        with transaction():
            rdv = verrouiller(RendezVous, rdv_id)
            participation = seule(rdv, acteur)
            exiger_a_venir(rdv, participation)
            if acteur.agent is None:
                exiger_la_limite(rdv, objet_par_id(rdv.objet_id).limite_annulation_minutes)
            libere = annuler_le_rendez_vous(rdv, EtatRdv.ANNULE_USAGER)
            inscrire("annuler_rendez_vous", auteur=acteur.auteur, objet=("rendez_vous", rdv.id))
            publier(RendezVousAnnule(rdv_id=rdv.id, par_le_service=False))
            publier(libere)
        return rdv

    return reprendre(geste)


# ---------- Ce que les autres gestes partagent ----------


def rendez_vous_de(rdv_id: UUID) -> RendezVous:
    """Rend le rendez-vous ; lève `Introuvable`."""
    rdv = session.get(RendezVous, rdv_id)
    if rdv is None:
        raise Introuvable
    return rdv


def seule(rdv: RendezVous, acteur: Acteur) -> Participation:
    """Rend qui est attendu à un rendez-vous individuel, si l’acteur peut y toucher ; lève sinon `Introuvable`."""
    if rdv.est_collectif or rdv.anonymise_le is not None:
        raise Introuvable
    [participation] = rdv.participations
    if not peut_agir(acteur, rdv, participation):
        raise Introuvable
    return participation


def source_du(rdv: RendezVous) -> Source:
    """Rend ce qui occupe pour ce rendez-vous."""
    return Source(origine=Origine.RDV, id=rdv.id)


def exiger_a_venir(rdv: RendezVous, participation: Participation) -> None:
    """Lève `PlusARegler` si le rendez-vous est commencé, annulé, ou si cette personne n’y est plus attendue."""
    if rdv.etat is not EtatRdv.PRIS or participation.etat not in ATTENDUES or rdv.debut <= horloge.maintenant():
        raise PlusARegler


def exiger_la_limite(rdv: RendezVous, minutes: int) -> None:
    """Lève `TropTard` si le rendez-vous commence dans moins de ce temps : il faut appeler le lieu."""
    if horloge.maintenant() > rdv.debut - timedelta(minutes=minutes):
        raise TropTard(valeurs={"telephone": session.get_one(Lieu, rdv.lieu_id).telephone})


def liberation(rdv: RendezVous) -> CreneauLibere:
    """Rend ce que ce rendez-vous rendrait s’il quittait son créneau."""
    return CreneauLibere.quitte_par(rdv, {une.ressource_id for une in occupations_de([source_du(rdv)])})


def annuler_le_rendez_vous(rdv: RendezVous, etat: EtatRdv) -> CreneauLibere:
    """Annule le rendez-vous et rend son temps, dans la transaction courante ; dit ce qui est rendu."""
    libere = liberation(rdv)
    rdv.etat, rdv.places_prises = etat, 0
    if rdv.est_collectif:
        decompte.retirer(Tenue.seance_id == rdv.id)
    for participation in rdv.participations:
        if participation.etat in ATTENDUES:
            participation.etat, participation.modifiee_le = EtatParticipation.ANNULE, horloge.maintenant()
    changer(rdv)
    session.flush()
    temps.liberer(source_du(rdv))
    return libere


def changer(rdv: RendezVous) -> None:
    """Note que le rendez-vous a changé : les agendas le sauront."""
    rdv.sequence += 1
    rdv.modifie_le = horloge.maintenant()
