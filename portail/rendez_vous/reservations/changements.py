"""Déplacer un rendez-vous, l’annuler : l’ancien créneau n’est perdu que si le nouveau est pris."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from portail.journal.actions import inscrire
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.publics import verifier_l_age
from portail.rendez_vous.occupations import actions as temps
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.occupations.queries import occupations_de
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.occupations.temps import Source
from portail.rendez_vous.reservations import decompte
from portail.rendez_vous.reservations.attribution import attribuer, proposant_les_voisins
from portail.rendez_vous.reservations.choix import Choix, Facon, facon_imposee, facons_d_honorer
from portail.rendez_vous.reservations.demandes import exiger_la_modalite, exiger_le_moment, objet_par_id
from portail.rendez_vous.reservations.erreurs import PlusARegler, TropTard
from portail.rendez_vous.reservations.etats import ATTENDUES, EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.evenements import CreneauLibere, RendezVousAnnule, RendezVousDeplace
from portail.rendez_vous.reservations.habilitations import Acteur, peut_agir
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.personnes import exiger_de_quoi_se_rencontrer, interprete_voulu, naissance_de
from portail.rendez_vous.reservations.queries import ressources_du_rendez_vous
from portail.rendez_vous.reservations.tenues import Detenteur, sources_tenues
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier
from portail.socle.tours import chacun_son_tour


def deplacer(
    rdv_id: UUID, choix: Choix, *, acteur: Acteur, detenteur: Detenteur | None = None, force: str = ""
) -> RendezVous:
    """Met un rendez-vous individuel à un autre moment, un autre lieu, avec quelqu’un d’autre ; pareil : sans effet.

    Lève `Introuvable`, `PlusARegler`, `TropTard`, `TropTot`, `TropLoin`, `HorsDeLAge`, `CreneauPris`, ou ce que lève
    `exiger_de_quoi_se_rencontrer` : alors rien n’a changé.
    """
    rdv = rendez_vous_de(rdv_id)
    langue = choix.langue or interprete_voulu(seule(rdv, acteur))
    voulu = replace(choix, objet_id=rdv.objet_id, passages=1, duree=rdv.minutes, langue=langue)
    if acteur.agent is None:
        voulu = replace(voulu, agents=avec_qui_deplacer(rdv, objet_par_id(rdv.objet_id)))
    with proposant_les_voisins(voulu):
        return reprendre(lambda: _deplacer(rdv_id, voulu, acteur, detenteur, force))


def avec_qui_deplacer(rdv: RendezVous, objet: ObjetRdv) -> frozenset[UUID]:
    """Rend avec qui la personne déplace ce rendez-vous : un suivi reste avec qui la reçoit ; vide : qui sera libre."""
    if not objet.suivi:
        return frozenset()
    return agendas_de(rdv)


def agendas_de(rdv: RendezVous) -> frozenset[UUID]:
    """Rend les agendas de qui reçoit à ce rendez-vous."""
    return frozenset(une.id for une in ressources_du_rendez_vous(rdv.id) if une.agent_id is not None)


def _deplacer(rdv_id: UUID, choix: Choix, acteur: Acteur, detenteur: Detenteur | None, force: str) -> RendezVous:
    source, objet = Source(origine=Origine.RDV, id=rdv_id), objet_par_id(choix.objet_id)
    quittees = [source, *sources_tenues(detenteur)]
    facons = [facon_imposee(choix, objet)] if force and acteur.agent else facons_d_honorer(choix, quittees=quittees)
    with transaction():
        chacun_son_tour(*([detenteur.tour] if detenteur else []))
        rdv = verrouiller(RendezVous, rdv_id)
        participation = seule(rdv, acteur)
        if _est_deja_la(rdv, choix):
            return rdv
        _exiger_de_pouvoir_deplacer(rdv, participation, objet, choix, acteur)
        ancien = liberation(rdv)

        def prendre(facon: Facon, relire: Callable[[], None]) -> None:
            temps.occuper(
                facon.voulues, source=source, force=force, relire=relire, lues=facon.versions, remplace=quittees
            )

        facon = attribuer(choix, prendre, facons=facons, quittees=quittees)
        _poser(rdv, choix, facon)
        _faire_savoir_le_deplacement(rdv, ancien, acteur)
    return rdv


def _est_deja_la(rdv: RendezVous, choix: Choix) -> bool:
    """Vrai si c’est déjà fait : le même envoi, refait, ne compte pas pour un changement."""
    pareil = (rdv.debut, rdv.lieu_id, rdv.modalite) == (choix.debut, choix.lieu_id, choix.modalite)
    return pareil and choix.agents <= {une.ressource_id for une in occupations_de([source_du(rdv)])}


def _exiger_de_pouvoir_deplacer(
    rdv: RendezVous, participation: Participation, objet: ObjetRdv, choix: Choix, acteur: Acteur
) -> None:
    exiger_a_venir(rdv, participation)
    par_un_agent = acteur.agent is not None
    if not par_un_agent:
        exiger_la_limite(rdv, objet.limite_deplacement_minutes)
    exiger_la_modalite(objet, choix.modalite)
    exiger_de_quoi_se_rencontrer(participation, choix.modalite)
    exiger_le_moment(objet, choix.debut, par_un_agent=par_un_agent)
    naissance = naissance_de(participation)
    if naissance is not None:
        verifier_l_age(objet, naissance, horloge.a_paris(choix.debut).date())


def _poser(rdv: RendezVous, choix: Choix, facon: Facon) -> None:
    [passage] = facon.passages
    rdv.debut, rdv.fin = passage.debut, passage.fin
    rdv.lieu_id, rdv.modalite = choix.lieu_id, choix.modalite
    changer(rdv)
    session.flush()


def _faire_savoir_le_deplacement(rdv: RendezVous, ancien: CreneauLibere, acteur: Acteur) -> None:
    details = {
        "debut": _ecrit(rdv.debut),
        "avant": _ecrit(ancien.debut),
        "sequence": rdv.sequence,
        "du_service": acteur.agit_pour_le_service,
    }
    inscrire("deplacer_rendez_vous", auteur=acteur.auteur, objet=("rendez_vous", rdv.id), details=details)
    publier(
        RendezVousDeplace(
            rdv_id=rdv.id,
            ancien_debut=ancien.debut,
            ancien_lieu_id=ancien.lieu_id,
            par_le_service=acteur.agit_pour_le_service,
        )
    )
    publier(ancien)


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


def _ecrit(instant: datetime) -> str:
    return horloge.a_paris(instant).isoformat()
