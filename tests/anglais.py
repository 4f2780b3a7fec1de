"""Voir le français qui reste dans un texte anglais."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from portail.socle import demarrage
from portail.territoire.communes import annuaire
from portail.territoire.queries import services_actifs

NS = "{http://www.w3.org/1999/xhtml}"
MUETTES = {f"{NS}{nom}" for nom in ("script", "style", "head")}
LUS_PAR_ATTRIBUT = ("aria-label", "title", "alt", "placeholder")
_COURANTS = """le les des du une est sont pour dans votre vos vous avec nous notre qui que aux cette ces être sur par
pas ou et il elle ne je mon ma mes ko mo jour mois année demande réponse écrivez choisissez indiquez vérifiez"""
FRANCAIS = frozenset(_COURANTS.split())
TERMES = (
    "aide sociale à l’enfance",
    "fonds d’aide aux jeunes",
    "revenu fiscal de référence",
    "permis à 1 € par jour",
    "commission d’accès aux documents administratifs",
    "Commission nationale de l’informatique et des libertés",
    "référentiel général d’amélioration de l’accessibilité",
    "Défenseur des droits",
    "Délégué à la protection des données",
    "J’autorise mon enfant à demander l’aide au permis",
    "Libre réponse 71120",
    "Conservatoire du littoral",
    "12 rue des Halles",
)
"""Noms officiels et mots qu’une personne doit reconnaître sur ses papiers : gardés, et expliqués en anglais."""


def noms_gardes() -> list[str]:
    """Rend les noms du département, de ses services et des intercommunalités : ils ne se traduisent pas."""
    departement = demarrage.reglages().departement
    intercommunalites = annuaire().intercommunalites.values()
    services = [texte for service in services_actifs() for texte in (service.nom, service.adresse)]
    return [departement.nom_complet, departement.adresse, departement.tribunal, *services, *intercommunalites]


def phrases_francaises(textes: Iterable[str], gardes: Iterable[str] = ()) -> list[str]:
    """Rend les textes qui portent un mot français courant, noms propres et termes gardés mis à part."""
    a_part = sorted({*gardes, *TERMES} - {""}, key=len, reverse=True)
    motif = re.compile("|".join(map(re.escape, a_part)), re.IGNORECASE)
    reduits = (" ".join(texte.split()) for texte in textes)
    return [texte for texte in reduits if mots(motif.sub(" ", texte)) & FRANCAIS]


def mots(texte: str) -> set[str]:
    """Rend les mots d’un texte, en minuscules ; un mot composé n’en fait qu’un."""
    return {mot.lower() for mot in re.findall(r"[\w’'-]+", texte)}


def textes_lus(page: str) -> Iterator[str]:
    """Rend ce qu’une personne lit ou entend d’une page HTML, sauf ce qui est déclaré en français."""
    arbre = html5lib.parse(page)
    assert arbre.get("lang") == "en"
    yield from ("".join(titre.itertext()) for titre in arbre.iter(f"{NS}title"))
    yield from _lus(arbre)


def _lus(noeud: Element) -> Iterator[str]:
    if noeud.tag in MUETTES or noeud.get("lang") == "fr":
        return
    yield from (noeud.get(nom, "") for nom in LUS_PAR_ATTRIBUT)
    yield noeud.text or ""
    for enfant in noeud:
        yield from _lus(enfant)
        yield enfant.tail or ""


def textes_des_donnees(donnees: Any) -> Iterator[str]:
    """Rend les textes d’un document, à toute profondeur."""
    if isinstance(donnees, str):
        yield donnees
    elif isinstance(donnees, dict):
        for valeur in donnees.values():
            yield from textes_des_donnees(valeur)
    elif isinstance(donnees, list | tuple):
        for valeur in donnees:
            yield from textes_des_donnees(valeur)
