"""Application du fournisseur d’identité simulé : trois émetteurs, un puits de SMS, jamais en production."""

from datetime import date

from flask import Flask

from portail.demonstration.fournisseur import ecrans, points
from portail.demonstration.fournisseur.etat import NOM, Fournisseur


def creer_fournisseur(*, adresse: str, url_portail: str, jour: date) -> Flask:
    """Rend l’application, dont `extensions[NOM]` porte l’état (anomalies comprises)."""
    app = Flask(__name__, template_folder="pages", static_folder="pages", static_url_path="/pages")
    app.extensions[NOM] = Fournisseur(adresse=adresse, url_portail=url_portail.rstrip("/"), jour=jour)
    app.register_blueprint(points.blueprint)
    app.register_blueprint(ecrans.blueprint)
    app.add_url_rule("/sante", "sante", lambda: ("prêt", 200, {"Content-Type": "text/plain; charset=utf-8"}))
    return app
