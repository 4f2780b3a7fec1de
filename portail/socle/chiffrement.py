"""Chiffrement AES-256-GCM à clés numérotées, et empreintes à clé (HMAC-SHA-256)."""

import hmac
import os
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
TAILLE_NONCE = 12
ENTETE = 2 + TAILLE_NONCE


class ContenuAltere(Exception):
    """Le contenu chiffré a été modifié, déplacé, ou sa clé manque."""


class Trousseau:
    """Des clés numérotées : la première chiffre, toutes déchiffrent ; le numéro est dans l’en-tête."""

    def __init__(self, cles: Sequence[tuple[int, bytes]]) -> None:
        self._cles = {numero: AESGCM(cle) for numero, cle in cles}
        self.courante = cles[0][0]

    def chiffrer(self, clair: bytes, contexte: str) -> bytes:
        """Rend le chiffré ; `contexte` (colonne, clé de fichier) est authentifié, pas écrit."""
        nonce = os.urandom(TAILLE_NONCE)
        scelle = self._cles[self.courante].encrypt(nonce, clair, contexte.encode())
        return bytes((FORMAT, self.courante)) + nonce + scelle

    def dechiffrer(self, chiffre: bytes, contexte: str) -> bytes:
        """Rend le clair ; lève `ContenuAltere` s’il a été touché, si le contexte diffère ou si la clé manque."""
        cle = self._cles.get(chiffre[1]) if len(chiffre) > ENTETE and chiffre[0] == FORMAT else None
        if cle is None:
            raise ContenuAltere("en-tête inconnu ou clé absente")
        try:
            return cle.decrypt(chiffre[2:ENTETE], chiffre[ENTETE:], contexte.encode())
        except InvalidTag as erreur:
            raise ContenuAltere("contenu altéré") from erreur

    def est_a_jour(self, chiffre: bytes) -> bool:
        """Vrai si le chiffré emploie la clé courante (sinon, à rechiffrer)."""
        return chiffre[:2] == bytes((FORMAT, self.courante))


class _Reglage:
    trousseau: Trousseau | None = None
    cle_empreintes: bytes = b""


def configurer(cles: Sequence[tuple[int, bytes]], secret: str) -> None:
    """Pose les clés du processus ; `secret` dérive la clé des empreintes."""
    _Reglage.trousseau = Trousseau(cles)
    _Reglage.cle_empreintes = hmac.new(secret.encode(), b"portail/empreintes", sha256).digest()


def trousseau() -> Trousseau:
    """Rend le trousseau du processus."""
    if _Reglage.trousseau is None:
        raise RuntimeError("le chiffrement n’est pas configuré")
    return _Reglage.trousseau


def chiffrer(clair: bytes, contexte: str) -> bytes:
    """Rend le chiffré avec la clé courante du processus."""
    return trousseau().chiffrer(clair, contexte)


def dechiffrer(chiffre: bytes, contexte: str) -> bytes:
    """Rend le clair ; lève `ContenuAltere`."""
    return trousseau().dechiffrer(chiffre, contexte)


def empreinte_cle(texte: str, usage: str) -> str:
    """Rend l’empreinte à clé d’un texte pour un usage : égalité et unicité sans garder le texte."""
    return hmac.new(_Reglage.cle_empreintes, f"{usage}\0{texte}".encode(), sha256).hexdigest()


def cle_entiere(texte: str, usage: str) -> int:
    """Rend l’empreinte à clé d’un texte sur soixante-quatre bits signés, pour ranger et chercher par entiers."""
    signee = hmac.digest(_Reglage.cle_empreintes, f"{usage}\0{texte}".encode(), "sha256")
    return int.from_bytes(signee[:8], "big", signed=True)
