"""Lire une réponse : du texte envoyé à la valeur gardée. Un type de champ, une fonction."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch
from typing import Any, TypeAlias

from portail.demarche import champs
from portail.demarche.champs import Champ
from portail.demarche.declaration import _
from portail.demarche.lecture import coordonnees, dates, identifiants, lieux, nombres
from portail.demarche.lecture.brut import (
    Brut,
    est_vide,
    exemplaires,
    ligne_de,
    liste_de,
    nom_de_partie,
    sous_brut,
    texte_de,
)
from portail.demarche.lecture.contexte import Contexte
from portail.demarche.lecture.refus import Faute, Libelle, ValeurRefusee, refuser
from portail.demarche.lecture.textes import compact, plusieurs_lignes

Valeur: TypeAlias = Any
"""Une valeur JSON : texte, booléen, liste ou objet ; dates ISO et nombres en texte décimal."""

OUI_NON: Mapping[str, str] = {"oui": _("Oui"), "non": _("Non")}
INCERTAIN: Mapping[str, str] = {"ne_sais_pas": _("Je ne sais pas")}
_ECRIRE = _("Écrivez votre réponse.")
_CHOISIR = _("Choisissez une réponse.")
_COCHER = _("Cochez au moins une réponse.")
_TROP_LONG = _("Raccourcissez votre réponse : %(maximum)s caractères au plus, vous en avez écrit %(nombre)s.")


def options_de(champ: champs.Choix | champs.ChoixMultiple | champs.OuiNon) -> Mapping[str, str]:
    """Rend les options du champ, dans l’ordre : code → libellé à traduire."""
    if isinstance(champ, champs.OuiNon):
        return {**OUI_NON, **INCERTAIN} if champ.incertain else OUI_NON
    return champ.options


def lire(champ: Champ, brut: Brut, contexte: Contexte) -> Valeur:
    """Rend la valeur à garder pour ce qui est écrit, None si le champ facultatif est vide ; lève ValeurRefusee."""
    if est_vide(brut) and not champ.obligatoire and not isinstance(champ, _SANS_VIDE):
        return None
    return _lire(champ, brut, contexte)


_SANS_VIDE = (champs.Attestation, champs.BlocRepete, champs.Information, champs.ValeurCalculee)
"""Types où « rien » est une valeur comme une autre."""


@singledispatch
def _lire(champ: Champ, brut: Brut, contexte: Contexte) -> Valeur:
    raise TypeError(f"type de champ inconnu : {type(champ).__name__}")


@_lire.register
def _texte_court(champ: champs.TexteCourt, brut: Brut, _contexte: Contexte) -> str:
    texte = _borne(ligne_de(brut), champ.longueur_max)
    if texte and not champ.motif:
        return texte
    # Capitales, espaces et tirets ne sont pas des fautes : la première écriture conforme est gardée.
    for ecriture in (texte, texte.upper(), compact(texte)):
        if champ.motif and ecriture and re.fullmatch(champ.motif, ecriture):
            return ecriture
    if champ.exemple:
        raise ValeurRefusee(_("Écrivez votre réponse sous cette forme : %(exemple)s"), {"exemple": champ.exemple})
    raise ValeurRefusee(_("Vérifiez votre réponse : elle n’a pas la forme attendue.") if texte else _ECRIRE)


@_lire.register
def _texte_long(champ: champs.TexteLong, brut: Brut, _contexte: Contexte) -> str:
    if not (texte := _borne(plusieurs_lignes(texte_de(brut)), champ.longueur_max)):
        raise ValeurRefusee(_ECRIRE)
    return texte


def _borne(texte: str, maximum: int) -> str:
    if len(texte) > maximum:
        raise ValeurRefusee(_TROP_LONG, {"maximum": maximum, "nombre": len(texte)})
    return texte


@_lire.register
def _nombre(champ: champs.Nombre, brut: Brut, contexte: Contexte) -> str:
    return nombres.lire_nombre(champ, ligne_de(brut), contexte.langue)


@_lire.register
def _montant(champ: champs.Montant, brut: Brut, contexte: Contexte) -> str:
    return nombres.lire_montant(champ, ligne_de(brut), contexte.langue)


@_lire.register
def _date_connue(champ: champs.DateConnue, brut: Brut, contexte: Contexte) -> str:
    return dates.lire_date_connue(champ, brut, contexte.jour)


@_lire.register
def _date_recente(champ: champs.DateRecente, brut: Brut, contexte: Contexte) -> str:
    return dates.lire_date_recente(champ, ligne_de(brut), contexte.jour)


@_lire.register(champs.Choix)
@_lire.register(champs.OuiNon)
def _choix(champ: champs.Choix | champs.OuiNon, brut: Brut, _contexte: Contexte) -> str:
    code = texte_de(brut)
    if code not in options_de(champ):
        raise ValeurRefusee(_CHOISIR)
    return code


@_lire.register
def _choix_multiple(champ: champs.ChoixMultiple, brut: Brut, _contexte: Contexte) -> list[str]:
    codes = set(liste_de(brut)) - {""}
    if not codes or not codes <= set(champ.options):
        raise ValeurRefusee(_COCHER)
    if champ.exclusive in codes and len(codes) > 1:
        message = _("« %(exclusive)s » ne va pas avec les autres réponses. Gardez-la seule, ou décochez-la.")
        raise ValeurRefusee(message, {"exclusive": Libelle(champ.options[champ.exclusive])})
    return [code for code in champ.options if code in codes]


@_lire.register
def _courriel(_champ: champs.Courriel, brut: Brut, _contexte: Contexte) -> str:
    return coordonnees.lire_courriel(ligne_de(brut))


@_lire.register
def _telephone(_champ: champs.Telephone, brut: Brut, _contexte: Contexte) -> str:
    return coordonnees.lire_telephone(ligne_de(brut))


@_lire.register
def _adresse(champ: champs.Adresse, brut: Brut, contexte: Contexte) -> dict[str, str | None]:
    return lieux.lire_adresse(champ, brut, contexte.communes)


@_lire.register
def _commune(champ: champs.Commune, brut: Brut, contexte: Contexte) -> dict[str, str | None]:
    return lieux.lire_commune(champ, ligne_de(brut, "choix") or ligne_de(brut), contexte.communes)


@_lire.register
def _iban(_champ: champs.Iban, brut: Brut, _contexte: Contexte) -> str:
    return identifiants.lire_iban(ligne_de(brut))


@_lire.register
def _siret(_champ: champs.Siret, brut: Brut, _contexte: Contexte) -> str:
    return identifiants.lire_siret(ligne_de(brut))


@_lire.register
def _siren(_champ: champs.Siren, brut: Brut, _contexte: Contexte) -> str:
    return identifiants.lire_siren(ligne_de(brut))


@_lire.register
def _numero_fiscal(_champ: champs.NumeroFiscal, brut: Brut, _contexte: Contexte) -> str:
    return identifiants.lire_numero_fiscal(ligne_de(brut))


@_lire.register
def _nir(_champ: champs.Nir, brut: Brut, _contexte: Contexte) -> str:
    return identifiants.lire_nir(ligne_de(brut))


@_lire.register
def _attestation(champ: champs.Attestation, brut: Brut, _contexte: Contexte) -> bool:
    cochee = not est_vide(brut)
    if champ.obligatoire and not cochee:
        raise ValeurRefusee(_("Cochez cette case pour continuer."))
    return cochee


@_lire.register(champs.Information)
@_lire.register(champs.ValeurCalculee)
def _sans_reponse(_champ: Champ, _brut: Brut, _contexte: Contexte) -> None:
    return None


@_lire.register
def _bloc_repete(champ: champs.BlocRepete, brut: Brut, contexte: Contexte) -> list[dict[str, Valeur]]:
    remplis = exemplaires(brut)
    if not champ.minimum <= len(remplis) <= champ.maximum:
        raise _mauvais_nombre(champ)
    fautes: list[Faute] = []
    valeurs = [_exemplaire(champ, rempli, contexte, rang, fautes) for rang, rempli in enumerate(remplis)]
    refuser(fautes)
    return valeurs


def _mauvais_nombre(champ: champs.BlocRepete) -> ValeurRefusee:
    if champ.minimum == champ.maximum:
        return ValeurRefusee(_("Remplissez-en %(nombre)s."), {"nombre": champ.minimum})
    valeurs = {"minimum": champ.minimum, "maximum": champ.maximum}
    return ValeurRefusee(_("Remplissez-en au moins %(minimum)s, au plus %(maximum)s."), valeurs)


def _exemplaire(
    bloc: champs.BlocRepete, brut: Brut, contexte: Contexte, rang: int, fautes: list[Faute]
) -> dict[str, Valeur]:
    """Lit un exemplaire ; ce qui est à corriger s’ajoute à `fautes`, sous son nom dans le bloc."""
    valeurs: dict[str, Valeur] = {}
    for champ in bloc.champs:
        try:
            valeurs[champ.identifiant] = lire(champ, sous_brut(brut, champ.identifiant), contexte)
        except ValeurRefusee as refus:
            place = f"{rang}-{champ.identifiant}"
            fautes += [replace(faute, partie=nom_de_partie(place, faute.partie or "")) for faute in refus.fautes]
    return valeurs
