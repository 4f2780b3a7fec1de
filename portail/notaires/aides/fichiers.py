"""Le fichier des aides, jamais entier en mémoire : déposé morceau par morceau, chiffré, puis lu une ligne à la fois."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import IO, TYPE_CHECKING

from portail.notaires.aides.lecture import COLONNES
from portail.socle import fichiers
from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.fichiers import Depot
from portail.socle.tableur import BOM, SEPARATEUR
from portail.socle.traduction import _

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

OCTETS_MAX = 1_000_000_000
MORCEAU_OCTETS = 4_000_000
LIGNE_OCTETS_MAX = 8_000
"""Les dix-sept cellules les plus longues tiennent dans la moitié."""
ILLISIBLE = ""
"""La « colonne » d’une ligne qui ne se découpe pas : son texte entier."""


class FichierTropLourd(SaisieInvalide):
    """Le fichier dépasse ce que le portail reçoit."""

    message = _("Ce fichier dépasse 1\u00a0Go\u00a0: coupez-le, ou confiez-le à l’exploitant.")


class FichierIllisible(SaisieInvalide):
    """L’en-tête n’est pas celui d’un fichier d’aides."""

    message = _("Ce fichier n’est pas un CSV en UTF-8, séparé par des points-virgules, avec les colonnes attendues.")


class Lecteur:
    """Les lignes d’un fichier d’aides ; une ligne vide rend un dictionnaire vide. Lève `FichierIllisible`."""

    def __init__(self, flux: IO[bytes]) -> None:
        self._flux = flux
        self.octets_lus = 0
        entete = self._cellules(self._suivante().decode(errors="replace").removeprefix(BOM))
        noms = [nom.strip().lower() for nom in entete or ()]
        if not set(COLONNES) <= set(noms) or len(set(noms)) < len(noms):
            raise FichierIllisible
        self._largeur = len(noms)
        self._places = [(nom, noms.index(nom)) for nom in COLONNES]

    def __iter__(self) -> Iterator[Mapping[str, str]]:
        """Rend chaque ligne sous l’en-tête : ses cellules nommées, ou son texte s’il ne se découpe pas."""
        while brute := self._suivante():
            yield self._ligne(brute.decode(errors="replace").rstrip("\r\n"))

    def _ligne(self, texte: str) -> Mapping[str, str]:
        if not texte.strip(f" {SEPARATEUR}"):
            return {}
        cellules = self._cellules(texte)
        if cellules is None or len(cellules) != self._largeur:
            return {ILLISIBLE: texte}
        return {nom: cellules[place] for nom, place in self._places}

    def _suivante(self) -> bytes:
        """Rend la ligne suivante, son début seul si elle est démesurée ; rien à la fin."""
        debut = suite = self._flux.readline(LIGNE_OCTETS_MAX)
        self.octets_lus += len(debut)
        while len(suite) == LIGNE_OCTETS_MAX and not suite.endswith(b"\n"):
            suite = self._flux.readline(LIGNE_OCTETS_MAX)
            self.octets_lus += len(suite)
        return debut

    @staticmethod
    def _cellules(texte: str) -> list[str] | None:
        """Rend les cellules ; rien si un guillemet ne se ferme pas : il n’emporte que sa ligne."""
        try:
            return next(csv.reader([texte], delimiter=SEPARATEUR, strict=True), None)
        except csv.Error:
            return None


def deposer(flux: IO[bytes]) -> tuple[list[Depot], str]:
    """Dépose le fichier par morceaux ; rend les dépôts et l’empreinte du tout.

    Lève `FichierTropLourd` ou `FichierIllisible` avant d’en rien garder.
    """
    if flux.seek(0, io.SEEK_END) > OCTETS_MAX:
        raise FichierTropLourd
    flux.seek(0)
    Lecteur(flux)
    flux.seek(0)
    depots, tout = list[Depot](), sha256()
    try:
        while morceau := flux.read(MORCEAU_OCTETS):
            tout.update(morceau)
            depots.append(fichiers.deposer(morceau))
    except ErreurMetier:
        oublier(depots)
        raise
    return depots, tout.hexdigest()


def oublier(depots: Iterable[Depot]) -> None:
    """Efface des morceaux qu’aucun import ne citera."""
    for depot in depots:
        fichiers.supprimer(depot.cle)


def ouvrir(morceaux: Sequence[tuple[str, str]]) -> IO[bytes]:
    """Rend le fichier déposé, à lire ; `morceaux` : la clé et l’empreinte de chacun. Un seul est en mémoire."""
    return io.BufferedReader(_Depose(morceaux))


class _Depose(io.RawIOBase):
    """Un fichier déposé par morceaux, vu comme un seul."""

    def __init__(self, morceaux: Sequence[tuple[str, str]]) -> None:
        self._suivants = iter(morceaux)
        self._courant = memoryview(b"")

    def readable(self) -> bool:
        """Vrai : il se lit."""
        return True

    def readinto(self, tampon: "WriteableBuffer") -> int:
        """Remplit le tampon de ce qui suit ; rend le nombre d’octets, zéro à la fin."""
        if not self._courant:
            suivant = next(self._suivants, None)
            self._courant = memoryview(fichiers.lire(*suivant) if suivant else b"")
        voulus = memoryview(tampon).cast("B")
        lus = min(len(voulus), len(self._courant))
        voulus[:lus], self._courant = self._courant[:lus], self._courant[lus:]
        return lus
