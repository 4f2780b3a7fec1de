"""Reconnaître une voie quelle que soit la façon de l’écrire."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_NUMERO = re.compile(r"^[, ]*(?:\d+(?: ?(?:bis|ter|quater|[a-d]))?(?:[, ]+|$))+")
_ABREGES = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "ch": "chemin",
    "che": "chemin",
    "crs": "cours",
    "dr": "docteur",
    "fg": "faubourg",
    "fbg": "faubourg",
    "gal": "general",
    "imp": "impasse",
    "mal": "marechal",
    "pl": "place",
    "pdt": "president",
    "q": "quai",
    "r": "rue",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
}


def cle_de_voie(texte: str) -> str:
    """Rend le nom d’une voie sans numéro, accents, majuscules ni ponctuation, abréviations développées.

    Rend une chaîne vide s’il ne reste rien : « 12 bis » n’est pas une voie.
    """
    plat = unicodedata.normalize("NFKD", texte.casefold().translate(_LIGATURES))
    lettres = "".join(signe for signe in plat if not unicodedata.combining(signe))
    nom = _NUMERO.sub("", " ".join(re.findall(r"[a-z0-9]+|,", lettres)))
    return " ".join(_ABREGES.get(mot, mot) for mot in re.findall(r"[a-z0-9]+", nom))
