"""Les listes de travail des agents : ce qui est attendu d’eux, trié par échéance légale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select, tuple_

from portail.dossiers.etats import Etat
from portail.dossiers.habilitations import LECTURE, SIGNATURE
from portail.dossiers.models import Dossier, Message
from portail.dossiers.numero import lire_numero
from portail.dossiers.personnes import normaliser
from portail.dossiers.queries import SANS_CONTENU
from portail.identite.models import Agent
from portail.socle import horloge
from portail.socle.base import session

PAR_PAGE = 25
SANS_ECHEANCE = date(9999, 12, 31)
JOURS_SEMAINE = 7


class Vue(StrEnum):
    """Les vues prêtes du bureau."""

    ATTENDUS = "attendus"
    RETARD = "retard"
    SEMAINE = "semaine"
    NOUVEAUX = "nouveaux"
    MESSAGES = "messages"
    TOUS = "tous"


class Suivi(StrEnum):
    """Par qui le dossier est suivi."""

    SERVICE = "service"
    MOI = "moi"
    PERSONNE = "personne"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtres:
    """Ce que l’agent demande à voir ; tout vient de l’adresse, donc se partage."""

    vue: Vue = Vue.ATTENDUS
    demarche: str = ""
    etat: Etat | None = None
    suivi: Suivi = Suivi.SERVICE
    recherche: str = ""
    apres: str = ""
    """Curseur : « échéance_identifiant » du dernier dossier vu ; stable quand d’autres arrivent."""


@dataclass(frozen=True, slots=True)
class Liste:
    """Une page de dossiers, le curseur de la suivante (vide à la fin) et le total."""

    dossiers: Sequence[Dossier]
    suite: str
    total: int


_echeance = func.coalesce(Dossier.echeance, literal(SANS_ECHEANCE))


def perimetre(agent: Agent) -> ColumnElement[bool]:
    """Rend la condition « l’agent peut lire ce dossier » : ses services, leurs démarches, ni brouillon ni éliminé."""
    portees = {(h.service_code, h.demarche) for h in agent.habilitations if h.role in LECTURE and h.service_code}
    conditions = [
        Dossier.service_code == service
        if demarche is None
        else and_(Dossier.service_code == service, Dossier.demarche == demarche)
        for service, demarche in sorted(portees, key=str)
    ]
    return and_(Dossier.etat != Etat.BROUILLON, Dossier.elimine_le.is_(None), or_(false(), *conditions))


def _attendus(agent: Agent) -> ColumnElement[bool]:
    """Rend la condition « c’est à moi de jouer » : à instruire et à moi ou à personne ; à signer si je signe.

    Après un rejet implicite, des motifs demandés sont dus : seule échéance d’un dossier décidé.
    """
    motifs_dus = and_(Dossier.etat == Etat.DECIDE, Dossier.echeance.is_not(None))
    a_instruire = and_(
        or_(Dossier.etat.in_([Etat.DEPOSE, Etat.EN_INSTRUCTION]), motifs_dus),
        or_(Dossier.agent_id == agent.id, Dossier.agent_id.is_(None)),
    )
    if any(h.role in SIGNATURE for h in agent.habilitations):
        return or_(a_instruire, Dossier.etat == Etat.EN_SIGNATURE)
    return a_instruire


def _messages_a_lire() -> ColumnElement[bool]:
    return exists().where(Message.dossier_id == Dossier.id, Message.usager_id.is_not(None), Message.lu_le.is_(None))


def _condition(vue: Vue, agent: Agent) -> ColumnElement[bool]:
    jour = horloge.aujourd_hui()
    conditions: dict[Vue, ColumnElement[bool]] = {
        Vue.ATTENDUS: _attendus(agent),
        Vue.RETARD: and_(_attendus(agent), Dossier.echeance < jour),
        Vue.SEMAINE: and_(_attendus(agent), Dossier.echeance.between(jour, jour + timedelta(days=JOURS_SEMAINE))),
        Vue.NOUVEAUX: Dossier.etat == Etat.DEPOSE,
        Vue.MESSAGES: _messages_a_lire(),
    }
    return conditions.get(vue, literal(True))


def nombres_par_vue(agent: Agent) -> dict[Vue, int]:
    """Rend le nombre de dossiers de chaque vue, en une requête."""
    vues = list(Vue)
    ligne = session.execute(
        select(*(func.count().filter(_condition(vue, agent)) for vue in vues))
        .select_from(Dossier)
        .where(perimetre(agent))
    ).one()
    return dict(zip(vues, ligne, strict=True))


def dossiers_a_voir(agent: Agent, filtres: Filtres) -> Liste:
    """Rend une page de la liste, les échéances légales les plus proches d’abord."""
    requete = _filtrer(select(Dossier).where(perimetre(agent)), agent, filtres)
    total = session.scalar(select(func.count()).select_from(requete.with_only_columns(Dossier.id).subquery())) or 0
    if filtres.apres:
        requete = _apres(requete, filtres.apres)
    trouves = session.scalars(requete.options(*SANS_CONTENU).order_by(_echeance, Dossier.id).limit(PAR_PAGE + 1)).all()
    page = trouves[:PAR_PAGE]
    suite = _curseur(page[-1]) if len(trouves) > PAR_PAGE else ""
    return Liste(page, suite, total)


def identifiants_a_voir(agent: Agent, filtres: Filtres, *, limite: int) -> Sequence[UUID]:
    """Rend les dossiers de la vue entière, du plus ancien dépôt au plus récent, `limite` au plus."""
    requete = _filtrer(select(Dossier).where(perimetre(agent)), agent, filtres)
    return session.scalars(
        requete.with_only_columns(Dossier.id).order_by(Dossier.depose_le, Dossier.id).limit(limite)
    ).all()


def _filtrer(requete: Select[Dossier], agent: Agent, filtres: Filtres) -> Select[Dossier]:
    if filtres.recherche:
        return requete.where(_recherche(filtres.recherche))
    requete = requete.where(_condition(filtres.vue, agent))
    if filtres.demarche:
        requete = requete.where(Dossier.demarche == filtres.demarche)
    if filtres.etat:
        requete = requete.where(Dossier.etat == filtres.etat)
    suivis = {Suivi.MOI: Dossier.agent_id == agent.id, Suivi.PERSONNE: Dossier.agent_id.is_(None)}
    return requete.where(suivis[filtres.suivi]) if filtres.suivi in suivis else requete


def _recherche(texte: str) -> ColumnElement[bool]:
    """Cherche un numéro s’il en a la forme, sinon un nom, chaque mot, sans accents."""
    numero = lire_numero(texte)
    mots = normaliser(texte).split()
    par_nom = and_(*(Dossier.nom_recherche.contains(mot, autoescape=True) for mot in mots)) if mots else false()
    return or_(Dossier.numero == numero, par_nom) if numero else par_nom


def _curseur(dossier: Dossier) -> str:
    return f"{(dossier.echeance or SANS_ECHEANCE).isoformat()}_{dossier.id}"


def _apres(requete: Select[Dossier], curseur: str) -> Select[Dossier]:
    """Reprend après le curseur ; un curseur illisible repart du début."""
    jour, _, identifiant = curseur.partition("_")
    try:
        borne = (date.fromisoformat(jour), UUID(identifiant))
    except ValueError:
        return requete
    return requete.where(tuple_(_echeance, Dossier.id) > tuple_(literal(borne[0]), literal(borne[1])))
