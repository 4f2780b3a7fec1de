"""Déplacer un rendez-vous, ou ceux de jumeaux ensemble : l’ancien créneau n’est perdu que si le nouveau est pris.

Le temps de confirmer, la personne garde l’un et l’autre.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from portail.journal.actions import inscrire
from portail.rendez_vous.creneaux.assemblage import Affectation
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.publics import verifier_l_age
from portail.rendez_vous.occupations import actions as temps
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.occupations.queries import occupations_de
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.occupations.temps import Source
from portail.rendez_vous.reservations.attribution import attribuer, proposant_les_voisins
from portail.rendez_vous.reservations.changements import (
    changer,
    exiger_a_venir,
    exiger_la_limite,
    liberation,
    rendez_vous_de,
    seule,
    source_du,
)
from portail.rendez_vous.reservations.choix import Choix, Facon, facons_d_honorer, facons_imposees, voulues_de
from portail.rendez_vous.reservations.demandes import exiger_la_modalite, exiger_le_moment, objet_par_id
from portail.rendez_vous.reservations.ecriture import tours_de
from portail.rendez_vous.reservations.evenements import CreneauLibere, RendezVousDeplace
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import exiger_de_quoi_se_rencontrer, interprete_voulu, naissance_de
from portail.rendez_vous.reservations.queries import ressources_du_rendez_vous
from portail.rendez_vous.reservations.tenues import (
    Detenteur,
    creneaux_tenus,
    duree_de_tenue,
    poser,
    source_de,
    tient_ce_creneau,
)
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
    [rdv] = deplacer_ensemble({rdv_id: acteur}, choix, detenteur=detenteur, force=force)
    return rdv


def deplacer_ensemble(
    acteurs: Mapping[UUID, Acteur], choix: Choix, *, detenteur: Detenteur | None = None, force: str = ""
) -> list[RendezVous]:
    """Met ces rendez-vous, ceux de jumeaux, l’un après l’autre à partir de ce début ; tous, ou aucun.

    Qui agit se dit pour chacun ; `detenteur` garde peut-être déjà ce créneau. Lève ce que lève `deplacer`.
    """
    voulu = _voulu(acteurs, choix)
    with proposant_les_voisins(voulu, par_agent=_par_un_agent(acteurs)):
        return reprendre(lambda: _deplacer(acteurs, voulu, detenteur, force))


def tenir_ailleurs(acteurs: Mapping[UUID, Acteur], choix: Choix, *, session_cle: str) -> Tenue:
    """Garde à la personne le créneau où elle veut déplacer ces rendez-vous, le temps qu’elle confirme.

    Ils lui restent jusque-là. Lève ce que lève `deplacer` : qui ne pourra pas déplacer ne retient pas l’agenda.
    """
    voulu = _voulu(acteurs, choix)
    with proposant_les_voisins(voulu):
        return reprendre(lambda: _tenir_ailleurs(acteurs, voulu, Detenteur(session=session_cle)))


def _voulu(acteurs: Mapping[UUID, Acteur], choix: Choix) -> Choix:
    """Rend ce choix, pour l’objet, la durée, l’interprète et les agents de ces rendez-vous."""
    rdvs = [rendez_vous_de(une) for une in acteurs]
    premier, acteur = rdvs[0], acteurs[rdvs[0].id]
    if any(rdv.objet_id != premier.objet_id for rdv in rdvs):
        raise Introuvable
    langue = choix.langue or interprete_voulu(seule(premier, acteur))
    voulu = replace(choix, objet_id=premier.objet_id, passages=len(rdvs), duree=premier.minutes, langue=langue)
    if acteur.agent is not None:
        return voulu
    return replace(voulu, agents=avec_qui_deplacer(premier, objet_par_id(premier.objet_id)))


def avec_qui_deplacer(rdv: RendezVous, objet: ObjetRdv) -> frozenset[UUID]:
    """Rend avec qui la personne déplace ce rendez-vous : un suivi reste avec qui la reçoit ; vide : qui sera libre."""
    if not objet.suivi:
        return frozenset()
    return agendas_de(rdv)


def agendas_de(rdv: RendezVous) -> frozenset[UUID]:
    """Rend les agendas de qui reçoit à ce rendez-vous."""
    return frozenset(une.id for une in ressources_du_rendez_vous(rdv.id) if une.agent_id is not None)


def _deplacer(
    acteurs: Mapping[UUID, Acteur], choix: Choix, detenteur: Detenteur | None, force: str
) -> list[RendezVous]:
    objet, tenus = objet_par_id(choix.objet_id), creneaux_tenus(detenteur)
    quittees = [*_sources(acteurs), *map(source_de, tenus)]
    impose = force and _par_un_agent(acteurs)
    facons = facons_imposees(choix, objet, quittees=quittees) if impose else facons_d_honorer(choix, quittees=quittees)
    with transaction():
        chacun_son_tour(*([detenteur.tour] if detenteur else []))
        rdvs = _verrouilles(acteurs)
        if _sont_deja_la(rdvs, objet, choix):
            return rdvs
        tenu = tient_ce_creneau(detenteur, choix, tenus)
        for rdv in rdvs:
            _exiger_de_pouvoir_deplacer(rdv, objet, choix, acteurs[rdv.id], tenu=tenu)
        anciens = [liberation(rdv) for rdv in rdvs]

        def prendre(facon: Facon, relire: Callable[[], None]) -> None:
            _occuper(rdvs, facon, quittees, force, relire)

        facon = attribuer(choix, prendre, facons=facons, quittees=quittees)
        for rdv, passage in zip(rdvs, facon.passages, strict=True):
            _poser(rdv, choix, passage)
        for rdv, ancien in zip(rdvs, anciens, strict=True):
            _faire_savoir_le_deplacement(rdv, ancien, acteurs[rdv.id])
    return rdvs


def _tenir_ailleurs(acteurs: Mapping[UUID, Acteur], choix: Choix, detenteur: Detenteur) -> Tenue:
    objet = objet_par_id(choix.objet_id)
    # Une personne n’en garde qu’un, quel que soit l’appareil : des jumeaux comptent pour une.
    empreintes = sorted(
        une.personne for rdv_id in acteurs for une in rendez_vous_de(rdv_id).participations if une.personne
    )
    personne = empreintes[0] if empreintes else None
    with transaction():
        chacun_son_tour(*tours_de([personne] if personne else [], objet.id, detenteur))
        for rdv in _verrouilles(acteurs):
            _exiger_de_pouvoir_deplacer(rdv, objet, choix, acteurs[rdv.id])
        expire_le = horloge.maintenant() + duree_de_tenue()
        return poser(choix, detenteur, personne=personne, expire_le=expire_le, acquises=_sources(acteurs))


def _par_un_agent(acteurs: Mapping[UUID, Acteur]) -> bool:
    return any(acteur.agent for acteur in acteurs.values())


def _sources(acteurs: Iterable[UUID]) -> list[Source]:
    """Rend ce qui occupe pour ces rendez-vous."""
    return [Source(origine=Origine.RDV, id=une) for une in acteurs]


def _verrouilles(acteurs: Mapping[UUID, Acteur]) -> list[RendezVous]:
    """Rend ces rendez-vous, verrouillés toujours dans le même ordre, rangés par heure ; lève `Introuvable`."""
    rdvs = [verrouiller(RendezVous, une) for une in sorted(acteurs)]
    for rdv in rdvs:
        seule(rdv, acteurs[rdv.id])
    return sorted(rdvs, key=lambda rdv: (rdv.debut, rdv.id))


def _occuper(
    rdvs: Sequence[RendezVous],
    facon: Facon,
    quittees: Sequence[Source],
    force: str,
    relire: Callable[[], None],
) -> None:
    """Prend le temps de chaque passage ; le premier relit l’agenda pour tous et rend ce que l’on quitte."""
    temps.occuper(
        voulues_de(facon.passages[0]),
        source=source_du(rdvs[0]),
        force=force,
        relire=relire,
        lues=facon.versions,
        remplace=quittees,
    )
    for rdv, passage in zip(rdvs[1:], facon.passages[1:], strict=True):
        temps.occuper(voulues_de(passage), source=source_du(rdv), force=force)


def _sont_deja_la(rdvs: Sequence[RendezVous], objet: ObjetRdv, choix: Choix) -> bool:
    """Vrai si c’est déjà fait : le même envoi, refait, ne compte pas pour un changement."""
    ecart = objet.tampon_avant_minutes + objet.tampon_apres_minutes + (choix.duree or objet.duree_minutes)
    debuts = [choix.debut + rang * timedelta(minutes=ecart) for rang in range(len(rdvs))]
    pareils = all(
        (rdv.debut, rdv.lieu_id, rdv.modalite) == (debut, choix.lieu_id, choix.modalite)
        for rdv, debut in zip(rdvs, debuts, strict=True)
    )
    return pareils and choix.agents <= {une.ressource_id for une in occupations_de([source_du(rdv) for rdv in rdvs])}


def _exiger_de_pouvoir_deplacer(
    rdv: RendezVous, objet: ObjetRdv, choix: Choix, acteur: Acteur, *, tenu: bool = False
) -> None:
    participation = seule(rdv, acteur)
    exiger_a_venir(rdv, participation)
    par_un_agent = acteur.agent is not None
    if not par_un_agent:
        exiger_la_limite(rdv, objet.limite_deplacement_minutes)
    exiger_la_modalite(objet, choix.modalite)
    exiger_de_quoi_se_rencontrer(participation, choix.modalite)
    exiger_le_moment(objet, choix.debut, par_un_agent=par_un_agent, tenu=tenu)
    naissance = naissance_de(participation)
    if naissance is not None:
        verifier_l_age(objet, naissance, horloge.a_paris(choix.debut).date())


def _poser(rdv: RendezVous, choix: Choix, passage: Affectation) -> None:
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


def _ecrit(instant: datetime) -> str:
    return horloge.a_paris(instant).isoformat()
