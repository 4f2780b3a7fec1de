"""Les déclarations d’un office : celles que ses membres ont faites, et elles seules."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portail.demarche.catalogue import demarche_de
from portail.dossiers.etats import Etat
from portail.dossiers.models import Decision, Dossier, Intervenant
from portail.identite.notaires.models import Membre
from portail.notaires.declarations.terrain import DEMARCHE
from portail.socle.base import session
from portail.socle.traduction import _

PAR_PAGE = 30
_ETATS = {
    Etat.BROUILLON: (_("Brouillon"), "nouveau"),
    Etat.A_COMPLETER: (_("À compléter par vous"), "attendu"),
    Etat.IRRECEVABLE: (_("Irrecevable"), "refus"),
    Etat.DESISTE: (_("Retirée"), "fini"),
    Etat.SANS_SUITE: (_("Classée sans suite"), "fini"),
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une déclaration : son dossier, où elle en est en un mot, et la forme de ce mot."""

    dossier: Dossier
    etat: str
    forme: str

    @property
    def reference(self) -> str:
        """Rend la référence que l’office lui a donnée, ou rien."""
        return str(self.dossier.reponses.get("declarant_reference") or "")


@dataclass(frozen=True, slots=True)
class PageDeDeclarations:
    """Une page de la liste, son numéro, et combien il y en a."""

    lignes: Sequence[Ligne]
    numero: int
    nombre: int


def declarations_de(membre: Membre, numero: int) -> PageDeDeclarations:
    """Rend une page des déclarations de l’office de ce membre, la plus récente d’abord."""
    siennes = (
        select(Dossier)
        .join(Intervenant)
        .where(Intervenant.usager_id == membre.office.usager_id, Dossier.demarche == DEMARCHE)
    )
    total = session.scalar(select(func.count()).select_from(siennes.subquery())) or 0
    nombre = max(1, -(-total // PAR_PAGE))
    numero = min(max(numero, 1), nombre)
    lues = session.scalars(siennes.order_by(Dossier.cree_le.desc()).offset((numero - 1) * PAR_PAGE).limit(PAR_PAGE))
    dossiers = lues.all()
    decisions = _decisions(dossiers)
    return PageDeDeclarations([_ligne(un, decisions.get(un.id)) for un in dossiers], numero, nombre)


def _decisions(dossiers: Sequence[Dossier]) -> dict[object, Decision]:
    en_vigueur = select(Decision).where(
        Decision.dossier_id.in_([un.id for un in dossiers]),
        Decision.date_decision.is_not(None),
        Decision.remplacee_le.is_(None),
    )
    return {decision.dossier_id: decision for decision in session.scalars(en_vigueur)} if dossiers else {}


def _ligne(dossier: Dossier, decision: Decision | None) -> Ligne:
    if decision is not None:
        mot = demarche_de(DEMARCHE, version=dossier.version_demarche).mots.natures.get(decision.nature.value, "")
        return Ligne(dossier, mot or _("Décidée"), "accord" if decision.nature.value.startswith("accord") else "refus")
    return Ligne(dossier, *_ETATS.get(dossier.etat, (_("À l’étude"), "etude")))
