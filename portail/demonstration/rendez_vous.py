"""Des rendez-vous fictifs, passés et à venir, pris comme dans la vie : on cherche un créneau, on le réserve."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import select

from portail.demonstration.agendas import ACCUEILS, CONNUS, ouvrir_les_agendas
from portail.demonstration.comptes import agent_de_demonstration
from portail.demonstration.venues import Prevu, ceux_de_la_seance, ceux_qui_viennent, les_passes
from portail.identite.absences.models import SortDesDossiers
from portail.identite.models import Agent
from portail.instruction.absences.actions import FicheAbsence, declarer
from portail.rendez_vous.agendas.releves import relever
from portail.rendez_vous.attente.actions import pour_la_seance, s_inscrire
from portail.rendez_vous.creneaux.recherche import Recherche, chercher
from portail.rendez_vous.imports import importer_lieux, importer_objets
from portail.rendez_vous.lieux.queries import lieu_de
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.objets.queries import objet_de
from portail.rendez_vous.plages.models import Plage
from portail.rendez_vous.reservations import presences, seances
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.ressources.models import Ressource
from portail.rendez_vous.telephone.imports import importer_plages_d_appel
from portail.socle import horloge
from portail.socle.base import session
from portail.territoire.jours import ajouter_jours_ouvres

LES_PASSES, LES_AUTRES = timedelta(days=12), timedelta(days=3)
"""Combien de jours avant le chargement chacun fut réservé : leurs messages sont partis depuis."""
BUREAU = time(10, 20)


def charger_les_rendez_vous(agents: Mapping[str, Agent]) -> int:
    """Charge lieux, objets, appels, agendas et rendez-vous, et rend le nombre de ceux-ci ; ne refait rien de fait."""
    importer_lieux()
    importer_objets()
    importer_plages_d_appel()
    if session.scalars(select(Plage.id)).first() is not None:
        return 0
    chargement = horloge.maintenant()
    jour = horloge.a_paris(chargement).date()
    recoivent = {nom: agents[nom] for nom in CONNUS}
    recoivent |= {
        accueil.public.identifiant: agent_de_demonstration(accueil.public, accueil.qualite, accueil.roles, rang)
        for rang, accueil in enumerate(ACCUEILS, start=40)
    }
    agendas = ouvrir_les_agendas(recoivent)
    _absenter(recoivent["solenn-guivarch"])
    par = recoivent["odile-carre"]
    _se_placer(chargement - LES_PASSES)
    passes = [(prevu, _prendre(prevu, chargement, par=par)) for prevu in les_passes(jour)]
    _noter_les_venues(passes, par=par)
    _se_placer(chargement - LES_AUTRES)
    a_venir = [_prendre(prevu, chargement, par=par) for prevu in ceux_qui_viennent(jour)]
    _ouvrir_une_seance(agendas["typhaine-rio"], chargement, dans=10, par=par)
    _remplir(_ouvrir_une_seance(agendas["typhaine-rio"], chargement, dans=15, places=2, par=par), par=par)
    _se_placer(chargement, heure=None)
    relever()
    return sum(rdv is not None for rdv in (*(rdv for _prevu, rdv in passes), *a_venir))


def _prendre(prevu: Prevu, chargement: datetime, *, par: Agent) -> RendezVous | None:
    """Prend le premier créneau libre à partir de ce jour ; rien s’il n’y en a pas (un pont, des fériés)."""
    objet, lieu = objet_de(prevu.objet), lieu_de(prevu.lieu)
    cherches = Recherche(
        objet_id=objet.id,
        lieux=frozenset({lieu.id}),
        modalite=prevu.modalite.value,
        du=horloge.a_paris(chargement).date() + timedelta(days=prevu.jours),
        langue=prevu.langue,
        par_agent=True,
    )
    libres = chercher(cherches).par_lieu.get(lieu.id, ())
    if len(libres) <= prevu.rang:
        return None
    choix = Choix(
        objet_id=objet.id,
        lieu_id=lieu.id,
        modalite=prevu.modalite,
        debut=libres[prevu.rang].debut,
        langue=prevu.langue,
    )
    cle = f"demonstration-{prevu.objet}-{prevu.lieu}-{prevu.jours}-{prevu.rang}"
    [pris] = reserver(Demande(choix=choix, personne=prevu.personne, cle=cle, agent=par))
    return pris


def _noter_les_venues(passes: list[tuple[Prevu, RendezVous | None]], *, par: Agent) -> None:
    """Note, à l’heure dite, qui est venu."""
    for prevu, rdv in passes:
        if rdv is not None and prevu.presence is not None:
            _se_placer(rdv.fin, heure=None)
            presences.marquer(rdv.participations[0].id, prevu.presence, agent=par)


def _ouvrir_une_seance(
    agenda: Ressource, chargement: datetime, *, dans: int, par: Agent, places: int | None = None
) -> RendezVous:
    """Ouvre une réunion d’information, un soir, `dans` tant de jours ouvrés."""
    objet, lieu = objet_de("ASSMAT_INFO"), lieu_de("nantes-centre")
    soir = ajouter_jours_ouvres(horloge.a_paris(chargement).date(), dans)
    choix = Choix(
        objet_id=objet.id,
        lieu_id=lieu.id,
        modalite=Modalite.SUR_PLACE,
        debut=horloge.instant_du(soir, time(18)),
        agents=frozenset({agenda.id}),
    )
    return seances.ouvrir(choix, agent=par, places=places)


def _remplir(seance: RendezVous, *, par: Agent) -> None:
    """Inscrit jusqu’à la dernière place, et met les suivants en liste d’attente."""
    choix = Choix(objet_id=seance.objet_id, lieu_id=seance.lieu_id, modalite=seance.modalite, debut=seance.debut)
    venues, attendent = ceux_de_la_seance()[: seance.places], ceux_de_la_seance()[seance.places :]
    for rang, personne in enumerate(venues):
        cle = f"demonstration-seance-{rang}"
        seances.s_inscrire(seance.id, Demande(choix=choix, personne=personne, cle=cle, agent=par))
    for personne in attendent:
        s_inscrire(pour_la_seance(seance, personne))


def _absenter(agent: Agent) -> None:
    """Déclare une absence de deux jours, dans trois semaines : ses horaires ne se proposent pas."""
    debut = horloge.aujourd_hui() + timedelta(weeks=3)
    declarer(
        FicheAbsence(
            agent_id=agent.id,
            debut=debut,
            fin=debut + timedelta(days=2),
            suppleant_id=None,
            sort=SortDesDossiers.GARDER,
        ),
        par=agent,
    )


def _se_placer(instant: datetime, *, heure: time | None = BUREAU) -> None:
    """Place l’horloge de ce processus à cet instant, ou à l’heure du bureau de son jour."""
    if heure is not None:
        instant = horloge.instant_du(horloge.a_paris(instant).date(), heure)
    horloge.poser_decalage(horloge.decalage() + (instant - horloge.maintenant()))
