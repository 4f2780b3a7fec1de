"""Simulateurs de la démonstration en un seul processus : identités, PayFiP, API Particulier, courriels, SMS.

`python -m portail.demonstration.simulateurs --port-oidc P --port-smtp Q --dossier DIR --url-publique URL`
"""

import argparse
import json
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Blueprint, Flask, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import BaseWSGIServer, make_server

from portail.config import Environnement
from portail.demonstration.fournisseur.application import creer_fournisseur
from portail.demonstration.particulier import ajouter_particulier
from portail.demonstration.payfip.application import ajouter_payfip

HOTE = "127.0.0.1"
ADMIS = frozenset({Environnement.DEMO, Environnement.TEST})
_DOSSIER = "dossier-des-envois"

sms = Blueprint("sms", __name__)


class PuitsDeCourriels:
    """Reçoit tout message et l’écrit tel quel dans `dossier`, un fichier `.eml` chacun."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 — nom imposé par aiosmtpd
        """Écrit le message et l’accepte."""
        contenu = envelope.content or b""
        deposer_envoi(self.dossier, "eml", contenu if isinstance(contenu, bytes) else contenu.encode())
        return "250 Message gardé"


@sms.post("/sms")
def recevoir_sms() -> ResponseReturnValue:
    """Écrit un SMS (JSON) dans le dossier des envois."""
    message = request.get_json()
    texte = json.dumps(message, ensure_ascii=False, indent=2)
    chemin = deposer_envoi(current_app.config[_DOSSIER], "json", texte.encode())
    return {"identifiant": chemin.stem}, 201


def deposer_envoi(dossier: Path, extension: str, contenu: bytes) -> Path:
    """Écrit `<horodatage>-<id>.<extension>` d’un seul coup : un lecteur ne voit jamais un fichier à moitié écrit."""
    nom = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    brouillon = dossier / f".{nom}.part"
    brouillon.write_bytes(contenu)
    return brouillon.rename(dossier / f"{nom}.{extension}")


def application(*, adresse: str, url_publique: str, jour: date, dossier: Path) -> Flask:
    """Rend l’application web des simulateurs : identités, PayFiP, API Particulier et SMS."""
    app = creer_fournisseur(adresse=adresse, url_portail=url_publique, jour=jour)
    app.config[_DOSSIER] = dossier
    app.register_blueprint(sms)
    ajouter_payfip(app)
    ajouter_particulier(app, jour=jour)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Lance les simulateurs jusqu’à SIGTERM ou Ctrl-C ; refuse de démarrer en production (code 2)."""
    if os.environ.get("PORTAIL_ENV") not in ADMIS:
        sys.stderr.write("Les simulateurs n’existent qu’en démonstration : PORTAIL_ENV doit valoir demo ou test.\n")
        return 2
    options = _options(arguments)
    options.dossier.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = application(
        adresse=f"http://{HOTE}:{options.port_oidc}",
        url_publique=options.url_publique,
        jour=options.jour,
        dossier=options.dossier,
    )
    courriels = Controller(PuitsDeCourriels(options.dossier), hostname=HOTE, port=options.port_smtp)
    serveur = make_server(HOTE, options.port_oidc, app, threaded=True)
    courriels.start()
    sys.stdout.write(f"simulateurs prêts : http://{HOTE}:{options.port_oidc} smtp://{HOTE}:{options.port_smtp}\n")
    sys.stdout.flush()
    try:
        _servir(serveur)
    finally:
        courriels.stop()
    return 0


def _servir(serveur: BaseWSGIServer) -> None:
    """Sert jusqu’au signal d’arrêt ; l’arrêt se demande depuis un autre fil, sinon il s’attendrait lui-même."""

    def arreter(_signal: int, _cadre: object) -> None:
        threading.Thread(target=serveur.shutdown, daemon=True).start()

    for numero in (signal.SIGTERM, signal.SIGINT):
        signal.signal(numero, arreter)
    serveur.serve_forever(poll_interval=0.1)
    serveur.server_close()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    analyseur = argparse.ArgumentParser(prog="portail.demonstration.simulateurs", description="Simulateurs.")
    analyseur.add_argument("--port-oidc", type=int, required=True, help="port des fournisseurs d’identité et des SMS")
    analyseur.add_argument("--port-smtp", type=int, required=True, help="port du puits de courriels")
    analyseur.add_argument("--dossier", type=Path, required=True, help="où écrire courriels et SMS reçus")
    analyseur.add_argument("--url-publique", required=True, help="adresse du portail")
    analyseur.add_argument(
        "--jour",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="jour où les âges sont exacts (AAAA-MM-JJ) ; aujourd’hui par défaut",
    )
    return analyseur.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
