"""Révoquer un document remis, ou le remplacer par sa nouvelle version."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.dossiers import queries
from portail.dossiers.actions import documents as actions
from portail.dossiers.habilitations import peut_revoquer
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Radios, Texte, au_plus
from portail.socle.erreurs import Interdit, Introuvable
from portail.socle.traduction import _ as a_traduire

MOTIF_MAX = 2000
REMPLACER, REVOQUER = "remplacer", "revoquer"


class FormulaireRevocation(FlaskForm):
    """Remplacer ou révoquer, et pourquoi ; la personne lira ce texte."""

    geste = Radios(
        lazy_gettext("Que faites-vous de ce document ?"), [Exige(a_traduire("Choisissez ce que vous faites."))]
    )
    motif = Texte(
        lazy_gettext("Pourquoi, tel que la personne le lira"),
        [Exige(a_traduire("Dites à la personne pourquoi ce document ne vaut plus.")), au_plus(MOTIF_MAX)],
        description=lazy_gettext("Exemple : « L’adresse n’était pas la vôtre. »"),
    )

    def preparer(self) -> None:
        """Pose les choix."""
        self.geste.choices = {
            REMPLACER: _("Le remplacer : une nouvelle version, aux coordonnées d’aujourd’hui, part à la personne"),
            REVOQUER: _("Le révoquer sans le remplacer"),
        }


@blueprint.route("/dossiers/<numero:numero>/documents/<uuid:document_id>/revoquer", methods=["GET", "POST"])
def revoquer_document(numero: str, document_id: UUID) -> ResponseReturnValue:
    """Demande pourquoi, puis révoque ou remplace ; la vérification publique le dit aussitôt."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    if not peut_revoquer(agent, lu):
        raise Interdit
    document = queries.document_de(lu, document_id)
    if document.revoque_le is not None:
        raise Introuvable
    form = formulaire_repris(FormulaireRevocation)
    form.preparer()
    if form.validate_on_submit():
        agir = actions.remplacer if form.geste.data == REMPLACER else actions.revoquer
        agir(document.id, agent=agent, motif=form.motif.data or "")
        flash(_("Le document ne vaut plus. La personne est prévenue."), "succes")
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template("agents/dossier/revoquer_document.html", dossier=lu, document=document, form=form), (
        422 if form.errors else 200
    )
