"""Lire un élément de chaque couche : une zone, une parcelle, une adresse ; ou dire pourquoi il n’entre pas.

Formats : docs/zonages.md. Cadastre : le GeoJSON d’Etalab. Adresses : le CSV de la Base adresse nationale.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import shapely

from portail.notaires.zones.adresses import cle_de_voie
from portail.notaires.zones.geometrie import GeometrieIllisible, surface
from portail.notaires.zones.imports.flux import ElementRejete
from portail.notaires.zones.models import Competent
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

COLONNES_ADRESSE = frozenset({"id", "numero", "rep", "nom_voie", "code_insee", "x", "y"})
LONGUEUR_MAX = 200
_CODE = re.compile(r"[A-Za-z0-9._/-]{1,40}")
_SECTION = re.compile(r"[A-Z]{1,2}|0[A-Z]")
_NUMERO = re.compile(r"[0-9]{1,4}")
_PREFIXE = re.compile(r"[0-9]{3}")
_OUEST, _EST, _SUD, _NORD = 0, 1_300_000, 6_000_000, 7_200_000
"""La France métropolitaine, en Lambert-93."""


def zone_lue(element: Mapping[str, Any]) -> dict[str, Any]:
    """Rend les colonnes d’une zone ; lève `ElementRejete`."""
    dites = _proprietes(element)
    return {
        "code": _conforme(_CODE, dites, "code", _("Le code de la zone manque ou n’est pas lisible.")),
        "nom": _texte(dites, "nom", _("Le nom de la zone manque.")),
        "deliberation": _texte(dites, "deliberation", _("Le numéro de la délibération manque.")),
        "deliberation_le": _jour(dites.get("deliberation_le")),
        "competent": _competent(dites.get("competent")),
        **_trace(element),
    }


def parcelle_lue(element: Mapping[str, Any]) -> dict[str, Any]:
    """Rend les colonnes d’une parcelle, millésime excepté ; lève `ElementRejete`."""
    dites = _proprietes(element)
    refus = _("L’identifiant de la parcelle ne va pas avec sa commune, sa section et son numéro.")
    section = _conforme(_SECTION, dites, "section", refus).zfill(2)
    numero = _conforme(_NUMERO, dites, "numero", refus).zfill(4)
    prefixe = _conforme(_PREFIXE, dites, "prefixe", refus)
    commune = str(dites.get("commune", ""))
    actuelle = annuaire().par_code(commune)
    if actuelle is None or actuelle.code_insee != commune:
        raise ElementRejete(_("Cette commune n’est pas une commune d’aujourd’hui dans le département."))
    if dites.get("id") != f"{commune}{prefixe}{section}{numero}":
        raise ElementRejete(refus)
    contenance = dites.get("contenance")
    return {
        "idu": dites["id"],
        "commune_insee": commune,
        "prefixe": prefixe,
        "section": section,
        "numero": numero,
        "contenance_m2": contenance if isinstance(contenance, int) and 0 <= contenance < 2**31 else None,
        **_trace(element),
    }


def adresse_lue(ligne: Mapping[str, str]) -> dict[str, Any]:
    """Rend les colonnes d’une adresse ; lève `ElementRejete`."""
    commune = annuaire().par_code(ligne["code_insee"])
    if commune is None:
        raise ElementRejete(_("Cette commune n’est pas dans le département."))
    x, y = _metres(ligne["x"]), _metres(ligne["y"])
    if not (_OUEST <= x <= _EST and _SUD <= y <= _NORD):
        raise ElementRejete(_("Les coordonnées x et y ne sont pas en Lambert-93."))
    libelle = f"{ligne['numero']}{ligne['rep']} {ligne['nom_voie']}".strip()
    if not re.match(r"[0-9]", libelle) or not ligne["nom_voie"] or not ligne["id"] or len(libelle) > LONGUEUR_MAX:
        raise ElementRejete(_("L’adresse n’a pas d’identifiant, de numéro ou de voie."))
    return {
        "id": ligne["id"],
        "commune_insee": commune.code_insee,
        "cle": cle_de_voie(libelle),
        "libelle": libelle,
        "x": x,
        "y": y,
    }


def _proprietes(element: Mapping[str, Any]) -> Mapping[str, Any]:
    dites = element.get("properties")
    if element.get("type") != "Feature" or not isinstance(dites, dict):
        raise ElementRejete(_("Ce n’est pas un élément GeoJSON (« Feature ») avec des propriétés."))
    return dites


def _trace(element: Mapping[str, Any]) -> dict[str, Any]:
    geometrie = element.get("geometry")
    if not isinstance(geometrie, dict):
        raise ElementRejete(GeometrieIllisible.message)
    try:
        trace = surface(geometrie)
    except GeometrieIllisible as refus:
        raise ElementRejete(refus.message) from refus
    return {
        "geometrie": shapely.to_wkb(trace),
        **dict(zip(("ouest", "sud", "est", "nord"), trace.bounds, strict=True)),
    }


def _texte(dites: Mapping[str, Any], nom: str, refus: str) -> str:
    valeur = dites.get(nom)
    propre = valeur.strip() if isinstance(valeur, str) else ""
    if not propre or len(propre) > LONGUEUR_MAX or not propre.isprintable():
        raise ElementRejete(refus)
    return propre


def _conforme(motif: re.Pattern[str], dites: Mapping[str, Any], nom: str, refus: str) -> str:
    valeur = dites.get(nom)
    if not isinstance(valeur, str) or not motif.fullmatch(valeur):
        raise ElementRejete(refus)
    return valeur


def _jour(texte: object) -> date:
    try:
        return date.fromisoformat(str(texte))
    except ValueError:
        raise ElementRejete(_("La date de la délibération s’écrit AAAA-MM-JJ.")) from None


def _competent(texte: object) -> Competent:
    try:
        return Competent(str(texte or Competent.DEPARTEMENT))
    except ValueError:
        raise ElementRejete(_("« competent » s’écrit departement, conservatoire ou commune.")) from None


def _metres(texte: str) -> float:
    try:
        return float(texte)
    except ValueError:
        return -1.0
