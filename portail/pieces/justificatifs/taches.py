"""Contrôler un document reçu, en faire la version propre, effacer ceux que plus rien ne porte."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from portail.journal.actions import SYSTEME, inscrire
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.models import EtatControle
from portail.pieces.taches import APRES_LES_MESSAGES, LOT, controler, effacer_contenus, remettre_en_file
from portail.socle import horloge
from portail.socle.base import Modele, session, transaction
from portail.socle.taches import differer, periodique, tache

SURSIS = timedelta(days=1)


@tache("pieces.preparer_le_justificatif", priorite=APRES_LES_MESSAGES)
def preparer_le_justificatif(justificatif_id: str) -> None:
    """Contrôle un document et en fait la version propre ; sans effet s’il l’est déjà ou n’est plus là."""
    with transaction():
        recu = session.get(Justificatif, UUID(justificatif_id), populate_existing=True)
    if recu is None or recu.controle is not EtatControle.A_FAIRE:
        return
    trouve, depot = controler(recu)
    with transaction():
        document = session.get(Justificatif, UUID(justificatif_id), populate_existing=True, with_for_update=True)
        if document is None or document.controle is not EtatControle.A_FAIRE:
            return
        document.controle = trouve.controle
        if depot is not None:
            document.propre_cle, document.propre_empreinte = depot.cle, depot.empreinte
            document.propre_type = trouve.type_propre


@periodique("pieces.retrouver_les_justificatifs", "*/10 * * * *")
def retrouver_les_justificatifs() -> None:
    """Remet en file les contrôles en retard dont la tâche a disparu."""
    remettre_en_file(Justificatif, preparer_le_justificatif, "justificatif_id")


@periodique("pieces.effacer_les_justificatifs", "50 3 * * *")
def effacer_les_justificatifs() -> None:
    """Efface chaque nuit les documents que plus rien ne porte."""
    effacer_les_inutiles()


def effacer_les_inutiles() -> int:
    """Efface les documents que rien ne porte, un jour après leur venue ; rend leur nombre."""
    with transaction():
        avant = horloge.maintenant() - SURSIS
        inutiles = session.scalars(
            select(Justificatif)
            .where(*_sans_porteur(), Justificatif.recu_le < avant)
            .limit(LOT)
            .with_for_update(skip_locked=True)
        ).all()
        cles = sorted(cle for un in inutiles for cle in (un.cle, un.propre_cle) if cle)
        for un in inutiles:
            session.delete(un)
        if cles:
            differer(effacer_contenus, cles=cles)
            details = {"nombre": len(inutiles)}
            inscrire("effacer_justificatifs", auteur=SYSTEME, objet=("justificatif", "*"), details=details)
    return len(inutiles)


def _sans_porteur() -> list[ColumnElement[bool]]:
    """Rend ce qui est vrai d’un document qu’aucune ligne ne cite, quelle que soit la table qui pourrait le citer."""
    return [
        ~exists().where(colonne == Justificatif.id)
        for table in Modele.metadata.sorted_tables
        for colonne in table.columns
        if any(cle.column.table is Justificatif.__table__ for cle in colonne.foreign_keys)
    ]
