"""Contrôler un document reçu et en faire la version propre : hors de toute transaction, et sans effet rejoué."""

from uuid import UUID

from sqlalchemy import select

from portail.inscriptions.justificatifs.models import Justificatif
from portail.pieces.models import EtatControle
from portail.pieces.preparation import preparer_contenu
from portail.pieces.taches import APRES_LES_MESSAGES, LOT, OUBLI
from portail.socle import fichiers, horloge
from portail.socle.base import session, transaction
from portail.socle.demarrage import reglages
from portail.socle.taches import differer, en_file, periodique, tache


@tache("inscriptions.preparer_le_justificatif", priorite=APRES_LES_MESSAGES)
def preparer_le_justificatif(justificatif_id: str) -> None:
    """Contrôle un document et en fait la version propre ; sans effet s’il l’est déjà ou n’est plus là."""
    with transaction():
        recu = session.get(Justificatif, UUID(justificatif_id), populate_existing=True)
    if recu is None or recu.controle is not EtatControle.A_FAIRE:
        return
    contenu = fichiers.lire(recu.cle, recu.empreinte)
    trouve = preparer_contenu(contenu, type_mime=recu.type_mime, antivirus_url=reglages().antivirus_url)
    depot = fichiers.deposer(trouve.propre) if trouve.propre else None
    with transaction():
        document = session.get(Justificatif, UUID(justificatif_id), populate_existing=True, with_for_update=True)
        if document is None or document.controle is not EtatControle.A_FAIRE:
            return
        document.controle = trouve.controle
        if depot is not None:
            document.propre_cle, document.propre_empreinte = depot.cle, depot.empreinte
            document.propre_type = trouve.type_propre


@periodique("inscriptions.retrouver_les_justificatifs", "*/10 * * * *")
def retrouver_les_justificatifs() -> None:
    """Remet en file les contrôles en retard dont la tâche a disparu."""
    with transaction():
        en_cours = en_file(preparer_le_justificatif, "justificatif_id")
        attendus = session.scalars(
            select(Justificatif.id)
            .where(
                Justificatif.controle == EtatControle.A_FAIRE,
                Justificatif.recu_le < horloge.maintenant() - OUBLI,
            )
            .order_by(Justificatif.recu_le)
            .limit(len(en_cours) + LOT)
        )
        for identifiant in map(str, attendus):
            if identifiant not in en_cours:
                differer(preparer_le_justificatif, justificatif_id=identifiant)
