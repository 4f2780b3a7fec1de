"""Lire une ligne du fichier des aides : une aide et la personne qui l’a reçue, ou pourquoi la ligne n’entre pas.

Format : docs/successions.md. Seules les aides récupérables entrent : les autres n’ont pas à être connues ici (CASF,
L132-8, L232-19, L245-7, L262-49).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.successions.recuperation import Nature
from portail.socle.erreurs import SaisieInvalide
from portail.socle.tableur import INVISIBLES, montant_lu
from portail.socle.traduction import _

COLONNES = (
    "reference_personne",
    "nom_naissance",
    "nom_usage",
    "prenoms",
    "date_naissance",
    "lieu_naissance",
    "sexe",
    "reference_aide",
    "nature",
    "demandee_le",
    "debut",
    "fin",
    "montant",
    "arrete_le",
    "provisoire",
    "domicile_de_secours",
    "hypotheque",
)
_REFERENCE = re.compile(r"[A-Za-z0-9._/-]{1,40}")
_NAISSANCE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_JOUR = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_ILLISIBLE = _("Une date s’écrit AAAA-MM-JJ.")
_DEPARTEMENT = re.compile(r"\d{2,3}|2[AB]")
_MONTANT_MAX = Decimal("9999999999.99")
_OUI_NON = {"oui": True, "non": False}
_LONGUEUR = 120
_CARACTERE_PERDU = "\ufffd"
"""Ce que la lecture met à la place d’un octet qui n’est pas de l’UTF-8."""


class LigneRefusee(SaisieInvalide):
    """La ligne n’entre pas ; `message` dit pourquoi, sans répéter ce qu’elle contient."""


@dataclass(frozen=True, slots=True)
class AideLue:
    """Une aide telle que le fichier l’écrit."""

    reference: str
    nature: Nature
    demandee_le: date
    debut: date
    fin: date | None
    montant: Decimal
    arrete_le: date
    est_provisoire: bool
    domicile_de_secours: str
    a_hypotheque: bool


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Une ligne qui entre."""

    reference_personne: str
    identite: Identite
    aide: AideLue


def lire_la_ligne(brute: Mapping[str, str | None]) -> LigneLue:
    """Rend la personne et l’aide de cette ligne ; lève `LigneRefusee`."""
    if any(colonne not in brute for colonne in COLONNES):
        raise LigneRefusee(_("La ligne n’a pas les colonnes attendues, ou ses guillemets ne se ferment pas."))
    ligne = {colonne: (brute[colonne] or "").strip() for colonne in COLONNES}
    if any(len(valeur) > _LONGUEUR for valeur in ligne.values()):
        raise LigneRefusee(_("Une cellule est trop longue."))
    tout = "".join(ligne.values())
    if _CARACTERE_PERDU in tout or INVISIBLES.search(tout):
        raise LigneRefusee(_("La ligne n’est pas en UTF-8, ou contient un caractère invisible."))
    return LigneLue(
        _reference(ligne["reference_personne"], _("Le numéro de la personne manque ou n’est pas lisible.")),
        _identite(ligne),
        _aide(ligne),
    )


def _identite(ligne: Mapping[str, str]) -> Identite:
    prenoms = tuple(prenom for prenom in re.split(r"[\s,]+", ligne["prenoms"]) if prenom)
    if not (ligne["nom_naissance"] or ligne["nom_usage"]) or not prenoms:
        raise LigneRefusee(_("Il faut un nom, de naissance ou d’usage, et un prénom."))
    if ligne["sexe"] not in {"F", "M", ""}:
        raise LigneRefusee(_("Le sexe s’écrit F, M, ou reste vide."))
    return Identite(
        nom_naissance=ligne["nom_naissance"],
        prenoms=prenoms,
        naissance=_naissance(ligne["date_naissance"]),
        nom_usage=ligne["nom_usage"],
        lieu=ligne["lieu_naissance"],
        sexe=ligne["sexe"],
    )


def _naissance(texte: str) -> DateConnue:
    """Rend une date de naissance ; « 1931-00-00 » quand l’acte n’en dit que l’année, « 1931-02-00 » sans le jour."""
    lue = _NAISSANCE.fullmatch(texte)
    refus = LigneRefusee(_("La date de naissance s’écrit AAAA-MM-JJ\u00a0; 00 pour ce que l’acte ne dit pas."))
    if lue is None or not 1800 <= int(lue[1]) <= date.max.year:
        raise refus
    annee, mois, jour = map(int, lue.groups())
    if not jour and mois <= 12:
        return DateConnue(annee, mois)
    try:
        return DateConnue.du(date(annee, mois, jour))
    except ValueError:
        raise refus from None


def _aide(ligne: Mapping[str, str]) -> AideLue:
    aide = AideLue(
        reference=_reference(ligne["reference_aide"], _("Le numéro de l’aide manque ou n’est pas lisible.")),
        nature=_nature(ligne["nature"]),
        demandee_le=_jour(ligne["demandee_le"]),
        debut=_jour(ligne["debut"]),
        fin=_jour(ligne["fin"]) if ligne["fin"] else None,
        montant=_montant(ligne["montant"]),
        arrete_le=_jour(ligne["arrete_le"]),
        est_provisoire=_oui_non(ligne["provisoire"]),
        domicile_de_secours=_lu(
            _DEPARTEMENT, ligne["domicile_de_secours"], _("Le domicile de secours est un code de département.")
        ),
        a_hypotheque=_oui_non(ligne["hypotheque"]),
    )
    if aide.fin is not None and aide.fin < aide.debut:
        raise LigneRefusee(_("La fin de l’aide précède son début."))
    return aide


def _nature(texte: str) -> Nature:
    try:
        return Nature(texte)
    except ValueError:
        raise LigneRefusee(
            _("Cette aide n’est pas récupérable, ou son nom est inconnu\u00a0: elle n’est pas gardée.")
        ) from None


def _reference(texte: str, refus: str) -> str:
    return _lu(_REFERENCE, texte, refus)


def _lu(motif: re.Pattern[str], texte: str, refus: str) -> str:
    if not motif.fullmatch(texte):
        raise LigneRefusee(refus)
    return texte


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(_lu(_JOUR, texte, _DATE_ILLISIBLE))
    except ValueError:
        raise LigneRefusee(_DATE_ILLISIBLE) from None


def _montant(texte: str) -> Decimal:
    montant = montant_lu(texte, exact=True)
    if montant is None or not 0 <= montant <= _MONTANT_MAX:
        raise LigneRefusee(_("Le montant s’écrit en euros, comme 1234,56."))
    return montant


def _oui_non(texte: str) -> bool:
    if texte not in _OUI_NON:
        raise LigneRefusee(_("«\u00a0provisoire\u00a0» et «\u00a0hypotheque\u00a0» s’écrivent oui ou non."))
    return _OUI_NON[texte]
