"""L’administration : ce qu’un administrateur fonctionnel règle, sans jamais voir de dossier."""

from collections.abc import Mapping

from flask import Blueprint

from portail.demarche.formats import en_nombre
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import garder_agents
from portail.identite.models import Role
from portail.parametres.models import EtatOuverture
from portail.socle.traduction import _, traducteur

blueprint = Blueprint("administration", __name__, url_prefix="/administration")
garder_agents(blueprint, Role.ADMINISTRATEUR)

NOMS_DES_ETATS: Mapping[EtatOuverture, str] = {
    EtatOuverture.OUVERTE: _("Ouverte"),
    EtatOuverture.SUSPENDUE: _("Suspendue"),
    EtatOuverture.FERMEE: _("Fermée"),
}


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
    "mo": _("Mo"),
    "mois": _("mois"),
    "smic_horaire": _("fois le Smic horaire"),
    "taux": _("taux"),
    "unite": _("unité"),
}
"""Chaque unité des paramètres, en mots."""


def unite_ecrite(code: str) -> str:
    """Rend l’unité d’une valeur en mots, dans la langue de la page."""
    return traducteur(langue_courante())(UNITES.get(code, code))


@blueprint.context_processor
def commun() -> dict[str, object]:
    """Donne aux gabarits les mots de l’administration."""
    langue = langue_courante()
    return {
        "traduire": traducteur(langue),
        "nombre": lambda valeur: en_nombre(valeur, langue),
        "noms_des_etats": NOMS_DES_ETATS,
        "unite": unite_ecrite,
    }
