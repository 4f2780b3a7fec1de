"""Préparer un lot, le lancer, l’arrêter ; traiter chacun de ses dossiers dans sa propre transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from portail.dossiers.models import Dossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.instruction.lots import erreurs
from portail.instruction.lots.erreurs import Ecarte, LotTropGrand, LotVide
from portail.instruction.lots.gestes import examiner, faire
from portail.instruction.lots.models import DossierDuLot, EtatLot, GesteDeLot, Issue, Lot
from portail.journal.actions import inscrire, inscrire_pour_chacun
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import ConflitDeVersion, ErreurMetier, Introuvable, TransitionInterdite
from portail.socle.taches import differer_par_nom
from portail.socle.traces import trace

EXECUTER = "instruction.executer_lot"
DECISIONS = frozenset({GesteDeLot.ACCEPTER, GesteDeLot.REFUSER})


def preparer(dossiers: Sequence[Dossier], *, agent: Agent, geste: GesteDeLot, consigne: dict[str, Any]) -> Lot:
    """Garde le lot à confirmer : chaque dossier tel qu’il est, et pourquoi il serait écarté s’il doit l’être.

    Lève `LotVide` ou `LotTropGrand`.
    """
    maximum = entier_au("lot_dossiers_max")
    if not dossiers:
        raise LotVide
    if len(dossiers) > maximum:
        raise LotTropGrand(valeurs={"maximum": maximum})
    with transaction():
        lot = Lot(agent_id=agent.id, geste=geste, consigne=consigne, cree_le=horloge.maintenant())
        session.add(lot)
        session.flush()
        session.add_all(_ligne(lot, rang, dossier, agent) for rang, dossier in enumerate(dossiers, 1))
        if geste in DECISIONS:  # montrer ce que donnent les contrôles, c’est lire le dossier
            objets = [("dossier", dossier.id) for dossier in dossiers]
            inscrire_pour_chacun("lire", auteur=auteur_agent(agent), objets=objets)
    return lot


def _ligne(lot: Lot, rang: int, dossier: Dossier, agent: Agent) -> DossierDuLot:
    ligne = DossierDuLot(
        lot_id=lot.id,
        dossier_id=dossier.id,
        rang=rang,
        revision=dossier.revision,
        modifie_le=dossier.modifie_le,
        issue=Issue.ATTENTE,
    )
    try:
        ligne.precision = examiner(lot.geste, dossier, lot.consigne, agent)
    except ErreurMetier as refus:
        ligne.issue, ligne.raison = Issue.ECARTE, refus.message
    return ligne


def lancer(lot_id: UUID, *, agent: Agent) -> Lot:
    """Lance le lot confirmé ; lancé deux fois, il ne l’est qu’une. Lève `Introuvable` s’il n’est pas de cet agent."""
    with transaction():
        lot = _verrouiller_le_sien(lot_id, agent)
        if lot.etat is not EtatLot.PREPARE:
            return lot
        lot.etat, lot.lance_le = EtatLot.LANCE, horloge.maintenant()
        inscrire(
            "lancer_lot",
            auteur=auteur_agent(agent),
            objet=("lot", lot.id),
            details={"geste": lot.geste.value, "dossiers": _nombre_en_attente(lot.id)},
        )
        differer_par_nom(EXECUTER, lot_id=str(lot.id))
    return lot


def arreter(lot_id: UUID, *, agent: Agent) -> Lot:
    """Arrête le lot : ce qui est fait le reste, le reste n’est pas fait. Lève `TransitionInterdite` s’il est fini."""
    with transaction():
        lot = _verrouiller_le_sien(lot_id, agent)
        if lot.etat is not EtatLot.LANCE:
            raise TransitionInterdite
        lot.etat, lot.termine_le = EtatLot.ARRETE, horloge.maintenant()
        session.execute(
            update(DossierDuLot)
            .where(DossierDuLot.lot_id == lot.id, DossierDuLot.issue == Issue.ATTENTE)
            .values(issue=Issue.ECARTE, raison=erreurs.ARRETE, traite_le=horloge.maintenant())
        )
        inscrire("arreter_lot", auteur=auteur_agent(agent), objet=("lot", lot.id))
    return lot


def abandonner(lot_id: UUID, *, agent: Agent) -> None:
    """Oublie un lot préparé ; lève `TransitionInterdite` s’il est lancé."""
    with transaction():
        lot = _verrouiller_le_sien(lot_id, agent)
        if lot.etat is not EtatLot.PREPARE:
            raise TransitionInterdite
        effacer([lot.id])


def _verrouiller_le_sien(lot_id: UUID, agent: Agent) -> Lot:
    lot = verrouiller(Lot, lot_id)
    if lot.agent_id != agent.id:
        raise Introuvable
    return lot


def _nombre_en_attente(lot_id: UUID) -> int:
    en_attente = (DossierDuLot.lot_id == lot_id, DossierDuLot.issue == Issue.ATTENTE)
    return session.scalar(select(func.count()).select_from(DossierDuLot).where(*en_attente)) or 0


def traiter(lot_id: UUID, ligne_id: UUID) -> None:
    """Fait le geste sur un dossier du lot, ou note pourquoi il ne l’est pas. Rejouable : rien n’est fait deux fois.

    Le geste et son issue sont dans la même transaction. Une base qui ne répond plus n’est pas une issue : la tâche
    recommencera.
    """
    try:
        with transaction():
            _faire_et_noter(lot_id, ligne_id)
    except ErreurMetier as refus:
        _noter(ligne_id, Issue.ECARTE, refus.message)
    except OperationalError:
        raise
    except Exception as erreur:  # noqa: BLE001 — une faute sur un dossier n’arrête pas les autres, et se dit
        trace.error("lot_en_erreur", erreur=type(erreur).__name__)
        _noter(ligne_id, Issue.ERREUR, erreurs.EN_PANNE)


def _faire_et_noter(lot_id: UUID, ligne_id: UUID) -> None:
    # Le lot d’abord, sous verrou partagé : l’arrêter attend la fin du dossier en cours, et aucun autre ne commence.
    lot = session.get_one(Lot, lot_id, populate_existing=True, with_for_update={"read": True})
    ligne = verrouiller(DossierDuLot, ligne_id)
    if ligne.issue is not Issue.ATTENTE or lot.etat is not EtatLot.LANCE:
        return
    agent = session.get_one(Agent, lot.agent_id, populate_existing=True)  # ses droits d’à présent
    dossier = verrouiller(Dossier, ligne.dossier_id)
    if (dossier.revision, dossier.modifie_le) != (ligne.revision, ligne.modifie_le):
        raise Ecarte(erreurs.CHANGE)
    try:
        faire(lot.geste, dossier, lot.consigne, agent)
    except ConflitDeVersion as conflit:
        raise Ecarte(erreurs.CHANGE) from conflit
    ligne.issue, ligne.traite_le = Issue.FAIT, horloge.maintenant()


def _noter(ligne_id: UUID, issue: Issue, raison: str) -> None:
    with transaction():
        try:
            ligne = verrouiller(DossierDuLot, ligne_id)
        except Introuvable:  # le dossier vient d’être éliminé, et sa ligne avec lui
            return
        if ligne.issue is Issue.ATTENTE:
            ligne.issue, ligne.raison, ligne.traite_le = issue, raison, horloge.maintenant()


def terminer(lot_id: UUID) -> None:
    """Clôt un lot dont plus aucun dossier n’attend. Rejouable."""
    with transaction():
        lot = verrouiller(Lot, lot_id)
        if lot.etat is EtatLot.LANCE and not _nombre_en_attente(lot.id):
            lot.etat, lot.termine_le = EtatLot.TERMINE, horloge.maintenant()


def effacer(lots: Sequence[UUID]) -> None:
    """Efface ces lots et leurs lignes, dans la transaction courante."""
    session.execute(delete(DossierDuLot).where(DossierDuLot.lot_id.in_(lots)))
    session.execute(delete(Lot).where(Lot.id.in_(lots)))
