"""Les clés qui signent les billets : celles du département, publiées avec celles de ses documents."""

import base64
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portail.documents.cles import publication
from portail.inscriptions.billets.mention import Mention, signer
from portail.inscriptions.billets.models import Billet
from portail.inscriptions.billets.references import entree_du, objet_du
from portail.socle import demarrage


def mention_de(billet: Billet) -> str:
    """Rend ce que dit le code QR de ce billet, signé par la clé en service."""
    dite = Mention(
        code=billet.code,
        entree=entree_du(billet).ecrite,
        objet=objet_du(billet).ecrite,
        rang=billet.rang,
        du=billet.du,
        au=billet.au,
        heure=billet.heure,
        nature=billet.nature,
    )
    return signer(dite, *_en_service())


def signature_de(octets: bytes) -> tuple[int, str]:
    """Rend le numéro de la clé en service et sa signature de ces octets, en base 64."""
    numero, graine = _en_service()
    return numero, base64.b64encode(Ed25519PrivateKey.from_private_bytes(graine).sign(octets)).decode()


def cles_publiques() -> Mapping[int, Ed25519PublicKey]:
    """Rend les clés qui vérifient un billet, anciennes comprises."""
    return publication().cles


def cles_ecrites() -> dict[str, str]:
    """Rend les mêmes clés, en base 64, pour un navigateur."""
    return {str(n): base64.b64encode(cle.public_bytes_raw()).decode() for n, cle in cles_publiques().items()}


def _en_service() -> tuple[int, bytes]:
    return demarrage.reglages().cachet.cles_verification[0]
