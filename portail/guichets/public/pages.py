"""Pages d’aide et pages légales, et le choix de la langue."""

from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.config import Departement
from portail.guichets.contexte import TEMOIN_LANGUE
from portail.guichets.gardes import ouvert
from portail.guichets.public.blueprint import blueprint
from portail.guichets.public.presentation import demarches
from portail.notaires.habilitations import SERVICE_RECOURS
from portail.parametres.queries import entier_au
from portail.socle import demarrage
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import LANGUES
from portail.territoire.queries import service_de, services_actifs

UN_AN_SECONDES = 365 * 24 * 3600
NON_CONFORME = "non conforme"


def departement() -> Departement:
    """Rend le département qui ouvre ce portail."""
    return demarrage.reglages().departement


@blueprint.get("/aide")
@ouvert
def aide() -> ResponseReturnValue:
    """Aide et contact."""
    return render_template("public/aide.html")


@blueprint.get("/aide/autrement")
@ouvert
def autrement() -> ResponseReturnValue:
    """Faire une démarche sur papier, au guichet, par téléphone."""
    return render_template("public/autrement.html", demarches=demarches())


@blueprint.get("/aide/lieux")
@ouvert
def lieux() -> ResponseReturnValue:
    """Où être reçu."""
    return render_template("public/lieux.html", services=services_actifs())


@blueprint.get("/successions")
@ouvert
def successions() -> ResponseReturnValue:
    """À qui écrire sur une succession quand on n’a pas d’accès au bureau des notaires."""
    return render_template(
        "public/successions.html",
        unite=service_de(SERVICE_RECOURS),
        jours=entier_au("succession_delai_reponse"),
    )


@blueprint.get("/plan-du-site")
@ouvert
def plan_du_site() -> ResponseReturnValue:
    """Plan du site, catalogue compris."""
    return render_template("public/plan_du_site.html", demarches=demarches())


@blueprint.get("/mentions-legales")
@ouvert
def mentions_legales() -> ResponseReturnValue:
    """Éditeur, hébergeur, modalités d’utilisation du téléservice (CRPA, L112-9)."""
    return render_template("public/mentions_legales.html")


@blueprint.get("/donnees-personnelles")
@ouvert
def donnees_personnelles() -> ResponseReturnValue:
    """Traitements, durées, droits (RGPD, articles 13 et 14)."""
    return render_template("public/donnees_personnelles.html", demarches=demarches())


@blueprint.get("/accessibilite")
@ouvert
def accessibilite() -> ResponseReturnValue:
    """Déclaration d’accessibilité, au modèle imposé (décret 2019-768)."""
    etats = {
        "totalement conforme": _("en conformité totale"),
        "partiellement conforme": _("en conformité partielle"),
    }
    declaree = departement().conformite_accessibilite
    return render_template(
        "public/accessibilite.html",
        adresse=demarrage.reglages().url_publique,
        conformite=etats.get(declaree, _("non conforme")),
        non_audite=declaree not in etats,
    )


@blueprint.get("/langue/<code>")
@ouvert
def choisir_langue(code: str) -> ResponseReturnValue:
    """Garde la langue choisie un an, et revient à la page d’où l’on vient."""
    if code not in LANGUES:
        raise Introuvable
    reponse = redirect(_retour_local(request.args.get("retour", "")), code=303)
    reponse.set_cookie(
        TEMOIN_LANGUE,
        code,
        max_age=UN_AN_SECONDES,
        httponly=True,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        samesite="Lax",
    )
    return reponse


def _retour_local(retour: str) -> str:
    """Rend l’adresse si elle reste sur ce site, l’accueil sinon : pas de redirection vers un autre hôte."""
    adresse = urlsplit(retour)
    ailleurs = adresse.scheme or adresse.netloc or not retour.startswith("/") or retour.startswith(("//", "/\\"))
    if ailleurs or any(ord(signe) < ord(" ") for signe in retour):
        return url_for("public.accueil")
    return retour.rstrip("?")
