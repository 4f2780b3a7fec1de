"""Ce qui se lit d’un lot : par son auteur seulement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from portail.dossiers.models import Dossier
from portail.dossiers.queries import SANS_CONTENU
from portail.identite.models import Agent
from portail.instruction.lots.models import DossierDuLot, EtatLot, Issue, Lot
from portail.instruction.queries import Filtres, identifiants_a_voir, perimetre
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

LOTS_MONTRES = 20


@dataclass(frozen=True, slots=True)
class Avancement:
    """Combien de dossiers du lot sont à chaque issue."""

    par_issue: Mapping[Issue, int]

    @property
    def total(self) -> int:
        """Rend le nombre de dossiers du lot."""
        return sum(self.par_issue.values())

    @property
    def traites(self) -> int:
        """Rend le nombre de ceux dont l’issue est connue."""
        return self.total - self.nombre(Issue.ATTENTE)

    def nombre(self, issue: Issue) -> int:
        """Rend le nombre de dossiers à cette issue."""
        return self.par_issue.get(issue, 0)


def dossiers_choisis(agent: Agent, numeros: Sequence[str], *, contenu: bool) -> Sequence[Dossier]:
    """Rend, parmi ces numéros, les dossiers que l’agent peut lire ; leurs réponses si `contenu`."""
    requete = select(Dossier).where(perimetre(agent), Dossier.numero.in_(numeros))
    requete = requete.order_by(Dossier.depose_le, Dossier.id)
    return session.scalars(requete if contenu else requete.options(*SANS_CONTENU)).all()


def dossiers_de_la_vue(agent: Agent, filtres: Filtres, *, limite: int, contenu: bool) -> Sequence[Dossier]:
    """Rend les dossiers de la vue entière, `limite` au plus."""
    identifiants = identifiants_a_voir(agent, filtres, limite=limite)
    requete = select(Dossier).where(Dossier.id.in_(identifiants)).order_by(Dossier.depose_le, Dossier.id)
    return session.scalars(requete if contenu else requete.options(*SANS_CONTENU)).all()


def lot_de(agent: Agent, lot_id: UUID) -> Lot:
    """Rend un lot de cet agent ; lève `Introuvable` pour celui d’un autre."""
    lot = session.get(Lot, lot_id, populate_existing=True)
    if lot is None or lot.agent_id != agent.id:
        raise Introuvable
    return lot


def lots_de(agent: Agent) -> Sequence[Lot]:
    """Rend les derniers lots de l’agent, le plus récent d’abord."""
    return session.scalars(
        select(Lot).where(Lot.agent_id == agent.id).order_by(Lot.cree_le.desc()).limit(LOTS_MONTRES)
    ).all()


def avancement_de(lot: Lot) -> Avancement:
    """Rend où en est le lot."""
    return avancements([lot])[lot.id]


def avancements(lots: Sequence[Lot]) -> Mapping[UUID, Avancement]:
    """Rend où en est chacun de ces lots, en une requête."""
    comptes = session.execute(
        select(DossierDuLot.lot_id, DossierDuLot.issue, func.count())
        .where(DossierDuLot.lot_id.in_([lot.id for lot in lots]))
        .group_by(DossierDuLot.lot_id, DossierDuLot.issue)
    ).all()
    return {
        lot.id: Avancement({issue: nombre for lot_id, issue, nombre in comptes if lot_id == lot.id}) for lot in lots
    }


def lignes_de(lot: Lot, agent: Agent) -> Sequence[tuple[DossierDuLot, Dossier]]:
    """Rend chaque dossier du lot que l’agent peut lire encore, et ce qu’il en est advenu.

    Ce qui n’est pas fait d’abord, puis dans l’ordre.
    """
    a_regarder = DossierDuLot.issue.in_([Issue.ECARTE, Issue.ERREUR])
    lignes = session.execute(
        select(DossierDuLot, Dossier)
        .join(Dossier, Dossier.id == DossierDuLot.dossier_id)
        .where(DossierDuLot.lot_id == lot.id, perimetre(agent))
        .options(*SANS_CONTENU)
        .order_by(a_regarder.desc(), DossierDuLot.rang)
        .execution_options(populate_existing=True)
    )
    return [(ligne[0], ligne[1]) for ligne in lignes]


def a_traiter(lot_id: UUID) -> Sequence[UUID]:
    """Rend les lignes du lot qui attendent, dans l’ordre."""
    return session.scalars(
        select(DossierDuLot.id)
        .where(DossierDuLot.lot_id == lot_id, DossierDuLot.issue == Issue.ATTENTE)
        .order_by(DossierDuLot.rang)
    ).all()


def lots_lances() -> Sequence[Lot]:
    """Rend les lots lancés et pas finis."""
    return session.scalars(select(Lot).where(Lot.etat == EtatLot.LANCE).order_by(Lot.lance_le)).all()
