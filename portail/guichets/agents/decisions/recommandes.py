"""La lettre recommandée d’une décision : noter son envoi, puis ce que La Poste en dit."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms.validators import Optional

from portail.dossiers.guichet.poste import peut_poster
from portail.dossiers.horloges.plis import ISSUES, IssuePli
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.recommandes import actions, queries
from portail.dossiers.recommandes.actions import Suivi
from portail.dossiers.recommandes.erreurs import DatesIncoherentes
from portail.dossiers.recommandes.models import PliRecommande
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.decisions.retraits import JourFacultatif
from portail.guichets.agents.formulaires import ChampJour
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Ligne, Radios
from portail.identite.models import Agent
from portail.instruction.dossier_lu import DossierLu
from portail.socle import horloge
from portail.socle.erreurs import Interdit, TransitionInterdite
from portail.socle.traduction import _

EN_ROUTE = ""
SANS_JOUR = _("Écrivez le jour de l’envoi, tel que La Poste le donne.")


class FormulaireEnvoi(FormulaireVersionne):
    """Le numéro de la lettre et le jour de son envoi."""

    suivi = Ligne(
        lazy_gettext("Numéro du recommandé"),
        [Exige(_("Recopiez le numéro du recommandé."))],
        description=lazy_gettext("De 11 à 15 lettres et chiffres, sur le bordereau. Exemple : 1A 234 567 8901 2."),
    )
    envoye_le = ChampJour(lazy_gettext("Envoyée le"), [Exige(SANS_JOUR)])


class FormulaireSuivi(FormulaireVersionne):
    """Tout ce que La Poste dit de la lettre, à ce jour."""

    envoye_le = ChampJour(lazy_gettext("Envoyée le"), [Exige(SANS_JOUR)])
    presente_le = JourFacultatif(
        lazy_gettext("Présentée le (avis de passage)"),
        [Optional()],
        description=lazy_gettext("Si la lettre est refusée ou non réclamée, ce jour fait la notification."),
    )
    issue = Radios(lazy_gettext("Qu’est-elle devenue ?"), default=EN_ROUTE)
    issue_le = JourFacultatif(
        lazy_gettext("Quel jour ?"),
        [Optional()],
        description=lazy_gettext("Le jour de la remise, du refus ou du retour. Laissez vide si on ne sait pas encore."),
    )

    def proposer(self, pli: PliRecommande) -> None:
        """Pose les issues et, à l’ouverture, l’état noté."""
        self.issue.choices = [
            (EN_ROUTE, gettext("On ne sait pas encore")),
            *((issue.value, gettext(dite)) for issue, dite in ISSUES.items()),
        ]
        if self.is_submitted() or self.envoye_le.raw_data:
            return
        self.envoye_le.data, self.presente_le.data = pli.envoye_le, pli.presente_le
        self.issue.data, self.issue_le.data = pli.issue or EN_ROUTE, pli.issue_le

    @property
    def etat(self) -> Suivi:
        """Rend l’état écrit."""
        return Suivi(
            envoye=self.envoye_le.data or horloge.aujourd_hui(),
            presente=self.presente_le.data,
            issue=IssuePli(self.issue.data) if self.issue.data else None,
            issue_le=self.issue_le.data,
        )


def recommandes_a_l_ecran(lu: DossierLu, decision: Decision | None, agent: Agent) -> Mapping[str, Any]:
    """Rend, pour la page du dossier, les lettres recommandées et ce que l’agent peut en noter."""
    signee = decision is not None and decision.signe_le is not None
    return {
        "plis": lu.plis,
        "issues": ISSUES,
        "peut_recommander": signee and peut_poster(agent, lu.dossier),
    }


def _au_dossier(numero: str) -> ResponseReturnValue:
    return redirect(url_for("agents.dossier", numero=numero, _anchor="t-recommandes"), code=303)


def _a_poster(numero: str) -> Dossier:
    """Rend le dossier si l’agent en poste les courriers ; lève `Introuvable`, ou `Interdit` s’il ne peut que lire."""
    agent = agent_courant()
    dossier = acces.dossier_du_service(agent, numero)
    if not peut_poster(agent, dossier):
        raise Interdit
    return dossier


@blueprint.route("/dossiers/<numero:numero>/recommandes/nouveau", methods=["GET", "POST"])
def envoyer_recommande(numero: str) -> ResponseReturnValue:
    """Note que la décision est partie en recommandé, avec son numéro."""
    dossier = _a_poster(numero)
    decision = queries.decision_a_notifier(dossier)
    if decision is None:
        raise TransitionInterdite
    form = formulaire_repris(FormulaireEnvoi, revision=dossier.revision)
    if not form.is_submitted() and form.envoye_le.data is None:
        form.envoye_le.data = horloge.aujourd_hui()
    if form.validate_on_submit() and _envoye(form, dossier, form.envoye_le.data or horloge.aujourd_hui()):
        flash(gettext("C’est noté : la décision est partie en recommandé."), "succes")
        return _au_dossier(numero)
    return render_template("agents/decisions/recommande_envoyer.html", dossier=dossier, decision=decision, form=form), (
        422 if form.errors else 200
    )


def _envoye(form: FormulaireEnvoi, dossier: Dossier, jour: date) -> bool:
    """Note l’envoi ; rend faux si le numéro ou le jour est refusé, chaque refus dit sur son champ."""
    geste = partial(
        actions.envoyer,
        dossier.id,
        agent=agent_courant(),
        numero=form.suivi.data or "",
        jour=jour,
        revision=form.revision_lue(),
    )
    return accompli(form.suivi, geste, autres={DatesIncoherentes: form.envoye_le})


@blueprint.route("/dossiers/<numero:numero>/recommandes/<uuid:pli_id>", methods=["GET", "POST"])
def suivre_recommande(numero: str, pli_id: UUID) -> ResponseReturnValue:
    """Note où en est la lettre : présentée, distribuée, refusée, non réclamée, revenue ; ou corrige ce qui fut noté."""
    dossier = _a_poster(numero)
    pli = queries.pli_du_dossier(dossier, pli_id)
    form = formulaire_repris(FormulaireSuivi, revision=dossier.revision)
    form.proposer(pli)
    if form.validate_on_submit():
        geste = partial(
            actions.suivre,
            dossier.id,
            pli.id,
            agent=agent_courant(),
            suivi=form.etat,
            revision=form.revision_lue(),
        )
        if accompli(form.issue_le, geste):
            flash(gettext("C’est noté. Le délai de recours est recalculé."), "succes")
            return _au_dossier(numero)
    return render_template("agents/decisions/recommande_suivre.html", dossier=dossier, pli=pli, form=form), (
        422 if form.errors else 200
    )


@blueprint.post("/dossiers/<numero:numero>/recommandes/retour-traite")
def traiter_retour(numero: str) -> ResponseReturnValue:
    """Note que l’agent a donné suite au retour sans renvoyer de lettre."""
    dossier = _a_poster(numero)
    actions.traiter_le_retour(dossier.id, agent=agent_courant(), revision=request.form.get("revision", type=int))
    flash(gettext("C’est noté. Le délai de recours ne court toujours pas."), "succes")
    return _au_dossier(numero)
