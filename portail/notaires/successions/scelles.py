"""Le PDF scellé d’une réponse ou d’une décision."""

from uuid import UUID

from portail.documents.models import Document
from portail.socle import fichiers
from portail.socle.base import session
from portail.socle.erreurs import Indisponible, Introuvable
from portail.socle.traduction import _


def contenu_scelle(document_id: UUID | None) -> bytes:
    """Rend le PDF scellé de ce document ; lève `Introuvable` s’il n’y en a pas, `Indisponible` s’il se prépare."""
    document = session.get(Document, document_id) if document_id else None
    if document is None:
        raise Introuvable
    if document.cle is None or document.empreinte is None:
        raise Indisponible(_("Ce document se prépare : revenez dans une minute."))
    return fichiers.lire(document.cle, document.empreinte)
