"""La mention signée d’un billet : ce que son code QR dit, vérifiable sans réseau avec la clé publiée.

    B1 : n° de clé : code : entrée : objet : rang : du : au : heure : nature : signature

L’entrée et l’objet s’écrivent « TYPE.identifiant en base 32 ». La signature (Ed25519, RFC 8032) porte sur tout ce qui
la précède. Les clés sont celles des documents du département, réglées par l’environnement et publiées avec elles ; le
domaine de signature empêche qu’une mention de document passe pour un billet, et l’inverse.
"""

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portail.documents.mention import depuis_base32, en_base32, en_signes
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

VERSION = "B1"
DOMAINE = b"portail/billet/1\n"
CHAMPS = 11
_CHAMP = re.compile(r"[0-9A-Z.-]*")


class BilletFaux(SaisieInvalide):
    """Le code est illisible, ou sa signature n’est pas celle du département."""

    message = _("Ce code n’est pas celui d’un billet du Département.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Un type et un identifiant : ce qui est vendu, ou ce où l’on entre."""

    type: str
    id: UUID

    @property
    def ecrite(self) -> str:
        """Rend « SITE.ABCD… »."""
        return f"{en_signes(self.type)}.{en_base32(self.id.bytes)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Ce qu’un billet affirme."""

    code: str
    entree: str
    objet: str
    rang: int
    du: date
    au: date
    heure: str = ""
    nature: str = ""

    def champs(self, cle: int) -> str:
        """Rend les champs signés, à la suite."""
        jours = (f"{self.du:%Y%m%d}", f"{self.au:%Y%m%d}")
        heure = self.heure.replace(":", "")
        faits = (self.code, self.entree, self.objet, str(self.rang), *jours, heure, en_signes(self.nature))
        return ":".join((VERSION, str(cle), *faits))


def signer(mention: Mention, numero: int, graine: bytes) -> str:
    """Rend la mention écrite et signée par la clé `numero`."""
    champs = mention.champs(numero)
    if champs.count(":") != CHAMPS - 2 or not all(map(_CHAMP.fullmatch, champs.split(":"))):
        raise ValueError("un champ du billet a un signe interdit")
    signature = Ed25519PrivateKey.from_private_bytes(graine).sign(DOMAINE + champs.encode())
    return f"{champs}:{en_base32(signature)}"


def lire(texte: str, cles: Mapping[int, Ed25519PublicKey]) -> Mention:
    """Rend ce que dit le code QR d’un billet ; lève `BilletFaux` s’il n’est pas signé par l’une de ces clés."""
    champs, _separation, signature = texte.strip().rpartition(":")
    morceaux = champs.split(":")
    if len(morceaux) != CHAMPS - 1 or morceaux[0] != VERSION or not morceaux[1].isdecimal():
        raise BilletFaux
    publique = cles.get(int(morceaux[1]))
    if publique is None:
        raise BilletFaux
    try:
        publique.verify(depuis_base32(signature), DOMAINE + champs.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        raise BilletFaux from None
    return _mention(morceaux[2:])


def _mention(faits: list[str]) -> Mention:
    """Rend la mention de champs dont la signature est bonne."""
    code, entree, objet, rang, du, au, heure, nature = faits
    return Mention(
        code=code,
        entree=entree,
        objet=objet,
        rang=int(rang),
        du=_jour(du),
        au=_jour(au),
        heure=f"{heure[:2]}:{heure[2:]}" if heure else "",
        nature=nature,
    )


def _jour(huit: str) -> date:
    return datetime.strptime(huit, "%Y%m%d").date()  # noqa: DTZ007 — un jour, sans heure
