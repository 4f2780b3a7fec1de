"""Ce qui se lit d’un recours : la décision contestée, et d’une décision : son recours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from portail.demarche.catalogue import catalogue
from portail.demarche.declaration import Demarche
from portail.dossiers.etats import FAVORABLES, Etat
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.horloges.types import Horloges, Marche
from portail.dossiers.models import Decision, Dossier, Intervenant
from portail.dossiers.queries import SANS_CONTENU
from portail.dossiers.recours.models import NatureRecours, Recours
from portail.identite.models import Usager
from portail.socle.base import session

ABANDONNES = frozenset({Etat.DESISTE, Etat.SANS_SUITE})
"""États d’un recours où la décision peut de nouveau être contestée."""


@dataclass(frozen=True, slots=True)
class Contestation:
    """Un recours vu de son dossier : le lien, le dossier contesté, la décision contestée."""

    recours: Recours
    origine: Dossier
    decision: Decision


@dataclass(frozen=True, slots=True)
class RecoursForme:
    """Un recours vu de la décision qu’il conteste : le lien et son dossier."""

    recours: Recours
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class Delai:
    """Le délai pour contester, un jour donné ; sans `limite`, il ne vaut pas contre la personne ou n’a pas commencé."""

    limite: date | None
    passe: bool


def demarche_du_recours() -> Demarche | None:
    """Rend la démarche par laquelle on conteste, ou rien si le catalogue n’en a pas."""
    return next((demarche for demarche in catalogue().values() if demarche.conteste_une_decision), None)


def est_un_recours(dossier: Dossier) -> bool:
    """Vrai si ce dossier conteste une décision."""
    return declaration_de(dossier).conteste_une_decision


def nature_du_recours(demarche: Demarche) -> NatureRecours:
    """Rend la nature du recours contre une décision de cette démarche."""
    return NatureRecours.RAPO if demarche.recours.rapo else NatureRecours.GRACIEUX


def contestation_de(dossier: Dossier) -> Contestation | None:
    """Rend ce que conteste ce dossier, ou rien s’il ne conteste pas."""
    if not est_un_recours(dossier):
        return None
    ligne = session.execute(
        select(Recours, Dossier, Decision)
        .join(Dossier, Dossier.id == Recours.origine_id)
        .join(Decision, Decision.id == Recours.decision_id)
        .where(Recours.dossier_id == dossier.id)
        .options(joinedload(Dossier.intervenants))
    ).first()
    return None if ligne is None else Contestation(*ligne)


def recours_contre(decision: Decision) -> RecoursForme | None:
    """Rend le recours formé contre cette décision, le dernier s’il y en a eu plusieurs, ou rien."""
    ligne = session.execute(
        select(Recours, Dossier)
        .join(Dossier, Dossier.id == Recours.dossier_id)
        .where(Recours.decision_id == decision.id)
        .options(*SANS_CONTENU, joinedload(Dossier.intervenants))
        .order_by(Recours.forme_le.desc())
    ).first()
    return None if ligne is None else RecoursForme(*ligne)


def recours_ayant_rendu(decision: Decision) -> RecoursForme | None:
    """Rend le recours dont cette décision est la réponse, ou rien : contre elle, il ne reste que le juge."""
    ligne = session.execute(
        select(Recours, Dossier)
        .join(Dossier, Dossier.id == Recours.dossier_id)
        .where(Recours.decision_rendue_id == decision.id)
        .options(*SANS_CONTENU, joinedload(Dossier.intervenants))
    ).first()
    return None if ligne is None else RecoursForme(*ligne)


def se_conteste(dossier: Dossier, decision: Decision) -> bool:
    """Vrai si une décision de ce sens se conteste ici, sauf si elle répond elle-même à un recours."""
    return decision.nature not in FAVORABLES and not est_un_recours(dossier) and demarche_du_recours() is not None


def peut_etre_contestee(dossier: Dossier, decision: Decision | None) -> bool:
    """Vrai si la personne peut former un recours contre cette décision ; le délai ne l’en empêche jamais."""
    return decision is not None and se_conteste(dossier, decision) and recours_ayant_rendu(decision) is None


def delai_pour_contester(horloges: Horloges, jour: date) -> Delai:
    """Rend le délai ce jour-là, compté de la notification prouvée (CRPA, L112-12 et R112-20)."""
    recours = horloges.recours
    if recours is None or not horloges.opposable:
        return Delai(None, passe=False)
    return Delai(recours.echeance, passe=replace(recours, arret=None).marche(jour) is Marche.ECHUE)


def decisions_contestables(usager: Usager) -> Sequence[tuple[Dossier, Decision]]:
    """Rend les décisions en vigueur que cet usager peut contester et ne conteste pas encore, les récentes d’abord."""
    deja = exists().where(Recours.decision_id == Decision.id, Recours.abandonne_le.is_(None))
    lignes = session.execute(
        select(Dossier, Decision)
        .join(Decision, Decision.dossier_id == Dossier.id)
        .join(Intervenant, Intervenant.dossier_id == Dossier.id)
        .where(
            Intervenant.usager_id == usager.id,
            Decision.date_decision.is_not(None),
            Decision.remplacee_le.is_(None),
            Decision.nature.not_in(FAVORABLES),
            ~deja,
            ~exists().where(Recours.decision_rendue_id == Decision.id),
        )
        .options(*SANS_CONTENU, joinedload(Dossier.intervenants))
        .order_by(Decision.date_decision.desc())
        .distinct()
    ).unique()
    return [
        (dossier, decision)
        for dossier, decision in lignes
        if peut_agir(usager, dossier) and not est_un_recours(dossier)
    ]
