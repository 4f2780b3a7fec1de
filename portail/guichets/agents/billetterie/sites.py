"""La billetterie d’un site, au bureau : ses séances, un achat retrouvé, ses chiffres."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.ecrits import jour_ecrit, periode_ecrite
from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.inscriptions.habilitations import peut_regler, recoit_des_familles
from portail.inscriptions.patrimoine import queries
from portail.inscriptions.patrimoine.models import Site
from portail.socle import horloge
from portail.socle.erreurs import Interdit

JOURS_MONTRES = 14
CHERCHE_MAX = 600


def sites_de_l_agent() -> tuple[Agent, list[Site]]:
    """Rend l’agent courant et les sites qu’il tient ; lève `Interdit` à qui n’en tiendrait dans aucun service."""
    agent = agent_courant()
    if not recoit_des_familles(agent):
        raise Interdit
    return agent, queries.sites_tenus(agent)


@blueprint.get("/billetterie/")
def billetterie() -> ResponseReturnValue:
    """Liste les sites de l’agent ; retrouve un achat par son numéro ou par un billet."""
    agent, sites = sites_de_l_agent()
    cherche = request.args.get("q", "").strip()[:CHERCHE_MAX]
    if cherche:
        trouve = queries.achat_cherche(agent, cherche)
        if trouve is not None:
            return redirect(url_for("agents.achat", achat_id=trouve.id), 303)
        flash(gettext("Aucun achat de vos sites ne porte ce numéro, ni ce code de billet."), "attention")
    return render_template("agents/billetterie/sites.html", sites=sites, cherche=cherche)


@blueprint.get("/billetterie/<code>")
def billetterie_du_site(code: str) -> ResponseReturnValue:
    """Montre les séances d’un site à partir d’un jour."""
    agent = agent_courant()
    site = queries.site_tenu(agent, code)
    du = jour_ecrit(request.args.get("du", "")) or horloge.aujourd_hui()
    return render_template(
        "agents/billetterie/site.html",
        site=site,
        du=du,
        suite=du + timedelta(days=JOURS_MONTRES),
        seances=queries.seances_du_site(site, du=du, jours=JOURS_MONTRES),
        produits=queries.produits_du_site(site),
        regle=peut_regler(agent, site.service_code),
    )


@blueprint.get("/billetterie/<code>/chiffres")
def chiffres_de_la_billetterie(code: str) -> ResponseReturnValue:
    """Montre ce qui s’est vendu sur une période, par produit et par tarif."""
    site = queries.site_tenu(agent_courant(), code)
    du, au = periode_ecrite(request.args.get("du", ""), request.args.get("au", ""), jour=horloge.aujourd_hui())
    ventes = queries.chiffres(site, du=du, au=au)
    return render_template("agents/billetterie/chiffres.html", site=site, du=du, au=au, ventes=ventes)
