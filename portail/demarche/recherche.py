"""Chercher une démarche avec ses mots : sans accents, avec les mots voisins, malgré une faute de frappe."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from portail.demarche.bilan import Traduire
from portail.demarche.declaration import Demarche
from portail.demarche.situations import SITUATIONS

LONGUEUR_DEBUT = 3
LONGUEUR_FAUTE = 5
RESSEMBLANCE = 0.82
EXACT, DEBUT, PROCHE = 1.0, 0.7, 0.5


@dataclass(frozen=True, slots=True)
class _Trouvaille:
    demarche: Demarche
    mots: int
    poids: float


def normaliser(texte: str) -> str:
    """Rend le texte en minuscules sans accents, réduit à ses lettres et chiffres."""
    decompose = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in decompose if not unicodedata.combining(c))))


MOTS_VIDES = frozenset(
    normaliser(
        "à ai au aux avec ce ces cette comment d dans de des du elle en est et faire fais il j je l la le les ma mes"
        " mon n ne nos notre on ou par pas plus pour qu que quel quelle qui s sa se ses si son suis sur un une vos"
        " votre vous y ; veux voudrais demande demander démarche obtenir avoir"
        " a am an and apply application are can do for from get have how i in is me my need of the to want"
        " what with your"
    ).split()
)
"""Mots trop courants pour dire ce qu’on cherche."""


def chercher(catalogue: Iterable[Demarche], texte: str, traduire: Traduire = str) -> list[Demarche]:
    """Rend les démarches qui répondent à `texte`, la plus proche d’abord ; aucune si aucun mot ne correspond.

    On garde celles qui répondent au plus grand nombre de mots : « aide permis » ne montre pas toutes les aides.
    On cherche dans les textes français et dans ceux que rend `traduire`.
    """
    mots = [mot for mot in normaliser(texte).split() if mot not in MOTS_VIDES]
    trouvailles = [_juger(demarche, mots, traduire) for demarche in catalogue]
    au_mieux = max((t.mots for t in trouvailles), default=0)
    if not au_mieux:
        return []
    retenues = [t for t in trouvailles if t.mots == au_mieux]
    retenues.sort(key=lambda t: (-t.poids, t.demarche.identifiant))
    return [t.demarche for t in retenues]


def _juger(demarche: Demarche, mots: list[str], traduire: Traduire) -> _Trouvaille:
    index = _index(demarche, traduire)
    poids = [max((valeur * _proximite(mot, su) for su, valeur in index.items()), default=0.0) for mot in mots]
    return _Trouvaille(demarche, sum(p > 0 for p in poids), sum(poids))


def _index(demarche: Demarche, traduire: Traduire) -> dict[str, float]:
    """Rend les mots de la démarche et ce qu’ils pèsent ; un mot clé pèse autant que le nom."""
    sources = (
        (4.0, (demarche.nom, demarche.titre, *demarche.mots_cles)),
        (2.0, (demarche.resume, *(SITUATIONS.get(code, code) for code in demarche.situations))),
        (1.0, (*demarche.a_qui, *(piece.nom for piece in demarche.pieces))),
    )
    index: dict[str, float] = {}
    for valeur, textes in sources:
        for mot in normaliser(" ".join([*textes, *map(traduire, textes)])).split():
            if mot not in MOTS_VIDES:
                index.setdefault(mot, valeur)
    return index


def _proximite(cherche: str, su: str) -> float:
    """Dit à quel point deux mots se ressemblent, de 0 à 1 : même mot, même début, faute de frappe."""
    if cherche == su:
        return EXACT
    court, long = sorted((cherche, su), key=len)
    if len(court) >= LONGUEUR_DEBUT and long.startswith(court) and (court == cherche or len(long) - len(court) <= 2):
        return DEBUT
    if len(court) >= LONGUEUR_FAUTE and SequenceMatcher(None, cherche, su).ratio() >= RESSEMBLANCE:
        return PROCHE
    return 0.0
