"""Les défauts d’accessibilité signalés : qui attend une réponse, et depuis quand (sept jours au plus)."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.guichets.administration.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.identite.actions import auteur_agent
from portail.notifications import signalements as domaine


@blueprint.get("/signalements")
def signalements() -> ResponseReturnValue:
    """Liste les signalements qui attendent une réponse, le plus ancien d’abord."""
    return render_template("administration/signalements.html", signalements=domaine.signalements_sans_reponse())


@blueprint.post("/signalements/<uuid:identifiant>/repondu")
def repondu(identifiant: UUID) -> ResponseReturnValue:
    """Note qu’une réponse a été donnée."""
    domaine.noter_reponse(identifiant, auteur=auteur_agent(agent_courant()))
    flash(_("Le signalement est marqué comme répondu."), "succes")
    return redirect(url_for("administration.signalements"), code=303)
