"""Répondre à une préemption à un prix inférieur : l’accepter, maintenir le sien, renoncer à vendre."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.dossiers import queries
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.models import Decision, Dossier
from portail.guichets.identites import ouvert_aux_offices, usager_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Radios
from portail.guichets.usagers.blueprint import blueprint
from portail.notaires.declarations import reponses
from portail.notaires.declarations.models import Reponse
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _ as a_traduire


class FormulaireReponse(FlaskForm):
    """La réponse de qui vend."""

    reponse = Radios(lazy_gettext("Que répondez-vous ?"), [Exige(a_traduire("Choisissez une réponse."))])

    def proposer(self) -> None:
        """Pose ce que l’on peut répondre."""
        self.reponse.choices = [(sens.value, _(texte)) for sens, texte in reponses.CHOIX.items()]


def preemption_a_l_ecran(suivi: Dossier, decision: Decision | None) -> dict[str, Any]:
    """Rend, pour la page de suivi, la suite d’une préemption à un prix inférieur, et si l’on peut y répondre."""
    suite = reponses.suite_de(suivi) if decision else None
    if suite is None:
        return {}
    return {
        "preemption": suite,
        "preemption_dite": _(reponses.SUITES[suite.preemption.reponse or Reponse.ATTENDUE]),
        "preemption_attend": suite.est_attendue and peut_agir(usager_courant(), suivi),
    }


@blueprint.route("/mon-espace/dossiers/<numero:numero>/preemption", methods=["GET", "POST"])
@ouvert_aux_offices
def repondre_a_la_preemption(numero: str) -> ResponseReturnValue:
    """Montre ce que l’on peut répondre et reçoit la réponse."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    suite = reponses.suite_de(suivi)
    if suite is None or not peut_agir(usager, suivi):
        raise Introuvable
    if not suite.est_attendue:
        flash(_("Une réponse est déjà enregistrée, ou le délai est passé."), "attention")
        return redirect(url_for("usagers.dossier", numero=numero), code=303)
    form = formulaire_repris(FormulaireReponse)
    form.proposer()
    if form.validate_on_submit() and accompli(form.reponse, partial(_repondre, suivi, form)):
        flash(_("Votre réponse est enregistrée. Le service est prévenu."), "succes")
        return redirect(url_for("usagers.dossier", numero=numero), code=303)
    return render_template(
        "usagers/preemption.html", dossier=suivi, suite=suite, form=form
    ), 422 if form.errors else 200


def _repondre(suivi: Dossier, form: FormulaireReponse) -> None:
    reponses.repondre(suivi.id, usager=usager_courant(), reponse=Reponse(form.reponse.data))
