"""Les unités des paramètres, en mots."""

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext

from portail.demarche.formats import en_nombre
from portail.guichets.contexte import langue_courante
from portail.socle.traduction import _, traducteur

UNITES: Mapping[str, str] = {
    "aides": _("aides"),
    "ans": _("ans"),
    "booleen": _("1 pour oui, 0 pour non"),
    "centimes": _("centimes"),
    "coef": _("coefficient"),
    "coef_mtp": _("fois la majoration tierce personne"),
    "div": _("diviseur"),
    "enfants": _("enfants"),
    "eur": _("€"),
    "eur_annuel_strict_sup": _("€ par an, au-dessus strictement"),
    "eur_mois": _("€ par mois"),
    "hab": _("habitants"),
    "jours": _("jours"),
    "jours_ouvres": _("jours ouvrés"),
    "minutes": _("minutes"),
    "mo": _("Mo"),
    "mois": _("mois"),
    "secondes": _("secondes"),
    "smic_horaire": _("fois le Smic horaire"),
    "taux": _("taux"),
    "unite": _("unité"),
    "voeux": _("vœux"),
}
"""Chaque unité des paramètres, en mots."""

SANS_MOT = frozenset({"aides"})
"""Les unités que le nom du paramètre dit déjà."""


def unite_ecrite(code: str) -> str:
    """Rend l’unité d’une valeur en mots, dans la langue de la page."""
    return traducteur(langue_courante())(UNITES.get(code, code))


def valeur_ecrite(valeur: Decimal, unite: str) -> str:
    """Rend une valeur et son unité comme on les dit : « 600 € par mois », « oui »."""
    if unite == "booleen":
        return gettext("oui") if valeur else gettext("non")
    if unite in SANS_MOT:
        return en_nombre(valeur, langue_courante())
    return f"{en_nombre(valeur, langue_courante())}\u00a0{unite_ecrite(unite)}"
