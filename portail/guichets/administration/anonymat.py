"""Taire le nom d’un agent, ou de ceux d’un service, aux usagers : un motif de sécurité, noté à part (CRPA, L111-2)."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from portail.guichets.administration.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Radios, Texte, au_plus
from portail.identite import anonymat as actions
from portail.identite.anonymat import MOTIF_MAX, MotifDeSecurite
from portail.identite.queries import agent_de
from portail.socle.traduction import _
from portail.territoire.queries import service_de

CACHE, MONTRE = "cache", "montre"


class FormulaireAnonymat(FlaskForm):
    """Cacher ou montrer, et pourquoi ; l’usager ne lit pas le motif."""

    choix = Radios(lazy_gettext("Ce que les usagers lisent"), [Exige(_("Choisissez ce que les usagers lisent."))])
    motif = Texte(
        lazy_gettext("Motif de sécurité"),
        [au_plus(MOTIF_MAX)],
        description=lazy_gettext("Exigé pour cacher un nom. Gardé à part, chiffré : l’usager ne le lit pas."),
    )

    def preparer(self, *, anonyme: bool) -> None:
        """Pose les choix et ce qu’il en est aujourd’hui."""
        self.choix.choices = [
            (MONTRE, gettext("Le prénom, le nom et la qualité")),
            (CACHE, gettext("Un matricule et le service, sans le nom")),
        ]
        if not self.is_submitted():
            self.choix.data = CACHE if anonyme else MONTRE

    def validate_motif(self, field: Texte) -> None:
        """Exige un motif pour cacher."""
        if self.choix.data == CACHE and not (field.data or "").strip():
            raise ValidationError(gettext("Dites le motif de sécurité : la loi ne permet l’anonymat que pour cela."))

    @property
    def anonyme(self) -> bool:
        """Vrai si l’on cache."""
        return bool(self.choix.data == CACHE)


@blueprint.route("/agents/<uuid:identifiant>/anonymat", methods=["GET", "POST"])
def anonymat_de_l_agent(identifiant: UUID) -> ResponseReturnValue:
    """Règle ce que les usagers lisent d’un agent."""
    agent = agent_de(identifiant)
    form = formulaire_repris(FormulaireAnonymat)
    form.preparer(anonyme=agent.anonyme)
    agir = partial(actions.proteger_l_agent, identifiant, par=agent_courant())
    if form.validate_on_submit() and _regler(form, agir):
        return redirect(url_for("administration.agent", identifiant=identifiant), code=303)
    return render_template(
        "administration/anonymat.html",
        form=form,
        nom=agent.nom_affiche,
        matricule=agent.matricule,
        retour=url_for("administration.agent", identifiant=identifiant),
    ), 422 if form.errors else 200


@blueprint.route("/services/<code>/anonymat", methods=["GET", "POST"])
def anonymat_du_service(code: str) -> ResponseReturnValue:
    """Règle ce que les usagers lisent des agents d’un service."""
    service = service_de(code)
    form = formulaire_repris(FormulaireAnonymat)
    form.preparer(anonyme=service.agents_anonymes)
    agir = partial(actions.proteger_le_service, code, par=agent_courant())
    if form.validate_on_submit() and _regler(form, agir):
        return redirect(url_for("administration.service", code=code), code=303)
    return render_template(
        "administration/anonymat.html",
        form=form,
        nom=service.nom,
        matricule="",
        retour=url_for("administration.service", code=code),
    ), 422 if form.errors else 200


def _regler(form: FormulaireAnonymat, agir: "partial[None]") -> bool:
    regle = partial(agir, anonyme=form.anonyme, motif=form.motif.data or "")
    if not accompli(form.motif, regle, MotifDeSecurite):
        return False
    flash(gettext("C’est réglé. Les courriers déjà remis ne changent pas."), "succes")
    return True
