"""Lire un justificatif ; qui en a le droit est dit par ce qui le porte, attestation, demande ou requête."""

from uuid import UUID

from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.queries import contenu_a_montrer
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def justificatif_de(justificatif_id: UUID) -> Justificatif:
    """Rend ce document, sans dire qui peut le lire ; lève `Introuvable`."""
    justificatif = session.get(Justificatif, justificatif_id)
    if justificatif is None:
        raise Introuvable
    return justificatif


def contenu_du_justificatif(justificatif: Justificatif) -> tuple[bytes, str]:
    """Rend le contenu à montrer et son type ; lève `Introuvable` s’il est écarté, `Indisponible` avant son contrôle."""
    return contenu_a_montrer(justificatif)
