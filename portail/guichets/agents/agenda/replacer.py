"""Replacer des rendez-vous que plus rien ne couvre, ou qu’une absence casse : annuler, proposer un autre horaire."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portail.guichets.agents.agenda.plages import agenda_tenu
from portail.guichets.agents.agenda.plages_formulaires import FormulaireReplacer
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import date_et_heure, traduire
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.rendez_vous.plages.casses import Casse, Cause, casses
from portail.rendez_vous.reservations.habilitations import peut_recevoir
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.service import annuler_par_le_service
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

POURQUOI: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.SANS_PLAGE: _("hors de toute plage"),
        Cause.ABSENCE: _("absence"),
        Cause.AILLEURS: _("pris dans l’autre agenda"),
        Cause.FERMETURE: _("lieu fermé ce jour-là"),
    }
)
IMPOSE = _("imposé par un agent")


@blueprint.route("/agenda/replacer", methods=["GET", "POST"])
def replacer() -> ResponseReturnValue:
    """Montre les rendez-vous à replacer, les nourrissons d’abord, et pourquoi ; annule ceux que l’on choisit."""
    agent = agent_courant()
    ressource = agenda_tenu(agent, request.args.get("ressource", ""))
    tous = casses(ressource.id)
    a_replacer = [un for un in tous if peut_recevoir(agent, un.rdv.service_code)]
    form = formulaire_repris(FormulaireReplacer)
    form.lesquels.choices = {str(un.rdv.id): _dit(un) for un in a_replacer}
    if request.method == "GET" and not form.lesquels.data:
        form.lesquels.data = [str(un.rdv.id) for un in a_replacer if not (un.impose or un.rdv.est_collectif)]
    faits: list[RendezVous] = []

    def annuler() -> None:
        voulus = [UUID(un) for un in form.lesquels.data or ()]
        faits.extend(annuler_par_le_service(voulus, agent=agent, motif=form.motif.data or ""))

    if form.validate_on_submit() and accompli(form.motif, annuler, ErreurMetier):
        flash(
            ngettext("%(num)d rendez-vous annulé, la personne est prévenue.",
                     "%(num)d rendez-vous annulés, les personnes sont prévenues.", len(faits)),
            "succes",
        )  # fmt: skip
        return redirect(url_for("agents.plages", ressource=ressource.id), 303)
    page = render_template(
        "agents/agenda/replacer.html",
        form=form,
        ressource=ressource,
        a_replacer=a_replacer,
        caches=len(tous) - len(a_replacer),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _dit(casse: Casse) -> str:
    rdv = casse.rdv
    qui = (
        ngettext("séance à plusieurs, %(num)d personne", "séance à plusieurs, %(num)d personnes", rdv.places_prises)
        if rdv.est_collectif
        else rdv.participations[0].nom_affiche
    )
    raisons = [POURQUOI[casse.cause], *([IMPOSE] if casse.impose else [])]
    return f"{date_et_heure(rdv.debut)}, {qui} ({', '.join(map(traduire, raisons))})"
