"""Les alarmes sur l’usage du bureau des notaires : au délégué à la protection des données, et à lui seul."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import TexteLong
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.models import Agent
from portail.identite.queries import agents_par_id
from portail.notaires.habilitations import est_dpo
from portail.notaires.successions import surveillance
from portail.notaires.successions.models import SorteAlarme
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _

SORTES = {
    SorteAlarme.MEME_ACTE: _("Même acte de décès pour deux personnes, refusé"),
    SorteAlarme.VARIATIONS: _("Personnes presque semblables"),
    SorteAlarme.RAFALE: _("Beaucoup de requêtes en peu de temps"),
    SorteAlarme.HORS_HEURES: _("Requêtes de suite la nuit ou un jour chômé"),
    SorteAlarme.DEFUNT_JEUNE: _("Défunt très jeune"),
}
SUITE = (
    TexteLong(
        "suite",
        _("Suite donnée"),
        aide=_("Ce que vous avez vérifié, et ce que vous en faites. Exemple : office appelé, erreur de pièce."),
        longueur_max=2000,
    ),
)


@blueprint.get("/successions/alarmes")
def alarmes_des_notaires() -> ResponseReturnValue:
    """Liste les alarmes, celles qui sont à voir d’abord."""
    _delegue()
    numero = max(1, request.args.get("page", 1, type=int))
    page = surveillance.alarmes(numero)
    return render_template("agents/successions/alarmes.html", page=page, numero=numero, sortes=SORTES)


@blueprint.route("/successions/alarmes/<uuid:alarme_id>", methods=["GET", "POST"])
def alarme_d_un_notaire(alarme_id: UUID) -> ResponseReturnValue:
    """Montre une alarme et ce que ce membre a demandé ce jour-là ; note la suite donnée."""
    delegue = _delegue()
    lue = surveillance.alarme_de(alarme_id, agent=delegue)
    valeurs = {"suite": lue.alarme.suite or ""}
    form = formulaire_de(SUITE, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit():
        surveillance.noter_la_suite(alarme_id, str(form.reponses()["suite"]), agent=delegue)
        flash(gettext("La suite donnée est notée : l’alarme est vue."), "succes")
        return redirect(url_for("agents.alarmes_des_notaires"), 303)
    page = render_template(
        "agents/successions/alarme.html",
        lue=lue,
        requetes=surveillance.requetes_du_jour(lue.alarme),
        vue_par=agents_par_id([lue.alarme.vue_par_id] if lue.alarme.vue_par_id else []),
        form=form,
        sortes=SORTES,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _delegue() -> Agent:
    agent = agent_courant()
    if not est_dpo(agent):
        raise Interdit
    return agent
