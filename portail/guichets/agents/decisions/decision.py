"""Proposer ou signer une décision."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.bilan import Bilan
from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche
from portail.dossiers.actions import decision as actions
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.recours.queries import contestation_de
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.decisions.recours import de_quoi_decider
from portail.guichets.agents.formulaires import FormulaireDecision
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import formulaire_repris
from portail.identite.actions import auteur_agent
from portail.journal.actions import consigner


@blueprint.route("/dossiers/<numero:numero>/decision", methods=["GET", "POST"])
def decision(numero: str) -> ResponseReturnValue:
    """Choisit la décision, ses motifs et son montant ; la signe ou la propose."""
    agent = agent_courant()
    dossier = acces.dossier_a_instruire(agent, numero)
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    conteste = contestation_de(dossier)
    motivee, bilan, montant = de_quoi_decider(dossier, demarche, conteste)
    signe = peut_signer(agent, dossier) and not demarche.visas
    form = formulaire_repris(FormulaireDecision, revision=dossier.revision)
    form.preparer(motivee, bilan, montant)
    if form.validate_on_submit():
        projet = _projet(form, dossier, motivee, bilan)
        prise = actions.decider(dossier.id, agent=agent, projet=projet, revision=form.revision_lue())
        flash(
            _("La décision est signée et notifiée.")
            if prise.signe_le
            else _("La décision est proposée à la signature."),
            "succes",
        )
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    # Les contrôles disent l’âge, les revenus, la commune : les voir, c’est lire le dossier, et celui qu’il conteste.
    for lu in [dossier, conteste.origine] if conteste else [dossier]:
        consigner("lire", auteur=auteur_agent(agent), objet=("dossier", lu.id))
    return render_template(
        "agents/decisions/decision.html",
        dossier=dossier,
        demarche=demarche,
        conteste=conteste,
        bilan=bilan,
        form=form,
        signe=signe,
    ), 422 if form.errors else 200


def _projet(form: FormulaireDecision, dossier: Dossier, demarche: Demarche, bilan: Bilan) -> actions.Projet:
    nature = NatureDecision(form.nature.data)
    accorde = nature in (NatureDecision.ACCORD, NatureDecision.ACCORD_PARTIEL)
    return actions.Projet(
        nature=nature,
        motifs=form.motifs_rediges(demarche, bilan, langue=dossier.langue),
        montant=form.montant_lu() if accorde else None,
    )
