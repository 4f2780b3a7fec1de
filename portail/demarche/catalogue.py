"""Les démarches du département, lues une fois dans le paquet `forms` : un module, une démarche.

Chaque module nomme sa déclaration `DEMARCHE` et, s’il y en a eu d’autres, les garde dans `VERSIONS` : un dossier se lit
jusqu’au bout avec la version de son dépôt. Le paquet est nommé, jamais importé : la plateforme ignore ses démarches.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from portail.demarche.declaration import Demarche
from portail.socle.erreurs import Introuvable

PAQUET = "forms"


def charger(paquet: str) -> dict[str, tuple[Demarche, ...]]:
    """Rend les démarches d’un paquet par identifiant, chacune de sa première version à celle en vigueur.

    Lève `ValueError` si deux modules déclarent la même démarche, ou deux fois la même version.
    """
    par_identifiant: dict[str, tuple[Demarche, ...]] = {}
    for versions in _declarations(paquet):
        identifiants = {demarche.identifiant for demarche in versions}
        if len(identifiants) > 1 or identifiants & par_identifiant.keys():
            raise ValueError(f"démarche déclarée deux fois : {', '.join(sorted(identifiants))}")
        if len({demarche.version for demarche in versions}) < len(versions):
            raise ValueError(f"version déclarée deux fois : {versions[-1].identifiant}")
        par_identifiant[versions[-1].identifiant] = versions
    return par_identifiant


def _declarations(paquet: str) -> Iterator[tuple[Demarche, ...]]:
    chemins = importlib.import_module(paquet).__path__
    for trouve in sorted(pkgutil.iter_modules(chemins), key=lambda module: module.name):
        module = importlib.import_module(f"{paquet}.{trouve.name}")
        if isinstance(demarche := getattr(module, "DEMARCHE", None), Demarche):
            yield (*getattr(module, "VERSIONS", ()), demarche)


@cache
def _catalogue() -> Mapping[str, tuple[Demarche, ...]]:
    return MappingProxyType(charger(PAQUET))


def catalogue() -> Mapping[str, Demarche]:
    """Rend les démarches en vigueur, par identifiant."""
    return {identifiant: versions[-1] for identifiant, versions in _catalogue().items()}


def versions_de(identifiant: str) -> tuple[Demarche, ...]:
    """Rend toutes les versions d’une démarche, la plus ancienne d’abord ; lève `Introuvable`."""
    try:
        return _catalogue()[identifiant]
    except KeyError as erreur:
        raise Introuvable from erreur


def demarche_de(identifiant: str, version: int | None = None) -> Demarche:
    """Rend la démarche, en vigueur ou dans cette version ; lève `Introuvable`."""
    versions = versions_de(identifiant)
    if version is None:
        return versions[-1]
    voulue = next((demarche for demarche in versions if demarche.version == version), None)
    if voulue is None:
        raise Introuvable
    return voulue
