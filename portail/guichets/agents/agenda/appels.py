"""Les personnes à rappeler : s’en charger, les appeler, dire ce que cela a donné ; quand le service rappelle."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Radios
from portail.identite.actions import auteur_agent
from portail.identite.queries import agent_de, agents_par_id
from portail.journal.actions import consigner
from portail.rendez_vous.ressources.langues import LANGUES
from portail.rendez_vous.telephone import actions
from portail.rendez_vous.telephone.erreurs import DejaPrise
from portail.rendez_vous.telephone.habilitations import services_regles
from portail.rendez_vous.telephone.models import EN_COURS, Issue
from portail.rendez_vous.telephone.phrases import ETATS, ISSUES, RELAIS, SUJETS
from portail.rendez_vous.telephone.queries import demande_de, rappels_a_faire, tentatives_de
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

GESTES: Mapping[str, tuple[Callable[..., object], str]] = MappingProxyType(
    {
        "prendre": (actions.prendre, _("Vous vous chargez de cet appel.")),
        "rendre": (actions.rendre, _("Un collègue peut prendre cet appel.")),
        "annuler": (actions.annuler, _("L’appel est annulé : la personne n’y tient plus.")),
    }
)
"""Geste d’un bouton → ce qu’il fait, et ce que l’on en dit."""


class FormulaireDAppel(FlaskForm):
    """Ce qu’un appel a donné."""

    issue = Radios(lazy_gettext("Ce qu’a donné l’appel"), [Exige(_("Dites ce qu’a donné l’appel."))])


@blueprint.get("/agenda/appels/")
def appels() -> ResponseReturnValue:
    """Liste les personnes à rappeler des services de l’agent, dans l’ordre des moments choisis."""
    agent = agent_courant()
    a_faire = rappels_a_faire(agent)
    return render_template(
        "agents/agenda/appels.html",
        a_faire=a_faire,
        agents=agents_par_id([un.demande.agent_id for un in a_faire if un.demande.agent_id]),
        regle=bool(services_regles(agent)),
        sujets=SUJETS,
        relais=RELAIS,
        etats=ETATS,
    )


@blueprint.route("/agenda/appels/<uuid:demande_id>", methods=["GET", "POST"])
def appel(demande_id: UUID) -> ResponseReturnValue:
    """Montre qui appeler et comment, et note ce qu’un appel a donné ; la lecture est au journal."""
    agent, form = agent_courant(), formulaire_repris(FormulaireDAppel)
    demande = demande_de(demande_id, agent=agent)
    form.issue.choices = [(issue.value, gettext(mot)) for issue, mot in ISSUES.items()]
    if form.validate_on_submit() and accompli(
        form.issue,
        lambda: actions.noter_un_appel(demande_id, agent=agent, issue=Issue(form.issue.data)),
        DejaPrise,
    ):
        flash(gettext("L’appel est noté."), "succes")
        return redirect(url_for("agents.appels"), 303)
    consigner("lire_rappel", auteur=auteur_agent(agent), objet=("demande_de_rappel", demande.id), details={})
    page = render_template(
        "agents/agenda/appel.html",
        form=form,
        demande=demande,
        tentatives=tentatives_de([demande.id]).get(demande.id, ()),
        par=agent_de(demande.agent_id) if demande.agent_id else None,
        en_cours=demande.etat in EN_COURS,
        etats=ETATS,
        sujets=SUJETS,
        relais=RELAIS,
        langues=LANGUES,
        issues=ISSUES,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/agenda/appels/<uuid:demande_id>/<geste>")
def geste_sur_l_appel(demande_id: UUID, geste: str) -> ResponseReturnValue:
    """S’en charger, le rendre, ou noter que la personne n’y tient plus."""
    if geste not in GESTES:
        raise Introuvable
    faire, dit = GESTES[geste]
    try:
        faire(demande_id, agent=agent_courant())
    except DejaPrise as refus:
        flash(refus_dit(refus), "attention")
        return redirect(url_for("agents.appels"), 303)
    flash(gettext(dit), "succes")
    suite = url_for("agents.appel", demande_id=demande_id) if geste == "prendre" else url_for("agents.appels")
    return redirect(suite, 303)
