"""Les vues enregistrées : nommer celle que l’adresse montre, la partager à son service, l’oublier."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.listes.liste import filtres_gardes
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Ligne, Radios, au_plus
from portail.instruction.portees import services_lus
from portail.instruction.vues.actions import FILTRES, NOM_MAX, enregistrer, oublier
from portail.instruction.vues.queries import vues_de
from portail.socle.traduction import _
from portail.territoire.queries import tous_les_services

MOI = "moi"


class FormulaireVue(FlaskForm):
    """Un nom, et pour qui."""

    nom = Ligne(lazy_gettext("Nom de la vue"), [Exige(_("Donnez un nom à cette vue.")), au_plus(NOM_MAX)])
    pour = Radios(lazy_gettext("Pour qui ?"), [Exige(_("Dites pour qui est cette vue."))], default=MOI)

    def proposer(self, services: dict[str, str]) -> None:
        """Pose les choix : soi, ou tout un de ses services."""
        partages = {code: gettext("Tout le service : %(nom)s", nom=nom) for code, nom in services.items()}
        self.pour.choices = [(MOI, gettext("Moi seulement")), *partages.items()]

    @property
    def service(self) -> str | None:
        """Rend le service à qui la vue est partagée, ou rien."""
        return None if self.pour.data == MOI else self.pour.data


@blueprint.get("/vues/")
def vues() -> ResponseReturnValue:
    """Liste les vues de l’agent et celles de ses services."""
    return render_template(
        "agents/listes/vues.html", enregistrees=vues_de(agent_courant()), services=_noms_des_services()
    )


@blueprint.route("/vues/enregistrer", methods=["GET", "POST"])
def enregistrer_une_vue() -> ResponseReturnValue:
    """Garde les filtres de l’adresse sous un nom."""
    agent = agent_courant()
    filtres = {nom: valeur for nom, valeur in filtres_gardes().items() if nom in FILTRES}
    form = formulaire_repris(FormulaireVue)
    form.proposer({code: nom for code, nom in _noms_des_services().items() if code in services_lus(agent)})
    if form.validate_on_submit() and accompli(
        form.nom, lambda: enregistrer(agent, nom=form.nom.data or "", filtres=filtres, service_code=form.service)
    ):
        flash(gettext("La vue est enregistrée."), "succes")
        return redirect(url_for("agents.dossiers", **filtres), code=303)  # type: ignore[arg-type]
    return render_template("agents/listes/enregistrer.html", form=form, filtres=filtres), 422 if form.errors else 200


@blueprint.post("/vues/<uuid:vue_id>/supprimer")
def supprimer_une_vue(vue_id: UUID) -> ResponseReturnValue:
    """Oublie une vue de l’agent."""
    oublier(vue_id, agent=agent_courant())
    flash(gettext("La vue est supprimée."), "succes")
    return redirect(url_for("agents.vues"), code=303)


def _noms_des_services() -> dict[str, str]:
    return {service.code: service.nom for service in tous_les_services()}
