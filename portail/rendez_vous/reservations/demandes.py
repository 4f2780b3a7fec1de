"""Ce que l’on demande en réservant, et ce que le serveur en revoit : droit, délai, horizon, âge, nom, contact."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import joinedload

from portail.identite.models import Agent
from portail.rendez_vous.objets.models import Modalite, ObjetRdv, QuiReserve
from portail.rendez_vous.objets.publics import peut_reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.erreurs import ModaliteImpossible, ReserveAuxAgents, TropLoin, TropTot
from portail.rendez_vous.reservations.habilitations import Acteur, peut_recevoir
from portail.rendez_vous.reservations.personnes import Personne, exiger, exiger_l_age
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.rendez_vous.reservations.titres import Titre, titre_pour
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide

_AVEC_SES_BESOINS = (joinedload(ObjetRdv.besoins),)


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
    invitation_id: UUID | None = None
    """L’invitation dont le lien, déjà vérifié, mène ici."""
    force: str = ""
    """La raison d’un agent qui double sciemment l’agenda de `choix.agents`."""

    @property
    def acteur(self) -> Acteur:
        """Rend qui agit."""
        return Acteur(agent=self.agent, usager_id=None if self.agent else self.personne.usager_id)

    @property
    def est_du_service(self) -> bool:
        """Vrai si un agent réserve, ou si le service offre cela à la place de ce qu’il annule : c’est déjà permis."""
        return self.agent is not None or (self.detenteur is not None and self.detenteur.rdv_annule_id is not None)


def objet_par_id(identifiant: UUID) -> ObjetRdv:
    """Rend l’objet ; lève `Introuvable`."""
    objet = session.get(ObjetRdv, identifiant, options=_AVEC_SES_BESOINS)
    if objet is None:
        raise Introuvable
    return objet


def verifiee(demande: Demande, *, tenu: bool) -> Demande:
    """Rend la demande, complétée de ce que l’objet impose ; `tenu` : le délai s’est jugé en gardant le créneau.

    Lève `Interdit`, `ReserveAuxAgents`, `SansTitre`, `HorsDeLAge`, `TropTot`, `TropLoin` ou un autre `SaisieInvalide`.
    """
    objet = objet_par_id(demande.choix.objet_id)
    titre = _titre(demande, objet)
    exiger_la_modalite(objet, demande.choix.modalite)
    exiger(demande.personne, objet, demande.choix.modalite, par_un_agent=demande.agent is not None)
    exiger_l_age(demande.personne, objet, demande.choix.debut)
    exiger_le_moment(objet, demande.choix.debut, par_un_agent=demande.agent is not None, tenu=tenu)
    agents = titre.agents or demande.choix.agents
    choix = replace(demande.choix, passages=len(demande.personne.empreintes()), agents=agents)
    return replace(demande, choix=choix, invitation_id=titre.invitation_id)


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
    if not par_un_agent and est_trop_loin(objet, debut):
        raise TropLoin


def est_trop_loin(objet: ObjetRdv, debut: datetime) -> bool:
    """Vrai si ce jour passe l’horizon de l’objet : seul un agent y réserve."""
    return horloge.a_paris(debut).date() > horloge.aujourd_hui() + timedelta(days=objet.horizon_jours)


def _titre(demande: Demande, objet: ObjetRdv) -> Titre:
    """Rend à quel titre l’on réserve ; un suivi ne se prend qu’avec l’agent référent, quoi que dise le formulaire."""
    if demande.agent is not None and not peut_recevoir(demande.agent, objet.service_code):
        raise Interdit
    if demande.force and (demande.agent is None or not demande.choix.agents):
        raise SaisieInvalide
    if not demande.est_du_service:
        return titre_pour(objet, usager_id=demande.personne.usager_id, invitation_id=demande.invitation_id)
    if not peut_reserver(objet, QuiReserve.AGENTS):
        raise ReserveAuxAgents
    return Titre()
