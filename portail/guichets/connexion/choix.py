"""La page où l’on choisit comment entrer : les usagers, les agents, les notaires."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.adresses import adresse_locale
from portail.guichets.connexion.blueprint import blueprint
from portail.guichets.gardes import ouvert
from portail.guichets.identites import agent_present, membre_present, usager_present
from portail.socle import demarrage

ACCUEIL_USAGERS = "/mon-espace/"
ACCUEIL_AGENTS = "/agents/"
ACCUEIL_NOTAIRES = "/notaires/"


@blueprint.get("/connexion")
@ouvert
def choisir() -> ResponseReturnValue:
    """Rend les manières d’entrer ; une personne déjà connectée va droit où elle voulait aller."""
    if request.args.get("guichet") == "agents":
        return _choisir_agent()
    if request.args.get("guichet") == "notaires":
        return _choisir_notaire()
    suite = adresse_locale(request.args.get("suite"), defaut=ACCUEIL_USAGERS)
    if usager_present():
        return redirect(suite, 303)
    return render_template(
        "connexion/choisir.html", suite=suite, franceconnect=demarrage.reglages().franceconnect.configure
    )


def _choisir_notaire() -> ResponseReturnValue:
    suite = adresse_locale(request.args.get("suite"), defaut=ACCUEIL_NOTAIRES)
    if membre_present():
        return redirect(suite, 303)
    return render_template(
        "connexion/choisir_notaire.html", suite=suite, notaires=demarrage.reglages().notaires.configure
    )


def _choisir_agent() -> ResponseReturnValue:
    suite = adresse_locale(request.args.get("suite"), defaut=ACCUEIL_AGENTS)
    if agent_present():
        return redirect(suite, 303)
    return render_template(
        "connexion/choisir_agent.html", suite=suite, proconnect=demarrage.reglages().proconnect.configure
    )
