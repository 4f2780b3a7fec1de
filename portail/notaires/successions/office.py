"""Ce qu’un office voit de ses requêtes : reçue, à compléter, répondue ou retirée, et rien de leur étude.

Ni l’état intermédiaire, ni l’agent, ni la réponse proposée ne sortent d’ici avant le jour de la réponse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from portail.documents.models import Document
from portail.dossiers.numero import lire_numero
from portail.identite.notaires.actions import auteur_membre
from portail.identite.notaires.models import Membre
from portail.journal.actions import consigner, inscrire
from portail.notaires.successions.depot import OBJET
from portail.notaires.successions.doublons import cle_reference
from portail.notaires.successions.etats import REPONDUES, EtatRequete, Reponse
from portail.notaires.successions.messages import prevenir
from portail.notaires.successions.models import Requete
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from portail.territoire.jours import ajouter_mois

PAR_PAGE = 25
EXPORT_MAX = 5000


class EtatMontre(StrEnum):
    """Ce que l’office sait d’une requête."""

    A_COMPLETER = "a_completer"
    RECUE = "recue"
    REPONDUE = "repondue"
    RETIREE = "retiree"


_PROPRES = (EtatRequete.A_COMPLETER, EtatRequete.RETIREE)
_REPONDUE = Requete.repondue_le.is_not(None)
_CONDITIONS: Mapping[EtatMontre, ColumnElement[bool]] = MappingProxyType(
    {
        EtatMontre.A_COMPLETER: Requete.etat == EtatRequete.A_COMPLETER,
        EtatMontre.RECUE: and_(Requete.etat.not_in(_PROPRES), ~_REPONDUE),
        EtatMontre.REPONDUE: and_(Requete.etat.not_in(_PROPRES), _REPONDUE),
        EtatMontre.RETIREE: Requete.etat == EtatRequete.RETIREE,
    }
)


def etat_montre(requete: Requete) -> EtatMontre:
    """Rend ce que l’office sait de cette requête."""
    if requete.etat in _PROPRES:
        return EtatMontre(requete.etat.value)
    return EtatMontre.RECUE if requete.repondue_le is None else EtatMontre.REPONDUE


def reponse_donnee(requete: Requete) -> Reponse | None:
    """Rend la réponse partie ; rien avant, ni pendant qu’une autre se prépare pour la remplacer."""
    return requete.reponse if requete.etat in REPONDUES else None


def fin_de_validite(requete: Requete) -> date | None:
    """Rend le dernier jour où la réponse vaut [P], ou rien si elle n’est pas partie."""
    if requete.repondue_le is None:
        return None
    jour = horloge.a_paris(requete.repondue_le).date()
    return ajouter_mois(jour, entier_au("succession_validite_mois", jour))


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce que l’office cherche parmi ses requêtes ; `texte` : une référence ou un numéro, entiers."""

    etat: EtatMontre | None = None
    texte: str = ""
    membre_id: UUID | None = None
    du: date | None = None
    au: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Une page de requêtes, les plus récentes d’abord."""

    requetes: Sequence[Requete]
    numero: int
    nombre: int
    total: int


def requete_de(membre: Membre, numero: str) -> Requete:
    """Rend cette requête de l’office, relue ; lève `Introuvable` pour celle d’un autre."""
    sienne = select(Requete).where(Requete.numero == numero, Requete.office_id == membre.office_id)
    requete = session.scalars(sienne.execution_options(populate_existing=True)).one_or_none()
    if requete is None:
        raise Introuvable
    return requete


def conjointe(requete: Requete) -> Requete | None:
    """Rend la requête liée : celle du conjoint prédécédé, ou celle dont cette personne est le conjoint."""
    liee = Requete.id == requete.conjoint_de_id if requete.conjoint_de_id else Requete.conjoint_de_id == requete.id
    return session.scalars(select(Requete).where(liee, Requete.office_id == requete.office_id).limit(1)).first()


def document_de(requete: Requete) -> Document:
    """Rend la réponse certifiée ; lève `Introuvable` tant qu’elle n’est pas partie."""
    document = session.get(Document, requete.document_id) if requete.document_id and requete.repondue_le else None
    if document is None:
        raise Introuvable
    return document


def lire_requete(membre: Membre, requete: Requete) -> None:
    """Note au journal qu’un membre de l’office a ouvert cette requête."""
    consigner("lire_requete", auteur=auteur_membre(membre), objet=(OBJET, requete.id))


def page_de(membre: Membre, filtres: Filtres, numero: int) -> Page:
    """Rend une page des requêtes de l’office ; un numéro trop grand rend la dernière."""
    conditions = _conditions(membre, filtres)
    total = session.scalar(select(func.count()).select_from(Requete).where(*conditions)) or 0
    nombre = max(1, -(-total // PAR_PAGE))
    numero = min(max(1, numero), nombre)
    siennes = select(Requete).where(*conditions).order_by(Requete.deposee_le.desc(), Requete.numero)
    lues = session.scalars(siennes.offset((numero - 1) * PAR_PAGE).limit(PAR_PAGE)).all()
    return Page(lues, numero, nombre, total)


def toutes_de(membre: Membre, filtres: Filtres) -> Sequence[Requete]:
    """Rend toutes ces requêtes de l’office, pour un export borné."""
    siennes = select(Requete).where(*_conditions(membre, filtres)).order_by(Requete.deposee_le.desc(), Requete.numero)
    return session.scalars(siennes.limit(EXPORT_MAX)).all()


def comptes_de(membre: Membre) -> Mapping[EtatMontre, int]:
    """Rend le nombre de requêtes de l’office par état montré ; en une instruction."""
    comptes = [func.count().filter(condition) for condition in _CONDITIONS.values()]
    ligne = session.execute(select(*comptes).where(Requete.office_id == membre.office_id)).one()
    return dict(zip(_CONDITIONS, ligne, strict=True))


def _conditions(membre: Membre, filtres: Filtres) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Requete.office_id == membre.office_id]
    if filtres.etat is not None:
        conditions.append(_CONDITIONS[filtres.etat])
    if filtres.texte:
        numero = lire_numero(filtres.texte) or ""
        conditions.append(or_(Requete.cle_reference == cle_reference(filtres.texte), Requete.numero == numero))
    if filtres.membre_id is not None:
        conditions.append(Requete.membre_id == filtres.membre_id)
    if filtres.du is not None:
        conditions.append(Requete.deposee_le >= horloge.instant_du(filtres.du))
    if filtres.au is not None:
        conditions.append(Requete.deposee_le < horloge.instant_du(filtres.au + timedelta(days=1)))
    return conditions


def noter_l_export(membre: Membre, quoi: str, contenu: bytes) -> None:
    """Note au journal de l’office qu’un membre a exporté l’historique : ses requêtes ou ses certificats."""
    details = {"quoi": quoi, "octets": len(contenu)}
    consigner("exporter_historique", auteur=auteur_membre(membre), objet=("office", membre.office_id), details=details)


def renvoyer_la_reponse(membre: Membre, requete: Requete) -> None:
    """Renvoie à ce membre le message qui annonce la réponse ; lève `Introuvable` si elle n’est pas partie."""
    if requete.repondue_le is None:
        raise Introuvable
    with transaction():
        prevenir(requete, membre, membre.office, "notaires/reponse")
        inscrire("renvoyer_reponse", auteur=auteur_membre(membre), objet=(OBJET, requete.id))
