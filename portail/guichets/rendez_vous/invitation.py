"""Ce qui se prend sur invitation, ou avec qui suit la personne : le dire à qui suit un lien, l’expliquer aux autres."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.ouverts import exiger_l_invitation
from portail.guichets.rendez_vous.souhait import titre_de
from portail.rendez_vous.invitations.queries import invitation_de
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.reservations.erreurs import SansTitre


@blueprint.get("/rendez-vous/invitation/<uuid:invitation_id>")
@ouvert
def invitation(invitation_id: UUID) -> ResponseReturnValue:
    """Montre à quoi mène le lien qu’un agent a donné, et jusqu’à quand il vaut."""
    exiger_l_invitation(invitation_id)
    invitation = invitation_de(invitation_id)
    objet = objets_par_id([invitation.objet_id])[invitation.objet_id]
    return render_template("rendez_vous/invitation.html", invitation=invitation, objet=objet, titre=titre_de(objet))


@blueprint.errorhandler(SansTitre)
def sans_titre(refus: SansTitre) -> ResponseReturnValue:
    """Explique, sans dire de quel rendez-vous il s’agit, comment l’obtenir : se connecter, ou téléphoner."""
    return render_template("rendez_vous/sur_invitation.html"), refus.code_http
