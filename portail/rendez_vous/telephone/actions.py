"""Demander à être rappelé, prendre en charge, appeler, clore ; régler quand un service rappelle."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

import phonenumbers
from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, inscrire
from portail.parametres.queries import entier_au
from portail.rendez_vous.plages.fiche import minutes
from portail.rendez_vous.telephone.creneaux import CreneauDAppel
from portail.rendez_vous.telephone.erreurs import (
    AppelComplet,
    DejaDemande,
    DejaPrise,
    DejaUnePlage,
    NumeroInvalide,
    PlageTropCourte,
)
from portail.rendez_vous.telephone.habilitations import peut_rappeler, peut_regler
from portail.rendez_vous.telephone.models import (
    EN_COURS,
    DemandeDeRappel,
    EtatDemande,
    Issue,
    PlageDAppel,
    Relais,
    Sujet,
    TentativeDAppel,
)
from portail.rendez_vous.telephone.queries import creneaux_d_appel
from portail.socle import debits, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Interdit, Introuvable
from portail.territoire.models import Service

PAR_NUMERO = "5/day"
"""Demandes d’un même numéro, tous services compris : on ne fait pas appeler quelqu’un sans fin."""
TENTATIVES = "rdv_appel_tentatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demandee:
    """Ce que la personne demande ; rien de ce dont elle veut parler."""

    service_code: str
    sujet: Sujet
    nom: str
    telephone: str
    debut: datetime
    relais: Relais = Relais.AUCUN
    langue_parlee: str = "fr"
    sans_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlageVoulue:
    """Un moment de la semaine où le service appelle : `jour` 0 le lundi, heures de Paris."""

    jour: int
    debut: time
    fin: time
    pas_minutes: int = 30
    capacite: int = 1


def demander(demandee: Demandee) -> DemandeDeRappel:
    """Garde la demande et son créneau ; lève `NumeroInvalide`, `AppelComplet`, `DejaDemande`, `TropDeDemandes`."""
    numero = numero_appelable(demandee.telephone)
    debits.consommer(PAR_NUMERO, "rdv/appel", numero)
    try:
        with transaction():
            _un_seul_a_la_fois(demandee.service_code)
            creneau = _creneau_libre(demandee)
            demande = _garder(demandee, numero, creneau)
            # Le relais demandé dit comment la personne entend : le journal, qui ne s’efface pas, l’ignore.
            details = {"service": demandee.service_code}
            inscrire("demander_rappel", auteur=SYSTEME, objet=("demande_de_rappel", demande.id), details=details)
    except IntegrityError:
        raise DejaDemande from None
    return demande


def numero_appelable(telephone: str) -> str:
    """Rend le numéro au format international, fixe ou mobile ; lève `NumeroInvalide`."""
    try:
        numero = phonenumbers.parse(telephone, "FR")
    except phonenumbers.NumberParseException:
        raise NumeroInvalide from None
    if not phonenumbers.is_possible_number(numero):
        raise NumeroInvalide
    return str(phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164))


def _un_seul_a_la_fois(service_code: str) -> None:
    """Deux personnes ne prennent pas ensemble la dernière place d’un créneau : la ligne du service est le verrou."""
    verrou = select(Service.code).where(Service.code == service_code).with_for_update(key_share=True)
    if session.scalars(verrou).one_or_none() is None:
        raise Introuvable


def _creneau_libre(demandee: Demandee) -> CreneauDAppel:
    libres = creneaux_d_appel(demandee.service_code)
    creneau = next((un for un in libres if un.debut == demandee.debut), None)
    if creneau is None:
        raise AppelComplet
    return creneau


def _garder(demandee: Demandee, numero: str, creneau: CreneauDAppel) -> DemandeDeRappel:
    demande = DemandeDeRappel(
        service_code=demandee.service_code,
        sujet=demandee.sujet,
        nom=demandee.nom.strip(),
        telephone=numero,
        numero_empreinte=empreinte_cle(numero, "rdv/appel"),
        relais=demandee.relais,
        langue_parlee=demandee.langue_parlee,
        sans_message=demandee.sans_message,
        debut=creneau.debut,
        fin=creneau.fin,
        demandee_le=horloge.maintenant(),
    )
    session.add(demande)
    session.flush()
    return demande


def prendre(demande_id: UUID, *, agent: Agent) -> DemandeDeRappel:
    """L’agent s’en charge ; lève `DejaPrise` si un autre s’en occupe. Sans effet s’il l’a déjà."""
    with transaction():
        demande = _a_traiter(demande_id, agent)
        if demande.agent_id not in (None, agent.id):
            raise DejaPrise
        demande.etat, demande.agent_id = EtatDemande.PRISE, agent.id
        _inscrire("prendre_rappel", demande, agent)
    return demande


def rendre(demande_id: UUID, *, agent: Agent) -> DemandeDeRappel:
    """Remet la demande à qui voudra la prendre."""
    with transaction():
        demande = _a_traiter(demande_id, agent)
        demande.etat, demande.agent_id = EtatDemande.A_APPELER, None
        _inscrire("rendre_rappel", demande, agent)
    return demande


def noter_un_appel(demande_id: UUID, *, agent: Agent, issue: Issue) -> DemandeDeRappel:
    """Note un appel passé : jointe, la demande est close ; un faux numéro ou trop d’essais la closent aussi.

    Qui appelle s’en charge ; lève `DejaPrise` si c’est un autre.
    """
    with transaction():
        demande = _a_traiter(demande_id, agent)
        if demande.agent_id not in (None, agent.id):
            raise DejaPrise
        session.add(
            TentativeDAppel(demande_id=demande.id, agent_id=agent.id, issue=issue, faite_le=horloge.maintenant())
        )
        session.flush()
        demande.etat, demande.agent_id = _etat_apres(demande, issue), agent.id
        if demande.etat not in EN_COURS:
            demande.close_le = horloge.maintenant()
        _inscrire("appeler", demande, agent, issue=issue.value)
    return demande


def _etat_apres(demande: DemandeDeRappel, issue: Issue) -> EtatDemande:
    if issue is Issue.JOINTE:
        return EtatDemande.JOINTE
    faites = select(func.count()).where(TentativeDAppel.demande_id == demande.id)
    trop = (session.scalar(faites) or 0) >= entier_au(TENTATIVES)
    return EtatDemande.NON_JOINTE if trop or issue is Issue.FAUX_NUMERO else EtatDemande.PRISE


def annuler(demande_id: UUID, *, agent: Agent) -> DemandeDeRappel:
    """La personne ne veut plus être appelée : le créneau redevient libre."""
    with transaction():
        demande = _a_traiter(demande_id, agent)
        demande.etat, demande.close_le = EtatDemande.ANNULEE, horloge.maintenant()
        _inscrire("annuler_rappel", demande, agent)
    return demande


def renoncer(demande_id: UUID) -> DemandeDeRappel:
    """La personne, dans le navigateur qui l’a demandé, ne veut plus être appelée ; lève `DejaPrise` si c’est fini."""
    with transaction():
        demande = verrouiller(DemandeDeRappel, demande_id)
        if demande.etat not in EN_COURS:
            raise DejaPrise
        demande.etat, demande.close_le = EtatDemande.ANNULEE, horloge.maintenant()
        inscrire("annuler_rappel", auteur=SYSTEME, objet=("demande_de_rappel", demande.id))
    return demande


def _a_traiter(demande_id: UUID, agent: Agent) -> DemandeDeRappel:
    """Rend la demande en cours, verrouillée ; lève `Introuvable` hors du service, `DejaPrise` si elle est finie."""
    demande = verrouiller(DemandeDeRappel, demande_id)
    if not peut_rappeler(agent, demande.service_code):
        raise Introuvable
    if demande.etat not in EN_COURS:
        raise DejaPrise
    return demande


def _inscrire(action: str, demande: DemandeDeRappel, agent: Agent, **details: str) -> None:
    inscrire(action, auteur=auteur_agent(agent), objet=("demande_de_rappel", demande.id), details=details)


def ajouter_une_plage(service_code: str, voulue: PlageVoulue, *, agent: Agent) -> PlageDAppel:
    """Ajoute un moment où le service rappelle ; lève `Interdit`, `PlageTropCourte`, `DejaUnePlage`.

    Ce qu’un collègue règle au même moment reste : on n’ajoute que la sienne, et à des heures encore libres.
    """
    if not peut_regler(agent, service_code):
        raise Interdit
    if minutes(voulue.debut, voulue.fin) < voulue.pas_minutes:
        raise PlageTropCourte
    with transaction():
        _un_seul_a_la_fois(service_code)
        if session.scalars(_qui_recouvrent(service_code, voulue)).first() is not None:
            raise DejaUnePlage
        plage = _plage(service_code, voulue)
        session.add(plage)
        session.flush()
        _inscrire_le_reglage(service_code, agent, ajoutee=_dite(plage))
    return plage


def retirer_la_plage(plage_id: UUID, *, agent: Agent) -> None:
    """Retire un moment où le service rappelle ; les demandes déjà faites gardent leur créneau.

    Déjà retiré : sans effet. Lève `Introuvable` s’il est d’un service que l’agent ne règle pas.
    """
    with transaction():
        plage = session.get(PlageDAppel, plage_id, populate_existing=True)
        if plage is None:
            return
        if not peut_regler(agent, plage.service_code):
            raise Introuvable
        service_code, retiree = plage.service_code, _dite(plage)
        _un_seul_a_la_fois(service_code)
        restait = delete(PlageDAppel).where(PlageDAppel.id == plage_id).returning(PlageDAppel.id)
        if session.scalars(restait.execution_options(synchronize_session=False)).one_or_none() is not None:
            _inscrire_le_reglage(service_code, agent, retiree=retiree)
        session.expire_all()


def _qui_recouvrent(service_code: str, voulue: PlageVoulue) -> Select[UUID]:
    return select(PlageDAppel.id).where(
        PlageDAppel.service_code == service_code,
        PlageDAppel.jour == voulue.jour,
        PlageDAppel.debut < voulue.fin,
        PlageDAppel.fin > voulue.debut,
    )


def _plage(service_code: str, voulue: PlageVoulue) -> PlageDAppel:
    return PlageDAppel(
        service_code=service_code,
        jour=voulue.jour,
        debut=voulue.debut,
        fin=voulue.fin,
        pas_minutes=voulue.pas_minutes,
        capacite=voulue.capacite,
    )


def _dite(plage: PlageDAppel) -> str:
    return f"{plage.jour} {plage.debut:%H:%M}-{plage.fin:%H:%M}"


def _inscrire_le_reglage(service_code: str, agent: Agent, **details: str) -> None:
    inscrire("regler_rappels", auteur=auteur_agent(agent), objet=("service", service_code), details=details)
