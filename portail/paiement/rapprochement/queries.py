"""Ce que la régie lit : les jours, les manquants des deux côtés, ce qui est à rendre, ce qui est à regarder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Numeric, and_, case, func, literal, select, union_all

from portail.identite.models import Agent
from portail.paiement.paiements.etats import EN_LIGNE, EtatEncaissement, EtatPaiement, Moyen
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.paiement.rapprochement import fichiers
from portail.paiement.rapprochement.models import ImportReleve, LigneDuReleve, Nature
from portail.paiement.regies.habilitations import peut_tenir
from portail.paiement.regies.models import Regie
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

LISTE_MAX = 200
IMPORTS_MONTRES = 10
EUROS = Numeric(12, 2)


@dataclass(frozen=True, slots=True)
class Jour:
    """Un jour de la régie : ce que le portail a encaissé en ligne, ce que dit le relevé."""

    jour: date
    carte: Decimal
    prelevement: Decimal
    releve_carte: Decimal
    releve_prelevement: Decimal

    @property
    def ecart(self) -> Decimal:
        """Rend ce que le relevé a de plus que le portail ; négatif s’il en a moins."""
        return self.releve_carte + self.releve_prelevement - self.carte - self.prelevement


@dataclass(frozen=True, slots=True)
class LigneDeRegie:
    """Un règlement, sa somme due, sa référence PayFiP s’il est venu de là."""

    encaissement: Encaissement
    somme: SommeDue
    refdet: str


def jours(regie: Regie, *, du: date, au: date) -> Sequence[Jour]:
    """Rend les jours de la période où quelque chose s’est passé, le dernier d’abord."""
    rien = literal(0, EUROS)
    notres = select(
        Encaissement.jour.label("jour"),
        case((Encaissement.moyen == Moyen.CARTE, Encaissement.montant), else_=rien).label("carte"),
        case((Encaissement.moyen == Moyen.PRELEVEMENT, Encaissement.montant), else_=rien).label("prelevement"),
        rien.label("releve_carte"),
        rien.label("releve_prelevement"),
    ).where(_en_ligne(regie), Encaissement.jour.between(du, au))
    releve = select(
        LigneDuReleve.jour,
        rien,
        rien,
        case((LigneDuReleve.nature == Nature.CARTE, LigneDuReleve.montant), else_=rien),
        case((LigneDuReleve.nature == Nature.PRELEVEMENT, LigneDuReleve.montant), else_=rien),
    ).where(LigneDuReleve.regie_id == regie.id, LigneDuReleve.classee_le.is_(None), LigneDuReleve.jour.between(du, au))
    tout = union_all(notres, releve).subquery()
    sommes = [func.sum(tout.c[nom]) for nom in ("carte", "prelevement", "releve_carte", "releve_prelevement")]
    jour = func.cast(tout.c.jour, Date)
    lignes = session.execute(select(jour, *sommes).group_by(jour).order_by(jour.desc()))
    return [Jour(*ligne) for ligne in lignes]


def manquants_du_releve(regie: Regie, *, au: date) -> Sequence[LigneDeRegie]:
    """Rend les règlements en ligne que le relevé n’a pas, les plus anciens d’abord."""
    return _lignes(_en_ligne(regie), Encaissement.rapproche_le.is_(None), Encaissement.jour <= au)


def a_rembourser(regie: Regie) -> Sequence[LigneDeRegie]:
    """Rend les règlements dont une part reste à rendre, les plus anciens d’abord."""
    return _lignes(
        Encaissement.regie_id == regie.id,
        Encaissement.a_rendre > 0,
        Encaissement.rendu_le.is_(None),
        Encaissement.etat != EtatEncaissement.REJETE,
    )


def manquants_chez_nous(regie: Regie) -> Sequence[LigneDuReleve]:
    """Rend les lignes du relevé qui ne vont avec aucun règlement, les plus anciennes d’abord."""
    return session.scalars(
        select(LigneDuReleve)
        .where(
            LigneDuReleve.regie_id == regie.id,
            LigneDuReleve.encaissement_id.is_(None),
            LigneDuReleve.classee_le.is_(None),
        )
        .order_by(LigneDuReleve.jour, LigneDuReleve.refdet)
        .limit(LISTE_MAX)
    ).all()


def references_connues(regie: Regie, lignes: Sequence[LigneDuReleve]) -> dict[str, UUID]:
    """Rend, parmi ces lignes, les références de paiements du portail : référence → somme due."""
    connus = select(Paiement.refdet, Paiement.somme_id).join(SommeDue, SommeDue.id == Paiement.somme_id)
    notres = connus.where(SommeDue.regie_id == regie.id, Paiement.refdet.in_([ligne.refdet for ligne in lignes]))
    return {refdet: somme_id for refdet, somme_id in session.execute(notres)}  # noqa: C416 — des lignes, pas des couples


def anomalies(regie: Regie) -> Sequence[Paiement]:
    """Rend les paiements que PayFiP dit encaissés, mais autrement que demandé."""
    return session.scalars(
        select(Paiement)
        .join(SommeDue, SommeDue.id == Paiement.somme_id)
        .where(SommeDue.regie_id == regie.id, Paiement.etat == EtatPaiement.ANOMALIE)
        .order_by(Paiement.cree_le)
        .limit(LISTE_MAX)
    ).all()


def imports_recents(agent: Agent) -> Sequence[ImportReleve]:
    """Rend les derniers imports de l’agent."""
    siens = select(ImportReleve).where(ImportReleve.agent_id == agent.id)
    return session.scalars(siens.order_by(ImportReleve.importe_le.desc()).limit(IMPORTS_MONTRES)).all()


def import_de(agent: Agent, identifiant: UUID) -> ImportReleve:
    """Rend un import de l’agent ; lève `Introuvable` pour celui d’un autre."""
    importe = session.get(ImportReleve, identifiant)
    if importe is None or importe.agent_id != agent.id:
        raise Introuvable
    return importe


def exporter(regie: Regie, *, du: date, au: date) -> bytes:
    """Rend le fichier des règlements de la période, tous moyens ; aucun nom n’y est."""
    return fichiers.ecrire(
        (
            ligne.encaissement.numero,
            ligne.encaissement.jour.isoformat(),
            ligne.somme.numero,
            ligne.refdet,
            ligne.somme.libelle,
            ligne.encaissement.moyen.value,
            f"{ligne.encaissement.montant:.2f}",
            f"{ligne.encaissement.a_rendre:.2f}",
            ligne.encaissement.motif_remboursement.value if ligne.encaissement.motif_remboursement else "",
            ligne.encaissement.rendu_le.isoformat() if ligne.encaissement.rendu_le else "",
            ligne.encaissement.mandat,
            ligne.encaissement.etat.value,
            horloge.a_paris(ligne.encaissement.rapproche_le).date().isoformat()
            if ligne.encaissement.rapproche_le
            else "",
        )
        for ligne in _lignes(Encaissement.regie_id == regie.id, Encaissement.jour.between(du, au), limite=None)
    )


def _en_ligne(regie: Regie) -> ColumnElement[bool]:
    """Les règlements en ligne du mode présent de la régie : un essai ne se rapproche pas de l’argent vrai."""
    return and_(Encaissement.regie_id == regie.id, Encaissement.moyen.in_(EN_LIGNE), Encaissement.saisie == regie.mode)


def _lignes(*conditions: ColumnElement[bool], limite: int | None = LISTE_MAX) -> Sequence[LigneDeRegie]:
    lues = session.execute(
        select(Encaissement, SommeDue, func.coalesce(Paiement.refdet, ""))
        .join(SommeDue, SommeDue.id == Encaissement.somme_id)
        .outerjoin(Paiement, Paiement.id == Encaissement.paiement_id)
        .where(*conditions)
        .order_by(Encaissement.jour, Encaissement.numero)
        .limit(limite)
        .execution_options(populate_existing=True)
    )
    return [LigneDeRegie(*ligne) for ligne in lues]


def ligne_tenue(agent: Agent, ligne_id: UUID) -> LigneDuReleve:
    """Rend une ligne du relevé d’une régie que l’agent tient ; lève `Introuvable` pour toute autre."""
    ligne = session.get(LigneDuReleve, ligne_id, populate_existing=True)
    if ligne is None or not peut_tenir(agent, session.get_one(Regie, ligne.regie_id)):
        raise Introuvable
    return ligne
