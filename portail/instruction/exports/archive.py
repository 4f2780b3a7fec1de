"""Un fichier de tableur est une archive ZIP : l’écrire au fil de l’eau, sans jamais la tenir entière.

Les petites parties, de taille connue, viennent d’abord ; la feuille, dont on ignore la taille, est écrite en dernier.
Sans retour en arrière possible, sa taille est dite après elle (APPNOTE, 4.4.4, bit 3) ; la première partie d’un fichier
ODF doit, elle, être entière et non comprimée (ODF 1.3, partie 2, 3.3).
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

Ecrire = Callable[[bytes], object]
DATE_ZIP = (1980, 1, 1, 0, 0, 0)
"""Une date fixe : l’archive ne dit pas quand elle fut faite."""


class _Flux(io.RawIOBase):
    """Ce que `zipfile` écrit, compté et passé plus loin ; ne revient jamais en arrière."""

    def __init__(self, ecrire: Ecrire) -> None:
        super().__init__()
        self._ecrire, self._ecrits = ecrire, 0

    def writable(self) -> bool:
        """Vrai : on ne fait qu’y écrire."""
        return True

    def write(self, contenu: Any) -> int:  # noqa: ANN401 — tout ce qui se lit comme des octets
        """Passe le contenu plus loin et rend sa longueur."""
        self._ecrire(bytes(contenu))
        self._ecrits += len(contenu)
        return len(contenu)

    def tell(self) -> int:
        """Rend le nombre d’octets écrits."""
        return self._ecrits


@contextmanager
def archive(ecrire: Ecrire, parties: Mapping[str, str], feuille: str) -> Iterator[IO[bytes]]:
    """Écrit ces parties, puis donne le flux de la feuille ; l’archive est finie à la sortie.

    Une partie nommée `mimetype` n’est pas comprimée.
    """
    flux = _Flux(ecrire)
    debut, connues = _parties_connues(parties)
    flux.write(debut)
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as fichier:
        fichier.filelist[:0] = connues
        with fichier.open(_comprimee(feuille), "w") as ouverte:
            yield ouverte


def _comprimee(nom: str) -> zipfile.ZipInfo:
    entree = zipfile.ZipInfo(nom, DATE_ZIP)
    entree.compress_type = zipfile.ZIP_DEFLATED
    return entree


def _parties_connues(parties: Mapping[str, str]) -> tuple[bytes, list[zipfile.ZipInfo]]:
    """Rend les petites parties écrites, sans la table qui les suivrait, et leurs entrées pour celle de la fin."""
    tampon = io.BytesIO()
    petite = zipfile.ZipFile(tampon, "w")
    for nom, contenu in parties.items():
        petite.writestr(zipfile.ZipInfo(nom, DATE_ZIP) if nom == "mimetype" else _comprimee(nom), contenu)
    entrees = list(petite.filelist)
    debut = tampon.getvalue()[: petite.start_dir]
    petite.close()
    return debut, entrees
