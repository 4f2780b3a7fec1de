"""Lire de gros fichiers d’un élément à l’autre, compressés (gzip) ou non : la mémoire ne tient que l’élément en cours.

GeoJSON : RFC 7946, une FeatureCollection en UTF-8.
"""

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, TextIO

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

BLOC = 65_536
ELEMENT_MAX = 32_000_000
"""Caractères d’un seul élément : le plus grand périmètre connu en fait cent fois moins."""
LU_MAX = 2_000_000_000
"""Caractères lus en tout : un fichier compressé peut en cacher davantage."""
_GZIP = b"\x1f\x8b"
_DEBUT = re.compile(r'"features"\s*:\s*\[')
_ENTRE_DEUX = ", \t\r\n"


class FichierIllisible(SaisieInvalide):
    """Le fichier n’est pas au format attendu."""

    message = _("Ce fichier n’est pas au format attendu : rien n’en a été importé.")


class FichierCoupe(SaisieInvalide):
    """Le fichier s’arrête avant sa fin."""

    message = _("Ce fichier s’arrête avant sa fin : envoyez-le de nouveau.")


class ElementRejete(SaisieInvalide):
    """Un élément du fichier n’entre pas ; `message` dit pourquoi."""


def en_memoire(contenu: bytes) -> BinaryIO:
    """Rend de quoi lire un contenu déjà reçu."""
    return io.BytesIO(contenu)


def elements(brut: BinaryIO) -> Iterator[Mapping[str, Any]]:
    """Rend les éléments d’une FeatureCollection, un par un ; lève `FichierIllisible`, `FichierCoupe`."""
    with _lisible(brut) as texte:
        yield from _decodes(_Tampon(texte))


class _Tampon:
    """Ce qui est lu du texte et n’est pas encore rendu."""

    def __init__(self, texte: TextIO) -> None:
        self.texte, self.contenu, self.lus = texte, "", 0

    def remplir(self) -> None:
        """Lit la suite, chaque fois plus longue : un grand élément ne se redécode que peu de fois."""
        lu = self.texte.read(max(BLOC, len(self.contenu)))
        if not lu:
            raise FichierCoupe
        self.lus += len(lu)
        self.contenu += lu
        if len(self.contenu) > ELEMENT_MAX or self.lus > LU_MAX:
            raise FichierIllisible

    def sauter_au_debut(self) -> None:
        """Laisse ce qui précède le premier élément."""
        while (debut := _DEBUT.search(self.contenu)) is None:
            if self.lus and not self.contenu.lstrip().startswith("{"):
                raise FichierIllisible
            self.remplir()
        self.contenu = self.contenu[debut.end() :]


def _decodes(tampon: _Tampon) -> Iterator[Mapping[str, Any]]:
    decodeur = json.JSONDecoder()
    tampon.sauter_au_debut()
    while True:
        tampon.contenu = tampon.contenu.lstrip(_ENTRE_DEUX)
        if tampon.contenu.startswith("]"):
            return
        try:
            element, fin = decodeur.raw_decode(tampon.contenu)
        except json.JSONDecodeError:
            tampon.remplir()
            continue
        if not isinstance(element, dict):
            raise FichierIllisible
        yield element
        tampon.contenu = tampon.contenu[fin:]


def lignes(brut: BinaryIO, colonnes: frozenset[str]) -> Iterator[Mapping[str, str]]:
    """Rend les lignes d’un CSV séparé par des points-virgules ; lève `FichierIllisible`, `FichierCoupe`."""
    with _lisible(brut) as texte:
        lecteur = csv.DictReader(texte, delimiter=";")
        if not colonnes <= set(lecteur.fieldnames or ()):
            raise FichierIllisible
        for ligne in lecteur:
            if None in ligne.values() or None in ligne:
                raise FichierCoupe
            yield ligne


@contextmanager
def _lisible(brut: BinaryIO) -> Iterator[TextIO]:
    """Ouvre le texte, décompressé s’il le faut ; dit ses défauts avec nos mots."""
    tete = brut.read(len(_GZIP))
    brut.seek(0)
    texte = io.TextIOWrapper(gzip.GzipFile(fileobj=brut) if tete == _GZIP else brut, encoding="utf-8-sig", newline="")
    try:
        yield texte
    except EOFError as erreur:
        raise FichierCoupe from erreur
    except (UnicodeDecodeError, csv.Error, RecursionError, gzip.BadGzipFile, zlib.error) as erreur:
        raise FichierIllisible from erreur
    finally:
        texte.detach()  # qui a ouvert le fichier le ferme
