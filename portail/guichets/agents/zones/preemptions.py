"""La réponse de qui vend à un prix inférieur : où elle en est, et noter celle qui arrive par lettre."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.horloges.lecture import horloges_lues
from portail.dossiers.models import Dossier
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampJour
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Radios
from portail.instruction.dossier_lu import DossierLu
from portail.journal.models import Entree
from portail.notaires.declarations import reponses
from portail.notaires.declarations.models import Reponse
from portail.notaires.declarations.relais import relais_de
from portail.notaires.declarations.terrain import DEMARCHE
from portail.parametres.queries import entier_au
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _ as a_traduire


class FormulaireLettre(FormulaireVersionne):
    """Une réponse arrivée par courrier : c’est la date d’envoi qui compte."""

    reponse = Radios(lazy_gettext("Que répond qui vend ?"), [Exige(a_traduire("Choisissez une réponse."))])
    envoi = ChampJour(
        lazy_gettext("Date d’envoi"),
        description=lazy_gettext("Celle du cachet de la poste, à défaut celle de la lettre (CRPA, L112-1)."),
    )


def preemption_a_l_ecran(lu: DossierLu, entrees: Sequence[Entree]) -> dict[str, Any]:
    """Rend, pour la page du dossier, les tours qui suivent celui du Département, puis la suite de sa préemption."""
    if lu.dossier.demarche != DEMARCHE:
        return {}
    horloges = horloges_lues(lu.dossier, entrees)
    if not lu.prises:
        return {"relais": relais_de(horloges, entier_au("dia_relais"))}
    suite = reponses.suite_de(lu.dossier, horloges)
    if suite is None:
        return {}
    return {"preemption": suite, "preemption_dite": _(reponses.SUITES[suite.preemption.reponse or Reponse.ATTENDUE])}


@blueprint.route("/dossiers/<numero:numero>/preemption", methods=["GET", "POST"])
def noter_la_reponse_au_prix(numero: str) -> ResponseReturnValue:
    """Enregistre une réponse arrivée par courrier, à sa date d’envoi."""
    lu = acces.dossier_du_service(agent_courant(), numero)
    suite = reponses.suite_de(lu)
    if suite is None or not suite.se_note or not peut_instruire(agent_courant(), lu):
        raise Introuvable
    form = formulaire_repris(FormulaireLettre, revision=lu.revision)
    form.reponse.choices = [(sens.value, _(texte)) for sens, texte in reponses.CHOIX.items()]
    refus = (reponses.JourImpossible, reponses.TropTard)
    if form.validate_on_submit() and accompli(form.envoi, partial(_enregistrer, lu, form), *refus):
        flash(_("La réponse est enregistrée, à sa date d’envoi."), "succes")
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-preemption"), code=303)
    return render_template(
        "agents/zones/reponse_au_prix.html", dossier=lu, suite=suite, form=form
    ), 422 if form.errors else 200


def _enregistrer(lu: Dossier, form: FormulaireLettre) -> None:
    envoi = form.envoi.data
    if envoi is None:
        raise reponses.JourImpossible
    reponses.enregistrer(
        lu.id, agent=agent_courant(), reponse=Reponse(form.reponse.data), envoi=envoi, revision=form.revision_lue()
    )
