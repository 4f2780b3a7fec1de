"""Les absences : la sienne pour chacun, celles de son équipe pour qui l’encadre, celles des personnes qu’il supplée."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.equipe.formulaires import FormulaireAbsence, FormulaireFin
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.identite.absences.models import SortDesDossiers
from portail.identite.absences.queries import absence_de, absences_a_venir, supplees_par
from portail.identite.models import Agent
from portail.identite.queries import agent_de, agents_par_id
from portail.instruction.absences import actions
from portail.instruction.absences.actions import FicheAbsence
from portail.instruction.absences.habilitations import peut_declarer
from portail.instruction.equipe import agents_encadres, collegues_qui_instruisent
from portail.rendez_vous.occupations.reprises import reprendre
from portail.socle import horloge
from portail.socle.erreurs import Introuvable


@blueprint.get("/absences/")
def absences() -> ResponseReturnValue:
    """Liste les absences en cours et à venir : la sienne, celles de son équipe, celles de qui l’agent supplée."""
    agent = agent_courant()
    siennes = {un.id for un in _concernes(agent)}
    trouvees = absences_a_venir(siennes | supplees_par(agent.id))
    noms = agents_par_id([*{a.agent_id for a in trouvees}, *{a.suppleant_id for a in trouvees if a.suppleant_id}])
    return render_template(
        "agents/equipe/absences.html", absences=trouvees, agents=noms, siennes=siennes, jour=horloge.aujourd_hui()
    )


@blueprint.route("/absences/declarer", methods=["GET", "POST"])
def declarer_une_absence() -> ResponseReturnValue:
    """Déclare une absence."""
    agent = agent_courant()
    form = formulaire_repris(FormulaireAbsence)
    form.proposer(_concernes(agent), collegues_qui_instruisent(agent))
    if form.validate_on_submit() and _declaree(form, agent):
        flash(gettext("L’absence est enregistrée."), "succes")
        return redirect(url_for("agents.absences"), code=303)
    return render_template("agents/equipe/absence.html", form=form), 422 if form.errors else 200


@blueprint.route("/absences/<uuid:absence_id>", methods=["GET", "POST"])
def ecourter_une_absence(absence_id: UUID) -> ResponseReturnValue:
    """Avance la fin d’une absence, ou l’annule si elle n’a pas commencé."""
    agent, absence = agent_courant(), absence_de(absence_id)
    absent = agent_de(absence.agent_id)
    if not peut_declarer(agent, absent):
        raise Introuvable
    form = formulaire_repris(FormulaireFin)
    if not form.is_submitted():
        form.dernier_jour.data = horloge.aujourd_hui()
    if form.validate_on_submit() and accompli(
        form.dernier_jour,
        partial(reprendre, partial(actions.ecourter, absence_id, dernier_jour=form.jour, par=agent)),
    ):
        flash(gettext("C’est noté."), "succes")
        return redirect(url_for("agents.absences"), code=303)
    return render_template("agents/equipe/ecourter.html", form=form, absence=absence, absent=absent), (
        422 if form.errors else 200
    )


def _concernes(agent: Agent) -> Sequence[Agent]:
    """Rend l’agent, puis ceux qu’il encadre."""
    return [agent, *(un for un in agents_encadres(agent) if un.id != agent.id)]


def _declaree(form: FormulaireAbsence, agent: Agent) -> bool:
    fiche = FicheAbsence(
        agent_id=UUID(form.qui.data),
        debut=form.periode[0],
        fin=form.periode[1],
        suppleant_id=form.suppleant_choisi,
        sort=SortDesDossiers(form.sort.data),
    )
    # Une absence prend l’agenda de l’agent, que quelqu’un réserve peut-être à cet instant.
    geste = partial(reprendre, partial(actions.declarer, fiche, par=agent))
    return accompli(form.fin, geste, autres={actions.SuppleantImpossible: form.suppleant})
