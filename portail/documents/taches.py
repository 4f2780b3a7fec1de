"""Composer le PDF des documents remis : hors de toute transaction."""

from uuid import UUID

from portail.documents import remise
from portail.documents.models import Document
from portail.socle import fichiers
from portail.socle.base import session, transaction, verrouiller
from portail.socle.taches import tache

APRES_LES_MESSAGES = -5


@tache(remise.COMPOSER, priorite=APRES_LES_MESSAGES)
def composer_document(document_id: str) -> None:
    """Compose et scelle le PDF d’un document, puis le range ; sans effet s’il l’est déjà."""
    document = session.get(Document, UUID(document_id))
    if document is None or document.cle is not None:
        return
    session.expunge(document)
    session.rollback()
    mention = remise.signer_la_mention(document)
    depot = fichiers.deposer(remise.composer_document(document, mention))
    with transaction():
        document = verrouiller(Document, UUID(document_id))
        document.cle, document.empreinte, document.taille = depot.cle, depot.empreinte, depot.taille
        document.mention = mention
