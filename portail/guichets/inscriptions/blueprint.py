"""Le guichet des inscriptions : les activités et les tarifs sont ouverts à tous ; inscrire demande un compte."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for

from portail.guichets import mots_des_inscriptions as mots
from portail.guichets.contexte import traduire
from portail.guichets.gardes import garder_usagers
from portail.guichets.identites import usager_courant
from portail.identite.actions import auteur_usager
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.activites.queries import activite_de
from portail.socle.erreurs import Introuvable

blueprint = Blueprint("inscriptions", __name__)
garder_usagers(blueprint)


def foyer() -> dict[str, Any]:
    """Rend ce que toute action demande : le foyer, et qui agit ; lève `NonConnecte`."""
    usager = usager_courant()
    return {"usager_id": usager.id, "auteur": auteur_usager(usager)}


def foyer_id() -> UUID:
    """Rend le foyer connecté ; lève `NonConnecte`."""
    return usager_courant().id


def activite_montree(code: str) -> Activite:
    """Rend l’activité que le public peut voir ; lève `Introuvable`."""
    activite = activite_de(code)
    if not activite.ouverte:
        raise Introuvable
    return activite


@blueprint.context_processor
def mots_a_dire() -> dict[str, Any]:
    """Donne aux gabarits de quoi dire un groupe, une place, un prix."""
    return {
        "traduire": traduire,
        "famille": url_for("usagers.famille"),
        "quand_du": mots.quand_du,
        "commune_du": mots.commune_du,
        "ages_du": mots.ages_du,
        "reste_dit": mots.reste_dit,
        "niveau_dit": mots.niveau_dit,
        "nom_du_produit": mots.nom_du_produit,
        "pieces_dites": mots.pieces_dites,
    }
