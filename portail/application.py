"""Assemble le portail : le seul module qui connaît tous les autres."""

import os
from collections.abc import Mapping

from flask import Flask, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portail import commandes
from portail.config import RACINE, Reglages, lire_reglages
from portail.dossiers import abonnements
from portail.guichets import contexte, entetes, erreurs, statiques
from portail.guichets.administration.vues import blueprint as administration
from portail.guichets.agents.vues import blueprint as agents
from portail.guichets.api.vues import blueprint as api
from portail.guichets.billetterie.vues import blueprint as billetterie
from portail.guichets.connexion.vues import blueprint as connexion
from portail.guichets.convertisseurs import ConvertisseurNumero, ConvertisseurTexte
from portail.guichets.evenements.vues import blueprint as evenements
from portail.guichets.experts.vues import blueprint as experts
from portail.guichets.exploitation import traces
from portail.guichets.exploitation.vues import blueprint as exploitation
from portail.guichets.inscriptions.vues import blueprint as inscriptions
from portail.guichets.notaires.vues import blueprint as notaires
from portail.guichets.paiement.vues import blueprint as paiement
from portail.guichets.public.vues import blueprint as public
from portail.guichets.rendez_vous.vues import blueprint as rendez_vous
from portail.guichets.requete import Requete
from portail.guichets.session import InterfaceDeSession
from portail.guichets.usagers.vues import blueprint as usagers
from portail.inscriptions import abonnements as abonnements_des_inscriptions
from portail.instruction import abonnements as abonnements_de_l_instruction
from portail.notaires.declarations import abonnements as abonnements_des_declarations
from portail.rendez_vous import abonnements as abonnements_des_rendez_vous
from portail.socle import base, decalage, demarrage

GUICHETS = (
    public,
    rendez_vous,
    paiement,
    billetterie,
    inscriptions,
    evenements,
    connexion,
    usagers,
    agents,
    administration,
    notaires,
    experts,
    exploitation,
    api,
)
TAILLE_MAX_REQUETE = 64 * 1024 * 1024
TAILLE_MAX_FORMULAIRE = 2 * 1024 * 1024
"""En mémoire et hors fichiers : au-delà, c’est un 413."""


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Rend l’application prête à servir ; lève `ReglagesInvalides` si l’environnement ne convient pas."""
    reglages = lire_reglages(os.environ if environ is None else environ)
    demarrage.demarrer(reglages)
    app = Flask("portail", static_folder=None, template_folder=str(RACINE / "portail" / "templates"))
    _regler(app, reglages)
    for blueprint in GUICHETS:
        app.register_blueprint(blueprint)
    commandes.installer(app)
    abonnements.installer()
    abonnements_de_l_instruction.installer()
    abonnements_des_rendez_vous.installer()
    abonnements_des_inscriptions.installer()
    abonnements_des_declarations.installer()
    if not reglages.production:
        _ajouter_la_demonstration(app, reglages)
    return app


def _ajouter_la_demonstration(app: Flask, reglages: Reglages) -> None:
    """Ajoute les écrans et les commandes de démonstration, qui n’existent pas en production."""
    from portail.demonstration import cachet, donnees, ecrans  # noqa: PLC0415 — jamais chargés en production

    cachet.assurer(reglages.cachet)
    app.register_blueprint(ecrans.blueprint)
    ecrans.installer(app)
    app.cli.add_command(donnees.charger_demonstration)


def _regler(app: Flask, reglages: Reglages) -> None:
    app.config.update(
        SECRET_KEY=reglages.cle_secrete,
        SESSION_COOKIE_SECURE=reglages.production,
        MAX_CONTENT_LENGTH=TAILLE_MAX_REQUETE,
        MAX_FORM_MEMORY_SIZE=TAILLE_MAX_FORMULAIRE,
        BABEL_DEFAULT_LOCALE="fr",
        BABEL_TRANSLATION_DIRECTORIES=str(RACINE / "translations"),
        DEBUG=app.debug and not reglages.production,
        WTF_CSRF_TIME_LIMIT=None,  # le jeton vit aussi longtemps que la session
        WTF_CSRF_SSL_STRICT=False,  # derrière un mandataire, l’origine se vérifie par SameSite
        REGLAGES=reglages,
    )
    app.request_class = Requete
    app.session_interface = InterfaceDeSession()
    app.url_map.converters.update(numero=ConvertisseurNumero, default=ConvertisseurTexte, string=ConvertisseurTexte)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, locale_selector=contexte.langue_courante)
    CSRFProtect(app)
    if reglages.mandataires_proxy:
        nombre = reglages.mandataires_proxy
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=nombre, x_proto=nombre, x_host=nombre)  # type: ignore[method-assign]
    traces.installer(app)
    contexte.installer(app, reglages)
    entetes.installer(app, reglages)
    statiques.installer(app)
    erreurs.installer(app)
    if not reglages.production:
        app.before_request(_relire_l_horloge)
    app.teardown_appcontext(_rendre_la_connexion)


def _relire_l_horloge() -> None:
    if not request.path.startswith(("/static/", "/sante")):
        decalage.rafraichir()


def _rendre_la_connexion(_erreur: BaseException | None) -> None:
    base.fermer_session()
