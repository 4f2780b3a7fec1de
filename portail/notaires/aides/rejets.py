"""Le fichier de rejets : chaque ligne avec son numéro et sa raison, prête à être corrigée et déposée de nouveau."""

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from uuid import UUID

from portail.notaires.aides.lecture import COLONNES
from portail.notaires.aides.models import LigneRejetee
from portail.notaires.aides.queries import REJETS_PAR_LECTURE, tous_les_rejets
from portail.socle.tableur import BOM, SEPARATEUR, ecrire

ENTETE = ("ligne", "raison", *COLONNES)


def fichier_de_rejets(import_id: UUID, traduire: Callable[[str], str] = str) -> Iterator[bytes]:
    """Rend le fichier CSV, lot par lot, l’en-tête d’abord."""
    yield ecrire(ENTETE, ())
    rejets = tous_les_rejets(import_id)
    while lot := list(islice(rejets, REJETS_PAR_LECTURE)):
        yield _sans_entete(_ligne(un, traduire) for un in lot)


def _ligne(rejet: LigneRejetee, traduire: Callable[[str], str]) -> list[object]:
    try:
        [cellules] = csv.reader([rejet.contenu], delimiter=SEPARATEUR, strict=True)
    except (csv.Error, ValueError):
        cellules = [rejet.contenu]
    return [rejet.ligne, traduire(rejet.raison), *cellules]


def _sans_entete(lignes: Iterable[Iterable[object]]) -> bytes:
    """Rend ces lignes, inertes ; `ecrire` met toujours un en-tête, ici vide."""
    return ecrire((), lignes).removeprefix(f"{BOM}\r\n".encode())
