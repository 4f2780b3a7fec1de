"""Ce qui se lit d’une récupération : les aides à reprendre, les seuils du jour, la fiche et la file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.notaires.actions import auteur_membre
from portail.identite.notaires.models import Membre
from portail.journal.actions import consigner
from portail.notaires.habilitations import SERVICE_RECOURS, peut_instruire
from portail.notaires.recuperations.etats import EtatRecuperation
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.successions.etats import REPONDUES
from portail.notaires.successions.models import Requete
from portail.notaires.successions.recuperation import Seuils
from portail.notaires.successions.scelles import contenu_scelle
from portail.parametres.queries import entier_au, valeurs_au
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.jours import ajouter_ans

PAR_PAGE = 50


def seuils_au(jour: date) -> Seuils:
    """Rend les seuils en vigueur ce jour, en euros et en années."""
    valeurs = valeurs_au(jour)
    return Seuils(
        actif=valeurs["recuperation_seuil_actif"],
        depenses=valeurs["recuperation_seuil_depenses"],
        donation_annees=int(valeurs["recuperation_donation_annees"]),
    )


def prescrite_le(requete: Requete) -> date:
    """Rend quand l’action se prescrit, depuis que le département connaît le décès (C. civ., 2224, à confirmer)."""
    return ajouter_ans(horloge.a_paris(requete.deposee_le).date(), entier_au("recuperation_prescription"))


def recuperation_lue(agent: Agent, numero: str) -> tuple[Recuperation, Requete]:
    """Rend la récupération de cette requête ; lève `Introuvable` si elle n’en a pas, ou à un autre service."""
    if not peut_instruire(agent, SERVICE_RECOURS):
        raise Introuvable
    return _lue(numero)


def recuperation_consultee(agent: Agent, numero: str) -> tuple[Recuperation, Requete]:
    """Rend la récupération de cette requête, et note la lecture à son journal ; lève `Introuvable`."""
    lue, requete = recuperation_lue(agent, numero)
    consigner("lire_recuperation", auteur=auteur_agent(agent), objet=("requete_succession", requete.id))
    return lue, requete


def recuperation_de_l_office(membre: Membre, numero: str) -> tuple[Recuperation, Requete]:
    """Rend la récupération d’une requête de cet office ; lève `Introuvable` pour toute autre."""
    recuperation, requete = _lue(numero)
    if requete.office_id != membre.office_id or requete.etat not in REPONDUES:
        raise Introuvable
    return recuperation, requete


def decision_remise(membre: Membre, numero: str) -> bytes:
    """Rend la décision scellée d’une requête de cet office, et note la lecture au journal ; lève `Introuvable`."""
    recuperation, requete = recuperation_de_l_office(membre, numero)
    contenu = contenu_scelle(recuperation.document_id)
    consigner("lire_decision", auteur=auteur_membre(membre), objet=("requete_succession", requete.id))
    return contenu


def recuperation_ouverte(requete_id: UUID) -> Recuperation | None:
    """Rend la récupération de cette requête, s’il y en a une."""
    return session.scalars(select(Recuperation).where(Recuperation.requete_id == requete_id)).one_or_none()


def _lue(numero: str) -> tuple[Recuperation, Requete]:
    voulue = select(Recuperation, Requete).join(Requete, Requete.id == Recuperation.requete_id)
    ligne = session.execute(voulue.where(Requete.numero == numero)).one_or_none()
    if ligne is None:
        raise Introuvable
    return ligne[0], ligne[1]


@dataclass(frozen=True, slots=True)
class PageDeRecuperations:
    """Une page de la file, et combien il y en a dans chaque état."""

    lignes: Sequence[tuple[Recuperation, Requete]]
    nombres: dict[EtatRecuperation, int]
    pages: int


def recuperations(etat: EtatRecuperation, *, page: int) -> PageDeRecuperations:
    """Rend une page des récupérations dans cet état, la plus ancienne d’abord, et le compte de chacun."""
    comptes = select(Recuperation.etat, func.count()).group_by(Recuperation.etat)
    nombres = {connu: combien for connu, combien in session.execute(comptes)}  # noqa: C416 — des lignes, pas des couples
    voulues = (
        select(Recuperation, Requete)
        .join(Requete, Requete.id == Recuperation.requete_id)
        .where(Recuperation.etat == etat)
        .order_by(Recuperation.cree_le, Recuperation.id)
        .limit(PAR_PAGE)
        .offset((page - 1) * PAR_PAGE)
    )
    lignes = [(ligne[0], ligne[1]) for ligne in session.execute(voulues)]
    return PageDeRecuperations(lignes, nombres, max(1, -(-nombres.get(etat, 0) // PAR_PAGE)))
