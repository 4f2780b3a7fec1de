"""Comparer deux identités et dire pourquoi elles se ressemblent : une note de 0 à 100, et ses raisons.

La note range, elle ne décide pas : quelle qu’elle soit, un agent regarde (aucune créance n’est jamais dite sans lui).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.rapprochement.noms import a_une_faute, formes, mots


class Accord(StrEnum):
    """Comment deux identités s’accordent sur un point."""

    IDENTIQUE = "identique"
    NOM_D_USAGE = "nom_d_usage"
    EN_PARTIE = "en_partie"
    UNE_FAUTE = "une_faute"
    RETOURNEE = "retournee"
    INCONNU = "inconnu"
    DIFFERENT = "different"


_NOM = {Accord.IDENTIQUE: 35, Accord.NOM_D_USAGE: 30, Accord.UNE_FAUTE: 28, Accord.EN_PARTIE: 20}
_PRENOMS = {Accord.IDENTIQUE: 25, Accord.EN_PARTIE: 21, Accord.UNE_FAUTE: 16}
_DATE = {Accord.IDENTIQUE: 30, Accord.RETOURNEE: 25, Accord.UNE_FAUTE: 22, Accord.EN_PARTIE: 15}
_LIEU = {Accord.IDENTIQUE: 10, Accord.INCONNU: 5}
_SEXE_CONTRAIRE = 15


@dataclass(frozen=True, slots=True)
class Ressemblance:
    """La note, et l’accord sur chaque point."""

    note: int
    nom: Accord
    prenoms: Accord
    naissance: Accord
    lieu: Accord
    sexe: Accord


def ressemblance(demandee: Identite, connue: Identite) -> Ressemblance:
    """Rend combien la personne connue ressemble à celle que l’on cherche."""
    nom, prenoms = _noms(demandee, connue), _prenoms(demandee.prenoms, connue.prenoms)
    naissance, lieu = _dates(demandee.naissance, connue.naissance), _lieux(demandee.lieu, connue.lieu)
    sexe = _texte(demandee.sexe, connue.sexe)
    points = _NOM.get(nom, 0) + _PRENOMS.get(prenoms, 0) + _DATE.get(naissance, 0) + _LIEU.get(lieu, 0)
    retrait = _SEXE_CONTRAIRE if sexe is Accord.DIFFERENT else 0
    return Ressemblance(max(0, points - retrait), nom, prenoms, naissance, lieu, sexe)


def _noms(demandee: Identite, connue: Identite) -> Accord:
    naissance, usage = formes(demandee.nom_naissance), formes(demandee.nom_usage)
    connu, connu_usage = formes(connue.nom_naissance), formes(connue.nom_usage)
    if naissance & connu:
        return Accord.IDENTIQUE
    if (naissance | usage) & (connu | connu_usage):
        return Accord.NOM_D_USAGE
    if _une_faute(naissance | usage, connu | connu_usage):
        return Accord.UNE_FAUTE
    parties = {mot for nom in (demandee.nom_naissance, demandee.nom_usage) for mot in _longs(nom)}
    connues = {mot for nom in (connue.nom_naissance, connue.nom_usage) for mot in _longs(nom)}
    return Accord.EN_PARTIE if parties & connues else Accord.DIFFERENT


def _longs(nom: str) -> list[str]:
    """Rend les mots d’un nom double ; une particule n’en est pas la moitié."""
    return [mot for mot in mots(nom) if len(mot) > 3]


def _prenoms(demandes: Collection[str], connus: Collection[str]) -> Accord:
    uns = {mot for prenom in demandes for mot in mots(prenom)}
    autres = {mot for prenom in connus for mot in mots(prenom)}
    if not uns or not autres:
        return Accord.INCONNU
    if uns == autres:
        return Accord.IDENTIQUE
    if uns & autres:
        return Accord.EN_PARTIE
    return Accord.UNE_FAUTE if _une_faute(uns, autres) else Accord.DIFFERENT


def _une_faute(uns: Collection[str], autres: Collection[str]) -> bool:
    return any(a_une_faute(un, autre) for un in uns for autre in autres)


def _dates(demandee: DateConnue, connue: DateConnue) -> Accord:
    if demandee == connue:
        return Accord.IDENTIQUE
    if demandee.retournee == connue:
        return Accord.RETOURNEE
    if not (demandee.est_entiere and connue.est_entiere):
        return Accord.EN_PARTIE if demandee.annee == connue.annee else Accord.DIFFERENT
    if OSA.distance(demandee.chiffres, connue.chiffres, score_cutoff=1) == 1:
        return Accord.UNE_FAUTE
    return Accord.DIFFERENT


def _lieux(demande: str, connu: str) -> Accord:
    """Compare deux lieux ; un code de commune et un nom ne se comparent pas."""
    return Accord.INCONNU if _est_un_code(demande) != _est_un_code(connu) else _texte(demande, connu)


def _est_un_code(lieu: str) -> bool:
    return lieu[-3:].isdecimal()


def _texte(demande: str, connu: str) -> Accord:
    """Compare deux lieux, ou deux sexes : ce qui manque n’est ni pour ni contre."""
    if not demande or not connu:
        return Accord.INCONNU
    return Accord.IDENTIQUE if mots(demande) == mots(connu) else Accord.DIFFERENT
