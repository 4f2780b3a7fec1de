"""La mention signée d’un document : ce que son code QR dit, vérifiable sans réseau avec la clé publiée.

L’adresse imprimée dans le code QR est `<portail>/verifier/<code>#<mention>` : la mention suit le « # », un navigateur
ne l’envoie donc à personne. Ses champs, séparés par « : », emploient les signes que le code QR serre le mieux :

    version : n° de clé : nature : date : début du numéro : initiales : sens : montant : empreinte : signature

La signature (Ed25519, RFC 8032) porte sur le code et tous les champs qui la précèdent. L’empreinte (SHA-256) est celle
du contenu du document. Ce module n’emploie que la bibliothèque standard et `cryptography` : il sert aussi hors ligne.
"""

import base64
import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION = "1"
CHAMPS = 10
_DOMAINE = b"portail/document/1\n"
"""Empêche de faire passer pour une mention une signature faite pour autre chose."""
_CHAMP = re.compile(r"[0-9A-Z+.-]*")
_LIEN = re.compile(r"(?P<adresse>.*/verifier/(?P<code>[0-9A-Z]+))#(?P<mention>[0-9A-Z:+.-]+)")


class MentionFausse(Exception):
    """La mention est illisible, ou sa signature n’est pas celle du département."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Ce que la mention affirme d’un document ; chaque champ s’écrit en capitales sans accent (voir `en_signes`)."""

    code: str
    nature: str
    date: str
    """Huit chiffres : « 20261121 »."""
    numero: str
    """Le début du numéro de dossier : le reste est masqué."""
    initiales: str
    sens: str = ""
    montant: str = ""
    empreinte: str
    """SHA-256 du contenu, en base 32."""

    def champs(self, cle: int) -> str:
        """Rend les champs signés, à la suite."""
        faits = (self.nature, self.date, self.numero, self.initiales, self.sens, self.montant, self.empreinte)
        return ":".join((VERSION, str(cle), *faits))


def empreinte_de(contenu: Mapping[str, Any]) -> str:
    """Rend l’empreinte d’un contenu : SHA-256 de son JSON canonique (clés triées, sans blanc, UTF-8), en base 32."""
    canonique = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return en_base32(hashlib.sha256(canonique.encode()).digest())


def signer(mention: Mention, numero: int, graine: bytes) -> str:
    """Rend la mention écrite et signée par la clé `numero`."""
    champs = mention.champs(numero)
    if champs.count(":") != CHAMPS - 2 or not all(map(_CHAMP.fullmatch, champs.split(":"))):
        raise ValueError("un champ de la mention a un signe interdit")
    signature = Ed25519PrivateKey.from_private_bytes(graine).sign(_message(mention.code, champs))
    return f"{champs}:{en_base32(signature)}"


def lire(lien: str, cles: Mapping[int, Ed25519PublicKey]) -> Mention:
    """Rend ce que dit le lien d’un code QR ; lève `MentionFausse` s’il n’est pas signé par l’une de ces clés."""
    trouve = _LIEN.fullmatch(lien.strip())
    if trouve is None:
        raise MentionFausse("Ce texte n’est pas celui d’un code QR de document.")
    champs, _, signature = trouve["mention"].rpartition(":")
    version, cle, *faits = champs.split(":")
    if version != VERSION or len(faits) != CHAMPS - 3 or not cle.isdecimal():
        raise MentionFausse("Cette mention est d’une forme inconnue.")
    publique = cles.get(int(cle))
    if publique is None:
        raise MentionFausse(f"La clé n° {cle} n’est pas parmi les clés publiées.")
    try:
        publique.verify(depuis_base32(signature), _message(trouve["code"], champs))
    except (InvalidSignature, binascii.Error):
        raise MentionFausse("La signature est fausse : cette mention n’a pas été émise par le département.") from None
    nature, date, numero, initiales, sens, montant, empreinte = faits
    return Mention(
        code=trouve["code"], nature=nature, date=date, numero=numero, initiales=initiales, sens=sens, montant=montant,
        empreinte=empreinte,
    )  # fmt: skip


def publique(graine: bytes) -> bytes:
    """Rend la clé publique d’une graine, 32 octets."""
    return Ed25519PrivateKey.from_private_bytes(graine).public_key().public_bytes_raw()


def en_signes(texte: str) -> str:
    """Rend un mot tel qu’une mention l’écrit, en capitales sans accent : « accord_partiel » → « ACCORD-PARTIEL »."""
    sans_accent = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", texte.upper()))
    return re.sub(r"[^0-9A-Z]+", "-", sans_accent).strip("-")


def _message(code: str, champs: str) -> bytes:
    return _DOMAINE + f"{code}:{champs}".encode()


def en_base32(octets: bytes) -> str:
    """Rend ces octets en base 32, sans remplissage."""
    return base64.b32encode(octets).decode().rstrip("=")


def depuis_base32(texte: str) -> bytes:
    """Rend les octets écrits en base 32 ; lève `binascii.Error` si l’écriture n’est pas la seule possible."""
    octets = base64.b32decode(texte + "=" * (-len(texte) % 8))
    if en_base32(octets) != texte:
        raise binascii.Error("écriture non canonique")
    return octets
