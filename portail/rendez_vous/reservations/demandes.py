"""Ce que l’on demande en réservant, et ce que le serveur en revoit : droit, délai, horizon, âge, nom, contact."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from portail.identite.models import Agent
from portail.rendez_vous.objets.models import Modalite, ObjetRdv, QuiReserve
from portail.rendez_vous.objets.publics import peut_reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.erreurs import ModaliteImpossible, ReserveAuxAgents, TropLoin, TropTot
from portail.rendez_vous.reservations.habilitations import Acteur, peut_recevoir
from portail.rendez_vous.reservations.personnes import Personne, exiger, exiger_l_age
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.rendez_vous.ressources.queries import referent_de, ressource_de_l_agent
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """Une réservation demandée. `cle` : celle du formulaire, la même si on l’envoie deux fois."""

    choix: Choix
    personne: Personne
    cle: str
    detenteur: Detenteur | None = None
    """Qui tient peut-être déjà le créneau : la session, la liste d’attente, l’offre du service."""
    agent: Agent | None = None
    """L’agent qui réserve pour quelqu’un."""
    invite: bool = False
    """Vrai si un lien personnel, déjà vérifié, ouvre cet objet à cette personne."""
    force: str = ""
    """La raison d’un agent qui double sciemment l’agenda de `choix.agents`."""

    @property
    def acteur(self) -> Acteur:
        """Rend qui agit."""
        return Acteur(agent=self.agent, usager_id=None if self.agent else self.personne.usager_id)

    @property
    def qui(self) -> QuiReserve:
        """Rend à quel titre l’on réserve ; ce que le service offre à la place de ce qu’il annule est déjà permis."""
        offert = self.detenteur is not None and self.detenteur.rdv_annule_id is not None
        if self.agent is not None or offert:
            return QuiReserve.AGENTS
        return QuiReserve.INVITES if self.invite else QuiReserve.TOUS


def objet_par_id(identifiant: UUID) -> ObjetRdv:
    """Rend l’objet ; lève `Introuvable`."""
    objet = session.get(ObjetRdv, identifiant)
    if objet is None:
        raise Introuvable
    return objet


def verifiee(demande: Demande, *, tenu: bool) -> Demande:
    """Rend la demande, complétée de ce que l’objet impose ; `tenu` : le délai s’est jugé en gardant le créneau.

    Lève `Interdit`, `ReserveAuxAgents`, `HorsDeLAge`, `TropTot`, `TropLoin` ou un autre `SaisieInvalide`.
    """
    objet = objet_par_id(demande.choix.objet_id)
    _exiger_le_droit(demande, objet)
    exiger_la_modalite(objet, demande.choix.modalite)
    exiger(demande.personne, objet, demande.choix.modalite, par_un_agent=demande.agent is not None)
    exiger_l_age(demande.personne, objet, demande.choix.debut)
    exiger_le_moment(objet, demande.choix.debut, par_un_agent=demande.agent is not None, tenu=tenu)
    choix = replace(demande.choix, passages=len(demande.personne.empreintes()), agents=_avec_qui(demande, objet))
    return replace(demande, choix=choix)


def exiger_l_ouverture(objet: ObjetRdv, qui: QuiReserve) -> None:
    """Lève `ReserveAuxAgents` si l’objet n’est pas ouvert à qui se présente ainsi."""
    if not peut_reserver(objet, qui):
        raise ReserveAuxAgents


def exiger_la_modalite(objet: ObjetRdv, modalite: Modalite) -> None:
    """Lève `ModaliteImpossible` si l’objet ne se tient pas ainsi."""
    if modalite.value not in objet.modalites:
        raise ModaliteImpossible


def exiger_le_moment(objet: ObjetRdv, debut: datetime, *, par_un_agent: bool, tenu: bool = False) -> None:
    """Lève `TropTot` avant le délai de l’objet, `TropLoin` après son horizon ; un agent ne réserve pas le passé."""
    maintenant = horloge.maintenant()
    delai = timedelta(0) if par_un_agent or tenu else timedelta(minutes=objet.delai_minutes)
    if debut < maintenant + delai:
        raise TropTot
    dernier_jour = horloge.aujourd_hui() + timedelta(days=objet.horizon_jours)
    if not par_un_agent and horloge.a_paris(debut).date() > dernier_jour:
        raise TropLoin


def _exiger_le_droit(demande: Demande, objet: ObjetRdv) -> None:
    if demande.agent is not None and not peut_recevoir(demande.agent, objet.service_code):
        raise Interdit
    exiger_l_ouverture(objet, demande.qui)
    if demande.force and (demande.agent is None or not demande.choix.agents):
        raise SaisieInvalide


def _avec_qui(demande: Demande, objet: ObjetRdv) -> frozenset[UUID]:
    """Rend les ressources voulues ; un suivi ne se prend qu’avec l’agent référent, quoi que dise le formulaire."""
    if not objet.suivi or demande.agent is not None or demande.invite:
        return demande.choix.agents
    usager_id = demande.personne.usager_id
    referent = referent_de(usager_id, objet.service_code) if usager_id else None
    ressource = ressource_de_l_agent(referent.id) if referent else None
    if ressource is None:
        raise ReserveAuxAgents
    return frozenset({ressource.id})
