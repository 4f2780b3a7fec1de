"""Relire le cachet d’un PDF sans l’outil qui l’a posé : la signature CMS (RFC 5652), lue octet par octet.

Bibliothèque standard et `cryptography` seules : sert aussi hors ligne.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

_ETENDUE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_SEQUENCE, _ENSEMBLE, _OCTETS, _OBJET, _ATTRIBUTS = 0x30, 0x31, 0x04, 0x06, 0xA0
_EMPREINTE_SIGNEE = bytes.fromhex("2a864886f70d010904")
"""Identifiant de l’attribut `messageDigest` : 1.2.840.113549.1.9.4."""


class SceauFaux(Exception):
    """Le PDF n’est pas scellé, a changé depuis, ou l’est par un autre que le département."""


@dataclass(frozen=True, slots=True)
class _Element:
    """Un élément DER : son étiquette, son contenu, et ses octets entiers."""

    etiquette: int
    contenu: bytes
    brut: bytes

    @property
    def parties(self) -> list["_Element"]:
        """Rend les éléments qu’il contient."""
        return list(_elements(self.contenu))


def verifier_sceau(pdf: bytes, certificats: Iterable[x509.Certificate]) -> x509.Certificate:
    """Rend celui de ces certificats qui a scellé le fichier entier ; lève `SceauFaux` sinon."""
    signe, cms = _separer(pdf)
    try:
        attributs, signature = _lire_cms(cms)
        empreinte = _empreinte_signee(attributs)
    except (IndexError, ValueError, StopIteration):
        raise SceauFaux("Le cachet de ce fichier est illisible.") from None
    if empreinte != hashlib.sha256(signe).digest():
        raise SceauFaux("Le fichier a été modifié depuis qu’il a été scellé.")
    # La signature porte sur les attributs écrits comme un ensemble (RFC 5652, § 5.4).
    message = bytes([_ENSEMBLE]) + attributs.brut[1:]
    for certificat in certificats:
        if _est_signe_par(certificat, signature, message):
            return certificat
    raise SceauFaux("Ce fichier est scellé par un autre que le département.")


def _separer(pdf: bytes) -> tuple[bytes, bytes]:
    """Rend ce que la dernière signature couvre, et la signature ; elle doit couvrir tout le fichier."""
    etendues = list(_ETENDUE.finditer(pdf))
    if not etendues:
        raise SceauFaux("Ce fichier ne porte aucun cachet.")
    debut, longueur, reprise, reste = map(int, etendues[-1].groups())
    trou = pdf[longueur:reprise]
    if debut != 0 or reprise + reste != len(pdf) or trou[:1] != b"<" or trou[-1:] != b">":
        raise SceauFaux("Le fichier a été complété depuis qu’il a été scellé.")
    try:
        return pdf[:longueur] + pdf[reprise:], bytes.fromhex(trou[1:-1].decode("ascii"))
    except ValueError:
        raise SceauFaux("Le cachet de ce fichier est illisible.") from None


def _elements(octets: bytes) -> Iterable[_Element]:
    rang = 0
    while rang < len(octets):
        debut, taille, fin_entete = rang, octets[rang + 1], rang + 2
        if taille & 0x80:
            fin_entete += taille & 0x7F
            taille = int.from_bytes(octets[rang + 2 : fin_entete])
        rang = fin_entete + taille
        if rang > len(octets):
            raise ValueError("élément tronqué")
        yield _Element(octets[debut], octets[fin_entete:rang], octets[debut:rang])


def _lire_cms(cms: bytes) -> tuple[_Element, bytes]:
    """Rend les attributs signés et la signature du seul signataire d’un `SignedData`."""
    enveloppe = next(iter(_elements(cms)))
    donnees = enveloppe.parties[1].parties[0]
    signataires = donnees.parties[-1]
    if signataires.etiquette != _ENSEMBLE or len(signataires.parties) != 1:
        raise ValueError("un seul signataire attendu")
    parties = signataires.parties[0].parties
    attributs = next(partie for partie in parties[3:] if partie.etiquette == _ATTRIBUTS)
    signature = next(partie for partie in parties[4:] if partie.etiquette == _OCTETS)
    return attributs, signature.contenu


def _empreinte_signee(attributs: _Element) -> bytes:
    trouvees = [
        attribut.parties[1].parties[0].contenu
        for attribut in attributs.parties
        if attribut.etiquette == _SEQUENCE and attribut.parties[0].contenu == _EMPREINTE_SIGNEE
    ]
    if len(trouvees) != 1:
        raise ValueError("une seule empreinte attendue")
    return trouvees[0]


def _est_signe_par(certificat: x509.Certificate, signature: bytes, message: bytes) -> bool:
    cle = certificat.public_key()
    try:
        if isinstance(cle, ec.EllipticCurvePublicKey):
            cle.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(cle, rsa.RSAPublicKey):
            cle.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True
