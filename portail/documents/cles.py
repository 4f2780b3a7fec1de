"""Les clés publiques et les certificats du portail, tels qu’il les publie."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portail.certificats import certificats_publies, charger
from portail.documents.mention import publique
from portail.documents.publication import Publication
from portail.socle import demarrage


def jours_restants() -> int:
    """Rend le nombre de jours avant la fin du certificat du cachet ; négatif s’il a expiré."""
    certificat = charger(demarrage.reglages().cachet).certificat
    return (certificat.not_valid_after_utc - datetime.now(UTC)).days


def publication() -> Publication:
    """Rend ce qu’il faut pour vérifier nos documents sans nous."""
    reglages = demarrage.reglages()
    return Publication(
        emetteur=reglages.departement.nom_complet,
        cles={
            numero: Ed25519PublicKey.from_public_bytes(publique(graine))
            for numero, graine in reglages.cachet.cles_verification
        },
        certificats=certificats_publies(reglages.cachet),
    )
