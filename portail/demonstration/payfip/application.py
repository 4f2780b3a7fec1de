"""Assemble le PayFiP simulé, seul ou parmi les autres simulateurs ; jamais en production."""

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from portail.config import Environnement
from portail.demonstration.payfip import ecrans, service
from portail.demonstration.payfip.etat import NOM, Payfip

PREFIXE = "/payfip"
ADMIS = frozenset({Environnement.DEMO, Environnement.TEST})
FEUILLE = Path(__file__).parent.parent / "fournisseur" / "pages"


class InterditEnProduction(RuntimeError):
    """Le simulateur a été demandé là où l’argent est vrai."""


def ajouter_payfip(app: Flask, environ: Mapping[str, str] | None = None) -> Payfip:
    """Ajoute le simulateur à cette application, sous `/payfip`, et rend son état.

    Lève `InterditEnProduction` si l’environnement n’est ni la démonstration ni un essai.
    """
    reglages = os.environ if environ is None else environ
    if reglages.get("PORTAIL_ENV", Environnement.PRODUCTION) not in ADMIS:
        raise InterditEnProduction("PORTAIL_ENV doit valoir demo ou test")
    etat = app.extensions[NOM] = Payfip()
    app.register_blueprint(service.blueprint, url_prefix=PREFIXE)
    app.register_blueprint(ecrans.blueprint, url_prefix=PREFIXE)
    return etat


def creer_payfip(environ: Mapping[str, str] | None = None) -> Flask:
    """Rend l’application du seul PayFiP simulé."""
    app = Flask(__name__, static_folder=str(FEUILLE), static_url_path="/pages")
    ajouter_payfip(app, environ)
    return app
