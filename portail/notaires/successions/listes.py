"""Ce que lit l’unité des recours : la file des requêtes, et une requête avec ce qui lui ressemble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from portail.dossiers.numero import lire_numero
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre, Office
from portail.journal.actions import consigner
from portail.notaires.aides.models import AideVersee, Beneficiaire
from portail.notaires.habilitations import SERVICE_RECOURS, peut_instruire
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.successions.creances import aides_versees
from portail.notaires.successions.etats import REPONDUES, EtatRequete, Reponse
from portail.notaires.successions.models import Rapprochement, Requete
from portail.parametres.queries import entier_au
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.justificatifs.queries import justificatif_de
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.jours import ajouter_jours_ouvres

OBJET = "requete_succession"
PAR_PAGE = 50
_EN_COURS = (
    EtatRequete.RECUE,
    EtatRequete.IDENTIFIEE,
    EtatRequete.HOMONYMIE,
    EtatRequete.RAPPROCHEE,
    EtatRequete.VALIDEE,
)


class Vue(StrEnum):
    """Ce que l’on regarde de la file."""

    A_TRAITER = "a_traiter"
    HOMONYMIES = "homonymies"
    A_VALIDER = "a_valider"
    RETARD = "retard"
    MIENNES = "miennes"
    A_COMPLETER = "a_completer"
    REPONDUES = "repondues"


COMPTEES = tuple(vue for vue in Vue if vue is not Vue.REPONDUES)
"""Les vues dont la file dit le nombre ; ce qui est répondu s’accumule, et ne se compte pas."""


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce que dit l’adresse. `cherche` : un numéro de requête, qui passe outre la vue ; `office` : son CRPCEN."""

    vue: Vue = Vue.A_TRAITER
    reponse: Reponse | None = None
    office: str = ""
    cherche: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une requête de la file, le nom de son office, et combien de personnes lui ressemblent."""

    requete: Requete
    office: str
    candidats: int

    @property
    def defunt(self) -> Identite:
        """Rend qui est décédé."""
        return Identite.de_json(self.requete.defunt)


@dataclass(frozen=True, slots=True)
class File:
    """Une page de la file ; `a_la_suite` : il y en a une autre après elle."""

    lignes: Sequence[Ligne]
    nombres: Mapping[Vue, int]
    a_la_suite: bool


def limite_d_urgence() -> datetime:
    """Rend l’instant avant lequel une réponse à donner est dite en retard : le préavis des paramètres."""
    jour = ajouter_jours_ouvres(horloge.aujourd_hui(), entier_au("succession_preavis"))
    return horloge.instant_du(jour)


def file(agent: Agent, filtres: Filtres) -> File:
    """Rend une page de la file, ce qui part le plus tôt d’abord."""
    lues = session.execute(_demandees(agent, filtres)).all()
    page = [(ligne[0], ligne[1]) for ligne in lues[:PAR_PAGE]]
    ressemblances = _candidats_par_requete([requete.id for requete, _nom in page])
    lignes = [Ligne(requete, nom, ressemblances.get(requete.id, 0)) for requete, nom in page]
    return File(lignes, _nombres(agent), len(lues) > PAR_PAGE)


def _demandees(agent: Agent, filtres: Filtres) -> Select[Requete, str]:
    voulues = select(Requete, Office.nom).join(Office, Office.id == Requete.office_id)
    if filtres.cherche:
        return voulues.where(Requete.numero == (lire_numero(filtres.cherche) or ""))
    voulues = voulues.where(_conditions(agent)[filtres.vue])
    if filtres.reponse is not None:
        voulues = voulues.where(Requete.reponse == filtres.reponse)
    if filtres.office:
        voulues = voulues.where(Office.crpcen == filtres.office)
    ordre = Requete.repondue_le.desc() if filtres.vue is Vue.REPONDUES else Requete.repondre_le
    return voulues.order_by(ordre, Requete.id).limit(PAR_PAGE + 1).offset((filtres.page - 1) * PAR_PAGE)


def _conditions(agent: Agent) -> Mapping[Vue, ColumnElement[bool]]:
    a_traiter = Requete.etat.in_((EtatRequete.RECUE, EtatRequete.IDENTIFIEE, EtatRequete.HOMONYMIE))
    encore = Requete.etat.in_([etat for etat in _EN_COURS if etat is not EtatRequete.VALIDEE])
    return MappingProxyType(
        {
            Vue.A_TRAITER: a_traiter,
            Vue.HOMONYMIES: Requete.etat == EtatRequete.HOMONYMIE,
            Vue.A_VALIDER: Requete.etat == EtatRequete.RAPPROCHEE,
            Vue.RETARD: and_(encore, Requete.repondre_le <= limite_d_urgence()),
            Vue.MIENNES: and_(Requete.etat.in_(_EN_COURS), Requete.agent_id == agent.id),
            Vue.A_COMPLETER: Requete.etat == EtatRequete.A_COMPLETER,
            Vue.REPONDUES: Requete.etat.in_(REPONDUES),
        }
    )


def _nombres(agent: Agent) -> Mapping[Vue, int]:
    """Compte les vues d’un coup, sur les seules requêtes en cours."""
    conditions = _conditions(agent)
    comptes = select(*(func.count().filter(conditions[vue]) for vue in COMPTEES))
    ligne = session.execute(comptes.where(Requete.etat.in_((*_EN_COURS, EtatRequete.A_COMPLETER)))).one()
    return dict(zip(COMPTEES, ligne, strict=True))


def _candidats_par_requete(identifiants: Sequence[UUID]) -> Mapping[UUID, int]:
    comptes = select(Rapprochement.requete_id, func.count()).where(Rapprochement.requete_id.in_(identifiants))
    return {ligne[0]: ligne[1] for ligne in session.execute(comptes.group_by(Rapprochement.requete_id))}


@dataclass(frozen=True, slots=True)
class CandidatLu:
    """Une personne aidée qui ressemble au défunt."""

    rapprochement: Rapprochement
    identite: Identite


@dataclass(frozen=True, slots=True)
class RequeteLue:
    """Une requête, qui l’a faite, qui lui ressemble, et quel autre office a demandé le même défunt."""

    requete: Requete
    membre: Membre
    candidats: Sequence[CandidatLu]
    aides: Sequence[AideVersee]
    """Celles des personnes retenues, et d’elles seules."""
    ailleurs: Sequence[tuple[str, str, datetime]]
    """Le numéro, l’office et le jour de chaque requête d’un autre office sur le même décès."""

    @property
    def defunt(self) -> Identite:
        """Rend qui est décédé."""
        return Identite.de_json(self.requete.defunt)


def requete_du_service(agent: Agent, numero: str) -> Requete:
    """Rend cette requête ; lève `Introuvable` si elle n’existe pas, ou pour un agent d’un autre service."""
    requete = session.scalars(select(Requete).where(Requete.numero == numero)).one_or_none()
    if requete is None or not peut_instruire(agent, SERVICE_RECOURS):
        raise Introuvable
    return requete


def piece_lue(agent: Agent, numero: str, quoi: Literal["acte", "mandat"]) -> Justificatif:
    """Rend une pièce de cette requête et note sa lecture au journal ; lève `Introuvable`."""
    requete = requete_du_service(agent, numero)
    identifiant = requete.acte_id if quoi == "acte" else requete.mandat_id
    if identifiant is None:
        raise Introuvable
    consigner("lire_piece", auteur=auteur_agent(agent), objet=(OBJET, requete.id), details={"piece": quoi})
    return justificatif_de(identifiant)


def lire(agent: Agent, numero: str) -> RequeteLue:
    """Rend cette requête entière et note la consultation à son journal ; lève `Introuvable`."""
    voulue = select(Requete, Membre).join(Membre, Membre.id == Requete.membre_id).options(joinedload(Membre.office))
    ligne = session.execute(voulue.where(Requete.numero == numero)).one_or_none()
    if ligne is None or not peut_instruire(agent, SERVICE_RECOURS):
        raise Introuvable
    requete, membre = ligne
    consigner("lire_requete", auteur=auteur_agent(agent), objet=(OBJET, requete.id))
    return RequeteLue(requete, membre, _candidats(requete), aides_versees(requete), _demandee_ailleurs(requete))


def _candidats(requete: Requete) -> list[CandidatLu]:
    siens = (
        select(Rapprochement, Beneficiaire)
        .join(Beneficiaire, Beneficiaire.id == Rapprochement.beneficiaire_id)
        .where(Rapprochement.requete_id == requete.id)
        .order_by(Rapprochement.note.desc(), Rapprochement.id)
    )
    return [CandidatLu(ligne[0], Identite.de_json(ligne[1].identite)) for ligne in session.execute(siens)]


def _demandee_ailleurs(requete: Requete) -> list[tuple[str, str, datetime]]:
    autres = (
        select(Requete.numero, Office.nom, Requete.deposee_le)
        .join(Office, Office.id == Requete.office_id)
        .where(Requete.empreinte_defunt == requete.empreinte_defunt, Requete.office_id != requete.office_id)
        .order_by(Requete.deposee_le)
    )
    return [(ligne[0], ligne[1], ligne[2]) for ligne in session.execute(autres)]


def numeros_de(identifiants: Sequence[UUID]) -> Mapping[UUID, str]:
    """Rend le numéro de chacune de ces requêtes."""
    lignes = session.execute(select(Requete.id, Requete.numero).where(Requete.id.in_(identifiants)))
    return {ligne[0]: ligne[1] for ligne in lignes}
