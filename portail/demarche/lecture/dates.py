"""Lire une date : « 1 » « janv. » « 1948 », « hier », « 12/11/2026 », « 12 novembre », « Nov 12, 2026 »."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from portail.demarche.champs import DateConnue, DateRecente
from portail.demarche.declaration import _
from portail.demarche.lecture.brut import Brut, ligne_de
from portail.demarche.lecture.refus import Faute, ValeurCitee, ValeurRefusee, refuser
from portail.demarche.lecture.textes import chiffres_latins, sans_accents

_NOMS_DES_MOIS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_JOURS_PROCHES = {
    "aujourdhui": 0, "cejour": 0, "cematin": 0, "today": 0, "hier": 1, "yesterday": 1, "avanthier": 2,
}  # fmt: skip
_MOTS_SANS_VALEUR = re.compile(
    r"\b(?:le|the|of|du|de|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_LETTRES_MIN = 3
_MOIS_PAR_AN = 12
_CHIFFRES_COLLES = re.compile(r"(\d{2})(\d{2})(\d{4})")
PARTIES = ("jour", "mois", "annee")
_CONSIGNE = _("Indiquez le jour, le mois et l’année. Exemple : 31 01 1960")
_CONSIGNES = {
    "jour": _("Indiquez le jour par un nombre de 1 à 31. Exemple : 14"),
    "mois": _("Indiquez le mois, en chiffres ou en lettres. Exemple : 3 ou mars"),
    "annee": _("Indiquez l’année avec 4 chiffres. Exemple : 1960"),
}


class Ecrite(NamedTuple):
    """Une date telle qu’on l’écrit : trois textes, pas encore compris."""

    jour: str
    mois: str
    annee: str


def lire_date_connue(champ: DateConnue, brut: Brut, jour: date) -> str:
    """Rend la date ISO écrite en trois zones (ou entière dans la première) ; lève ValeurRefusee."""
    ecrite = Ecrite(*(_plat(ligne_de(brut, partie)) for partie in PARTIES))
    if not (ecrite.mois or ecrite.annee) and (entiere := _decoupee(ecrite.jour)):
        ecrite = entiere
    lue = _composee(ecrite)
    if champ.passee and lue > jour:
        raise ValeurRefusee(_("Cette date n’est pas encore passée. Vérifiez l’année."), partie="annee")
    if abs(lue.year - jour.year) > champ.ans_max:
        raise ValeurRefusee(
            _("Cette date est à plus de %(ans)s ans d’ici. Vérifiez l’année."), {"ans": champ.ans_max}, "annee"
        )
    return lue.isoformat()


def lire_date_recente(champ: DateRecente, texte: str, jour: date) -> str:
    """Rend la date ISO d’une date proche, au plus tard le jour dit ; lève ValeurRefusee."""
    lue = _date_proche(_plat(texte), jour)
    if lue is None:
        raise _incomprise(jour)
    if lue > jour:
        raise ValeurRefusee(
            _("Cette date n’est pas encore passée. Indiquez une date jusqu’au %(jour)s, aujourd’hui."), {"jour": jour}
        )
    if lue < (debut := jour - timedelta(champ.jours_max)):
        raise ValeurRefusee(
            _("Cette date est trop ancienne. Indiquez une date à partir du %(debut)s."), {"debut": debut}
        )
    return lue.isoformat()


def _incomprise(jour: date) -> ValeurRefusee:
    exemple = jour - timedelta(days=9)
    valeurs: dict[str, ValeurCitee] = {"chiffres": f"{exemple:%d/%m/%Y}", "lettres": exemple}
    return ValeurRefusee(_("Écrivez la date en chiffres ou en lettres. Exemples : %(chiffres)s, %(lettres)s"), valeurs)


def _plat(texte: str) -> str:
    return sans_accents(chiffres_latins(texte)).replace("’", "'").strip()


def _mois(texte: str) -> int | None:
    if texte.isdecimal():
        return int(texte) if len(texte) <= 2 and 1 <= int(texte) <= _MOIS_PAR_AN else None
    debut = texte.rstrip(".")
    if len(debut) < _LETTRES_MIN:
        return None
    possibles = [rang for rang, noms in enumerate(_NOMS_DES_MOIS, 1) if any(nom.startswith(debut) for nom in noms)]
    return possibles[0] if len(possibles) == 1 else None


def _jour(texte: str) -> int | None:
    trouve = re.fullmatch(r"(\d{1,2})(?:er|st|nd|rd|th)?\.?", texte)
    return int(trouve[1]) if trouve and 1 <= int(trouve[1]) <= 31 else None


def _composee(ecrite: Ecrite) -> date:
    jour, mois = _jour(ecrite.jour), _mois(ecrite.mois)
    annee = int(ecrite.annee) if re.fullmatch(r"[12]\d{3}", ecrite.annee) else None
    fautives = [partie for partie, lue in zip(PARTIES, (jour, mois, annee), strict=True) if lue is None]
    seule = len(fautives) == 1
    refuser(Faute(_CONSIGNES[partie] if seule else _CONSIGNE, partie=partie) for partie in fautives)
    return _existante(int(jour or 0), int(mois or 0), int(annee or 0))


def _existante(jour: int, mois: int, annee: int) -> date:
    try:
        return date(annee, mois, jour)
    except ValueError:
        message = _("Le %(date)s n’existe pas dans le calendrier. Vérifiez le jour et le mois.")
        raise ValeurRefusee(message, {"date": f"{jour:02}/{mois:02}/{annee}"}, "jour") from None


def _decoupee(texte: str) -> Ecrite | None:
    """Rend les trois textes d’une date écrite d’un trait ; l’année peut manquer."""
    if colles := _CHIFFRES_COLLES.fullmatch(texte):
        return Ecrite(*colles.groups())
    mots = re.findall(r"[a-z0-9]+", _MOTS_SANS_VALEUR.sub(" ", texte))
    if len(mots) not in {2, 3} or not any(mot[0].isdigit() for mot in mots):
        return None
    premier, second, troisieme = (*mots, "")[:3]
    if len(premier) == 4 and premier.isdecimal():
        return Ecrite(troisieme, second, premier)
    return Ecrite(second, premier, troisieme) if premier.isalpha() else Ecrite(premier, second, troisieme)


def _date_proche(texte: str, jour: date) -> date | None:
    if (ecart := _JOURS_PROCHES.get(re.sub(r"[\W\d_]+", "", texte))) is not None:
        return jour - timedelta(ecart)
    ecrite = _decoupee(texte)
    if ecrite is None or _jour(ecrite.jour) is None or _mois(ecrite.mois) is None:
        return None
    if not ecrite.annee:
        return _derniere(ecrite, jour)
    annee = f"20{ecrite.annee}" if len(ecrite.annee) == 2 else ecrite.annee
    return _composee(ecrite._replace(annee=annee))


def _derniere(ecrite: Ecrite, jour: date) -> date:
    """Rend la dernière date passée de ce jour et de ce mois."""
    lue = _composee(ecrite._replace(annee=str(jour.year)))
    return lue if lue <= jour else _composee(ecrite._replace(annee=str(jour.year - 1)))
