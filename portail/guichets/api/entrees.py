"""Lire une demande JSON : un nom public, un champ de la déclaration, une écriture sans ambiguïté.

L’API n’interprète pas : dates ISO, nombres décimaux à point, codes INSEE. La lecture souple est celle des formulaires.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import singledispatch
from typing import Any, NoReturn, TypeAlias

from portail.demarche import champs
from portail.demarche.champs import Champ
from portail.demarche.declaration import Demarche, Pretest
from portail.demarche.eligibilite import tous_les_champs
from portail.demarche.regles import JOUR, MOIS
from portail.demarche.valeurs import Brut, Contexte, Valeur, ValeurRefusee, lire, options_de, parties
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

Json: TypeAlias = Any
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_ORDRES_DE_GRANDEUR = range(-6, 12)
"""Ceux qu’un nombre admis peut avoir : « 1e999999999 » s’écrirait en un milliard de chiffres."""
_MOIS_ISO = re.compile(r"\d{4}-\d{2}")
_INSEE = re.compile(r"(\d{2}|2[AB])\d{3}")
_DATE = _("Écrivez une date sous la forme AAAA-MM-JJ. Exemple : 2009-08-14")
_MOIS = _("Écrivez un mois sous la forme AAAA-MM. Exemple : 2026-11")
_NOMBRE = _("Écrivez un nombre décimal avec un point. Exemple : 2.5")
_CODE_INSEE = _("Écrivez un code INSEE de cinq caractères. Exemple : 44043")
_OPTIONS = _("Choisissez l’une de ces valeurs : %(options)s.")
_TEXTE = _("Écrivez un texte.")


class DemandeInvalide(SaisieInvalide):
    """Une demande ne peut pas être lue ; `fautes` dit par nom d’entrée ce qui est à corriger."""

    def __init__(self, fautes: Mapping[str, str], message: str = "") -> None:
        super().__init__(message)
        self.fautes = dict(fautes)


def pretest_de(demarche: Demarche) -> Pretest:
    """Rend le pré-test que l’API ouvre ; lève `Introuvable` si la démarche n’en a pas."""
    if demarche.pretest is None or not demarche.pretest.api:
        raise Introuvable
    return demarche.pretest


def entrees_de(demarche: Demarche) -> dict[str, Champ | None]:
    """Rend les entrées publiques et leur champ ; aucun pour la date de référence."""
    par_nom = {champ.identifiant: champ for champ in tous_les_champs(demarche)}
    return {nom: par_nom.get(ou) for nom, ou in pretest_de(demarche).api.items()}


def corps_json(octets: bytes) -> dict[str, Json]:
    """Rend l’objet JSON du corps, nombres exacts ; lève `DemandeInvalide`."""
    try:
        corps = json.loads(octets, parse_float=Decimal, parse_constant=_refuser_la_constante)
    except (ValueError, RecursionError) as erreur:
        raise DemandeInvalide({}, _("Le corps de la demande n’est pas du JSON.")) from erreur
    if not isinstance(corps, dict):
        raise DemandeInvalide({}, _('Le corps de la demande est un objet JSON : {"entrée": valeur}.'))
    return corps


def _refuser_la_constante(nom: str) -> NoReturn:
    raise ValueError(nom)


def lire_demande(demarche: Demarche, corps: Mapping[str, Json], *, aujourd_hui: date) -> tuple[dict[str, Valeur], date]:
    """Rend les réponses et la date de référence ; lève `DemandeInvalide`, toutes fautes dites."""
    entrees = entrees_de(demarche)
    fautes = {nom: _("Cette entrée n’existe pas.") for nom in corps if nom not in entrees}
    jour = _lire_le_jour(pretest_de(demarche), corps, aujourd_hui, fautes)
    contexte = Contexte(jour, annuaire())
    reponses: dict[str, Valeur] = {}
    for nom, champ in _champs(entrees):
        try:
            reponses[champ.identifiant] = _lire_entree(champ, corps.get(nom), contexte)
        except ValeurRefusee as refus:
            fautes[nom] = refus.texte(str)
    if fautes:
        raise DemandeInvalide(fautes)
    return reponses, jour


def _champs(entrees: Mapping[str, Champ | None]) -> Iterator[tuple[str, Champ]]:
    return ((nom, champ) for nom, champ in entrees.items() if champ is not None)


def _lire_le_jour(pretest: Pretest, corps: Mapping[str, Json], aujourd_hui: date, fautes: dict[str, str]) -> date:
    for nom, ou in pretest.api.items():
        if ou in (JOUR, MOIS) and corps.get(nom) is not None:
            try:
                return date.fromisoformat(_iso(corps[nom]) if ou == JOUR else _premier_du_mois(corps[nom]))
            except ValeurRefusee as refus:
                fautes[nom] = refus.texte(str)
    return aujourd_hui


def _lire_entree(champ: Champ, valeur: Json, contexte: Contexte) -> Valeur:
    if valeur is None:
        if not champ.obligatoire:
            return None
        raise ValeurRefusee(_("Cette entrée est nécessaire."))
    if isinstance(champ, champs.Commune):
        return _lire_commune(valeur)
    return lire(champ, _brut(champ, valeur), contexte)


def _iso(valeur: Json) -> str:
    """Rend la date ISO écrite ; lève `ValeurRefusee`."""
    try:
        if isinstance(valeur, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", valeur):
            return date.fromisoformat(valeur).isoformat()
    except ValueError:
        pass
    raise ValeurRefusee(_DATE)


def _premier_du_mois(valeur: Json) -> str:
    """Rend le premier jour du mois écrit ; lève `ValeurRefusee`."""
    if isinstance(valeur, str) and _MOIS_ISO.fullmatch(valeur):
        try:
            return date.fromisoformat(f"{valeur}-01").isoformat()
        except ValueError:
            pass
    raise ValeurRefusee(_MOIS)


def _lire_commune(valeur: Json) -> dict[str, str | None]:
    if not isinstance(valeur, str) or not _INSEE.fullmatch(valeur):
        raise ValeurRefusee(_CODE_INSEE)
    commune = annuaire().par_code(valeur)
    return {"nom": commune.nom if commune else valeur, "insee": commune.code_insee if commune else None}


@singledispatch
def _brut(champ: Champ, valeur: Json) -> Brut:
    """Rend ce qu’un formulaire aurait envoyé pour cette valeur JSON ; lève `ValeurRefusee`."""
    if not isinstance(valeur, str):
        raise ValeurRefusee(_TEXTE)
    return {"": valeur}


@_brut.register(champs.DateConnue)
@_brut.register(champs.DateRecente)
def _brut_de_date(champ: Champ, valeur: Json) -> Brut:
    return parties(champ, _iso(valeur))


@_brut.register(champs.Nombre)
@_brut.register(champs.Montant)
def _brut_de_nombre(_champ: Champ, valeur: Json) -> Brut:
    if isinstance(valeur, Decimal):
        demesure = valeur.adjusted() not in _ORDRES_DE_GRANDEUR
        texte = "" if demesure else format(valeur, "f")
    else:
        texte = str(valeur)
    if isinstance(valeur, bool) or not _DECIMAL.fullmatch(texte):
        raise ValeurRefusee(_NOMBRE)
    return {"": texte.replace(".", ",")}


@_brut.register(champs.Choix)
@_brut.register(champs.OuiNon)
def _brut_de_choix(champ: champs.Choix | champs.OuiNon, valeur: Json) -> Brut:
    ecrite = {True: "oui", False: "non"}[valeur] if isinstance(valeur, bool) else valeur
    if isinstance(ecrite, int):
        ecrite = str(ecrite)
    par_code = {code.casefold(): code for code in options_de(champ)}
    code = par_code.get(ecrite.casefold()) if isinstance(ecrite, str) else None
    if code is None:
        raise ValeurRefusee(_OPTIONS, {"options": ", ".join(options_de(champ))})
    return {"": code}
