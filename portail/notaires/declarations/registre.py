"""Tenir le registre des préemptions à mesure des décisions, et le lire."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select, update

from portail.dossiers.etats import NatureDecision
from portail.dossiers.evenements import DecisionEnVigueur
from portail.dossiers.models import Decision, Dossier
from portail.notaires.declarations.models import Genre, Preemption, Reponse
from portail.notaires.declarations.terrain import DEMARCHE, parcelles_de
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide

PREEMPTIONS = frozenset({NatureDecision.REFUS, NatureDecision.ACCORD_PARTIEL})
"""Ce qui, répondu à une déclaration, est une préemption : de tout, ou d’une partie."""
PAR_PAGE = 50


@dataclass(frozen=True, slots=True)
class PageDuRegistre:
    """Une page du registre, son numéro, et combien il y en a."""

    lignes: Sequence[Preemption]
    numero: int
    nombre: int


def tenir(evenement: DecisionEnVigueur) -> None:
    """Inscrit la préemption qui entre en vigueur, et dit annulée celle qu’une autre décision remplace."""
    dossier, decision = evenement.dossier, evenement.decision
    if dossier.demarche != DEMARCHE:
        return
    en_vigueur = (Preemption.dossier_id == dossier.id) & Preemption.annulee_le.is_(None)
    session.execute(update(Preemption).where(en_vigueur).values(annulee_le=horloge.aujourd_hui()))
    if decision.nature in PREEMPTIONS:
        session.add(_inscrite(dossier, decision))


def _inscrite(dossier: Dossier, decision: Decision) -> Preemption:
    agent = dossier.reponses_agent
    prix = agent.get("preemption_prix") or dossier.reponses.get("prix")
    partielle = decision.nature is NatureDecision.ACCORD_PARTIEL
    codes = {motif["code"] for motif in decision.motifs}
    discute = "preemption_inferieur" in codes
    prix_dit = Genre.INFERIEUR if discute else Genre.PRIX
    return Preemption(
        decision_id=decision.id,
        dossier_id=dossier.id,
        commune_insee=(dossier.reponses.get("commune_bien") or {}).get("insee") or "",
        parcelles=_parcelles(dossier),
        prix=Decimal(prix) if prix else None,
        genre=Genre.PARTIELLE if partielle or "preemption_partielle" in codes else prix_dit,
        decidee_le=decision.date_decision or horloge.aujourd_hui(),
        reponse=Reponse.ATTENDUE if discute else None,
    )


def _parcelles(dossier: Dossier) -> list[str]:
    """Rend les parcelles préemptées, telles que l’agent les a notées, à défaut toutes celles de la déclaration."""
    notees = str(dossier.reponses_agent.get("preemption_parcelles") or "")
    if notees.strip():
        return [une.strip() for une in notees.split(",") if une.strip()]
    try:
        return [une.reference for une in parcelles_de(dossier.reponses)]
    except SaisieInvalide:
        return []


def page_du_registre(numero: int) -> PageDuRegistre:
    """Rend une page du registre, les plus récentes d’abord."""
    nombre = max(1, -(-(session.scalar(select(func.count(Preemption.id))) or 0) // PAR_PAGE))
    numero = min(max(numero, 1), nombre)
    lues = select(Preemption).order_by(Preemption.decidee_le.desc(), Preemption.id)
    return PageDuRegistre(session.scalars(lues.offset((numero - 1) * PAR_PAGE).limit(PAR_PAGE)).all(), numero, nombre)


def tout_le_registre() -> Sequence[Preemption]:
    """Rend tout le registre, les plus anciennes d’abord."""
    return session.scalars(select(Preemption).order_by(Preemption.decidee_le, Preemption.id)).all()
