"""Replacer des rendez-vous que plus rien ne couvre, ou qu’une absence casse : annuler, proposer un autre horaire."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portail.guichets.agents.agenda.plages import agenda_tenu
from portail.guichets.agents.agenda.plages_formulaires import FormulaireReplacer
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import date_et_heure
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.occupations.queries import occupees
from portail.rendez_vous.plages.apercu import UN_AN, rendez_vous_hors
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.queries import rendez_vous_genes
from portail.rendez_vous.reservations.service import annuler_par_le_service, priorite
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier

SAISIE_A_CORRIGER = 422


@blueprint.route("/agenda/replacer", methods=["GET", "POST"])
def replacer() -> ResponseReturnValue:
    """Montre les rendez-vous à replacer, les nourrissons d’abord ; annule ceux que l’on choisit."""
    agent = agent_courant()
    ressource = agenda_tenu(agent, request.args.get("ressource", ""))
    a_replacer = sorted(_a_replacer(ressource), key=priorite)
    form = formulaire_repris(FormulaireReplacer)
    form.lesquels.choices = {str(rdv.id): _dit(rdv) for rdv in a_replacer}
    if request.method == "GET" and not form.lesquels.data:
        form.lesquels.data = list(form.lesquels.choices)
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
    page = render_template("agents/agenda/replacer.html", form=form, ressource=ressource, combien=len(a_replacer))
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _a_replacer(ressource: Ressource) -> Sequence[RendezVous]:
    """Rend les rendez-vous à venir hors de toute plage, et ceux qu’une absence recouvre."""
    hors = {rdv.id: rdv for rdv in rendez_vous_hors(ressource.id)}
    maintenant = horloge.maintenant()
    fin = datetime.combine(horloge.aujourd_hui() + timedelta(days=UN_AN), time(0), horloge.PARIS)
    for prise in occupees([ressource.id], maintenant, fin):
        if prise.origine is Origine.ABSENCE:
            genes = rendez_vous_genes(ressource.id, max(prise.debut, maintenant), prise.fin)
            hors |= {rdv.id: rdv for rdv in genes}
    return [rdv for rdv in hors.values() if not rdv.est_collectif]


def _dit(rdv: RendezVous) -> str:
    return f"{date_et_heure(rdv.debut)}, {rdv.participations[0].nom_affiche}"
