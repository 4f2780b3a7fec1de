"""Le lien d’un expert du dehors : scellé, il désigne un avis et rien d’autre ; sans le code, il n’ouvre rien."""

import base64
from uuid import UUID

from portail.dossiers.avis.models import Avis
from portail.socle import chiffrement
from portail.socle.erreurs import Introuvable

_LIEN = "avis/lien"
_OCTETS = 16


def jeton_de(avis: Avis) -> str:
    """Rend ce que porte le lien : l’identifiant de l’avis, chiffré et authentifié, donc ni lisible ni fabricable."""
    return _ecrire(chiffrement.chiffrer(avis.id.bytes, _LIEN))


def chemin_de(avis: Avis) -> str:
    """Rend l’adresse à écrire à l’expert, sur le portail."""
    return f"/avis/{jeton_de(avis)}"


def lire_le_jeton(jeton: str) -> UUID:
    """Rend l’identifiant que porte le lien ; lève `Introuvable` s’il n’est pas de nous."""
    try:
        scelle = base64.urlsafe_b64decode(jeton + "=" * (-len(jeton) % 4))
        clair = chiffrement.dechiffrer(scelle, _LIEN)
    except (ValueError, chiffrement.ContenuAltere):
        raise Introuvable from None
    if len(clair) != _OCTETS or _ecrire(scelle) != jeton:
        raise Introuvable  # une autre écriture des mêmes octets n’est pas le lien envoyé
    return UUID(bytes=clair)


def _ecrire(scelle: bytes) -> str:
    return base64.urlsafe_b64encode(scelle).rstrip(b"=").decode()
