"""Les départements de France, par leur code officiel."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def departements() -> Mapping[str, str]:
    """Rend le nom de chaque département, par code : « 85 » → « Vendée » (INSEE, code officiel géographique)."""
    texte = files("portail").joinpath("donnees", "departements.csv").read_text(encoding="utf-8")
    lignes = csv.DictReader(texte.splitlines(), delimiter=";")
    return MappingProxyType({ligne["code"]: ligne["nom"] for ligne in lignes})
