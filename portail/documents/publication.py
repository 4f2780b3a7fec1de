"""Ce que le département publie pour que ses documents se vérifient sans lui : clés publiques et certificats."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding

ADRESSE = "/.well-known/portail-cachet.json"


class PublicationIllisible(Exception):
    """Le fichier des clés n’est pas celui que publie un portail."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Les clés qui vérifient les mentions et les certificats qui vérifient les cachets."""

    emetteur: str
    cles: Mapping[int, Ed25519PublicKey]
    certificats: tuple[x509.Certificate, ...]


def ecrire(publication: Publication) -> dict[str, Any]:
    """Rend la publication en JSON."""
    return {
        "emetteur": publication.emetteur,
        "cles": [
            {"numero": numero, "algorithme": "Ed25519", "cle": base64.b64encode(cle.public_bytes_raw()).decode()}
            for numero, cle in publication.cles.items()
        ],
        "certificats": [certificat.public_bytes(Encoding.PEM).decode() for certificat in publication.certificats],
    }


def lire(texte: str) -> Publication:
    """Rend la publication de ce fichier ; lève `PublicationIllisible`."""
    try:
        lue = json.loads(texte)
        return Publication(
            emetteur=str(lue["emetteur"]),
            cles={
                int(cle["numero"]): Ed25519PublicKey.from_public_bytes(base64.b64decode(cle["cle"]))
                for cle in lue["cles"]
            },
            certificats=tuple(x509.load_pem_x509_certificate(pem.encode()) for pem in lue["certificats"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as erreur:
        raise PublicationIllisible("Ce fichier n’est pas celui des clés publiées.") from erreur
