"""Éliminer les comptes anciens en deux temps : marquer sur un bordereau, puis, une fois visé, effacer.

Code du patrimoine, L212-2 et R212-14. Restent le bordereau, ses nombres, et le journal, qui n’a jamais nommé personne.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, exists, func, select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, inscrire
from portail.notifications.actions import oublier
from portail.paiement.archives.habilitations import peut_viser
from portail.paiement.archives.models import BordereauComptable
from portail.paiement.archives.queries import apres, dernier_exercice, est_echue, fin_de
from portail.paiement.paiements.models import SommeDue
from portail.paiement.rapprochement.models import ImportReleve, LigneDuReleve
from portail.paiement.regies.queries import toutes_les_regies
from portail.socle import horloge
from portail.socle.base import Modele, session, transaction, verrouiller
from portail.socle.effacement import effacer_les_dependances
from portail.socle.erreurs import Interdit, TransitionInterdite
from portail.socle.visas import EtatBordereau, verifier_le_visa

LOT = 100
EN_ATTENTE = (EtatBordereau.PREPARE, EtatBordereau.VISE)


def preparer() -> list[UUID]:
    """Marque, une régie après l’autre, ce qui ne se garde plus ; rend les bordereaux préparés. Rejouable."""
    regies = [regie.id for regie in toutes_les_regies()]
    prepares = [_preparer(regie_id, dernier_exercice()) for regie_id in regies]
    return [prepare for prepare in prepares if prepare is not None]


def _preparer(regie_id: UUID, exercice: int) -> UUID | None:
    with transaction():
        attend = exists().where(BordereauComptable.regie_id == regie_id, BordereauComptable.etat.in_(EN_ATTENTE))
        if session.scalar(select(attend)):
            return None
        nombre, montant = session.execute(
            select(func.count(), func.sum(SommeDue.montant)).where(est_echue(regie_id, exercice))
        ).one()
        if not nombre:
            return None
        bordereau = BordereauComptable(
            regie_id=regie_id,
            exercice=exercice,
            sommes=nombre,
            montant=montant or Decimal(0),
            prepare_le=horloge.maintenant(),
        )
        session.add(bordereau)
        session.flush()
        details = {"exercice": exercice, "sommes": nombre}
        inscrire("preparer_elimination", auteur=SYSTEME, objet=_objet(bordereau), details=details)
    return bordereau.id


def viser(bordereau_id: UUID, *, agent: Agent, reference: str, date_visa: date) -> BordereauComptable:
    """Enregistre le visa des Archives : ce qui est marqué s’éliminera la nuit suivante.

    Lève `Interdit`, `SaisieInvalide` (voir `socle.visas`), `TransitionInterdite` s’il n’attend plus de visa.
    """
    with transaction():
        bordereau = _prepare(bordereau_id, agent)
        verifier_le_visa(reference, date_visa, prepare_le=bordereau.prepare_le)
        bordereau.etat = EtatBordereau.VISE
        bordereau.visa_elimination, bordereau.date_visa = reference.strip(), date_visa
        bordereau.vise_le, bordereau.vise_par_id = horloge.maintenant(), agent.id
        details = {"date": date_visa.isoformat()}
        inscrire("viser_elimination", auteur=auteur_agent(agent), objet=_objet(bordereau), details=details)
    return bordereau


def abandonner(bordereau_id: UUID, *, agent: Agent) -> BordereauComptable:
    """Défait un bordereau pas encore visé ; lève `Interdit`, `TransitionInterdite`."""
    with transaction():
        bordereau = _prepare(bordereau_id, agent)
        bordereau.etat = EtatBordereau.ABANDONNE
        inscrire("abandonner_elimination", auteur=auteur_agent(agent), objet=_objet(bordereau))
    return bordereau


def executer() -> int:
    """Élimine ce que les Archives ont visé, par lots ; rend le nombre de sommes. Rejouable."""
    vises = select(BordereauComptable.id).where(BordereauComptable.etat == EtatBordereau.VISE)
    total = 0
    for bordereau_id in session.scalars(vises.order_by(BordereauComptable.vise_le)).all():
        while nombre := _eliminer_un_lot(bordereau_id):
            total += nombre
        _cloturer(bordereau_id)
    return total


def _eliminer_un_lot(bordereau_id: UUID) -> int:
    """Efface des sommes encore échues ; celle qui a bougé depuis le visa reste."""
    with transaction():
        bordereau = verrouiller(BordereauComptable, bordereau_id)
        if bordereau.etat is not EtatBordereau.VISE:
            return 0
        echues = select(SommeDue.id).where(est_echue(bordereau.regie_id, bordereau.exercice)).order_by(SommeDue.id)
        sommes = session.scalars(echues.limit(LOT).with_for_update(skip_locked=True, of=SommeDue)).all()
        bordereau.eliminees += len(sommes)
        session.flush()
        _effacer(sommes)
    return len(sommes)


def _effacer(sommes: Sequence[UUID]) -> None:
    """Efface ces sommes et tout ce qui les cite : tentatives, parts, encaissements, lignes du relevé, messages."""
    table = Modele.metadata.tables[SommeDue.__tablename__]
    session.expire_all()  # ce qui suit passe sous les objets chargés
    for somme_id in sommes:
        oublier(("somme_due", somme_id))
        effacer_les_dependances(table, somme_id)
    session.execute(delete(table).where(table.c.id.in_(sommes)))


def _cloturer(bordereau_id: UUID) -> None:
    """Efface ce que les relevés de ces années disaient d’autre, et note que c’est fait."""
    with transaction():
        bordereau = verrouiller(BordereauComptable, bordereau_id)
        if bordereau.etat is not EtatBordereau.VISE:
            return
        seules = delete(LigneDuReleve).where(
            LigneDuReleve.regie_id == bordereau.regie_id,
            LigneDuReleve.encaissement_id.is_(None),
            LigneDuReleve.jour <= fin_de(bordereau.exercice),
        )
        vides = delete(ImportReleve).where(
            ImportReleve.importe_le < apres(bordereau.exercice),
            ~exists().where(LigneDuReleve.import_id == ImportReleve.id),
        )
        for ordre in (seules, vides):
            session.execute(ordre.execution_options(synchronize_session=False))
        bordereau.etat, bordereau.execute_le = EtatBordereau.EXECUTE, horloge.maintenant()
        details = {"sommes": bordereau.eliminees}
        inscrire("executer_elimination", auteur=SYSTEME, objet=_objet(bordereau), details=details)


def _prepare(bordereau_id: UUID, agent: Agent) -> BordereauComptable:
    if not peut_viser(agent):
        raise Interdit
    bordereau = verrouiller(BordereauComptable, bordereau_id)
    if bordereau.etat is not EtatBordereau.PREPARE:
        raise TransitionInterdite
    return bordereau


def _objet(bordereau: BordereauComptable) -> tuple[str, object]:
    return "bordereau_comptable", bordereau.id
