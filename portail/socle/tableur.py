"""Lire et écrire des fichiers de tableur : CSV en UTF-8, séparé par des points-virgules.

Aucune cellule écrite ne s’exécute dans un tableur (OWASP, « CSV injection »).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from portail.socle.horloge import PARIS

SEPARATEUR = ";"
BOM = "\ufeff"
ACTIFS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Ce par quoi commence une cellule qu’un tableur prendrait pour une formule."""
INVISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Ce qu’un fichier XML ne peut pas contenir, et qu’un tableur ne montre pas."""
LONGUEUR_MAX = 32_000
"""Un tableur refuse une cellule plus longue."""
_ESPACES = str.maketrans("", "", "\u202f\u00a0 ")


class LigneFautive(Exception):
    """Une ligne ne peut pas être lue ; `message` le dit, `valeurs` le complètent."""

    def __init__(self, message: str, **valeurs: str) -> None:
        super().__init__(message)
        self.message, self.valeurs = message, valeurs


def inerte(texte: str) -> str:
    """Rend le texte tel qu’aucun tableur ne l’exécute : une apostrophe devant ce qui ressemblerait à une formule.

    Les blancs de tête ne protègent pas : plusieurs tableurs les ôtent avant de lire.
    """
    propre = INVISIBLES.sub("", texte)[:LONGUEUR_MAX]
    return f"'{propre}" if propre.startswith(ACTIFS) or propre.lstrip().startswith(ACTIFS) else propre


def ecrire(entete: Sequence[str], lignes: Iterable[Iterable[object]]) -> bytes:
    """Rend un fichier qu’un tableur ouvre tel quel."""
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=SEPARATEUR, lineterminator="\r\n")
    ecrivain.writerow(entete)
    for ligne in lignes:
        ecrivain.writerow(inerte(cellule) if isinstance(cellule, str) else cellule for cellule in ligne)
    return f"{BOM}{sortie.getvalue()}".encode()


def lire(
    contenu: bytes, entete: Sequence[str], *, octets_max: int, lignes_max: int
) -> list[tuple[int, Mapping[str, str]]]:
    """Rend les lignes du fichier, vides exceptées : leur numéro (l’en-tête est la première), leurs cellules nommées.

    Lève `ValueError` si ce n’est pas un fichier de ces colonnes, s’il est vide ou trop long : rien n’en est lu.
    """
    if len(contenu) > octets_max:
        raise ValueError("fichier trop lourd")
    try:
        lues = list(_lignes(contenu.decode("utf-8-sig"), entete))
    except csv.Error as erreur:
        raise ValueError("ce n’est pas un CSV de ces colonnes") from erreur
    if not 0 < len(lues) <= lignes_max:
        raise ValueError("aucune ligne, ou trop")
    return lues


def _lignes(texte: str, entete: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    if "\0" in texte:
        raise csv.Error("octet nul : la base n’en garde pas")
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=SEPARATEUR, strict=True)
    lu = [nom.strip().lower() for nom in next(lecteur, [])]
    if sorted(lu) != sorted(entete):
        raise csv.Error("en-tête inattendu")
    for cellules in lecteur:
        if any(cellule.strip() for cellule in cellules):
            complete = [cellule.strip().lstrip("'") for cellule in cellules] + [""] * (len(lu) - len(cellules))
            yield lecteur.line_num, dict(zip(lu, complete, strict=False))


def jour_lu(texte: str) -> date | None:
    """Rend le jour écrit « 2026-11-21 » ou « 21/11/2026 », ou rien."""
    for forme in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(texte, forme).replace(tzinfo=PARIS).date()
    return None


def montant_lu(texte: str, *, exact: bool = False) -> Decimal | None:
    """Rend le montant écrit « 1 500,50 » ou « 1500.50 », au centime d’euro, ou rien ; `exact` : sans rien arrondir."""
    try:
        montant = Decimal(texte.translate(_ESPACES).replace(",", "."))
        au_centime = montant.quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return None if montant.is_nan() or (exact and au_centime != montant) else au_centime
