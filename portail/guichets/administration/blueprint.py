"""L’administration : ce qu’un administrateur fonctionnel règle, sans jamais voir de dossier."""

from collections.abc import Mapping

from flask import Blueprint

from portail.demarche.formats import en_nombre
from portail.guichets.administration.mots import ACTIONS_DITES, CHAMPS_DITS, ROLES_DITS
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import garder_agents
from portail.guichets.unites import unite_ecrite
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


@blueprint.context_processor
def commun() -> dict[str, object]:
    """Donne aux gabarits les mots de l’administration."""
    langue = langue_courante()
    return {
        "traduire": traducteur(langue),
        "nombre": lambda valeur: en_nombre(valeur, langue),
        "noms_des_etats": NOMS_DES_ETATS,
        "unite": unite_ecrite,
        "roles_dits": ROLES_DITS,
        "actions_dites": ACTIONS_DITES,
        "champs_dits": CHAMPS_DITS,
    }
