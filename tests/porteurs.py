"""Greffon pytest : un serveur SMTP et un fournisseur de SMS d’essai, à qui l’on dicte leurs refus."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from portail.demonstration.processus import ports_libres
from portail.socle import demarrage

OK = "250 OK"


class Puits:
    """Garde ce qu’il reçoit ; `refus_destinataire` et `refus_message` sont les réponses à faire."""

    def __init__(self) -> None:
        self.recus = []
        self.refus_destinataire = OK
        self.refus_message = OK
        self.identifies = []

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(recu.content, _class=EmailMessage, policy=policy.default) for recu in self.recus]

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 — nom imposé
        if self.refus_destinataire == OK:
            envelope.rcpt_tos.append(address)
        return self.refus_destinataire

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 — nom imposé
        if self.refus_message == OK:
            self.recus.append(envelope)
        return self.refus_message

    def identifier(self, _serveur, _session, _enveloppe, mecanisme, donnees) -> AuthResult:
        self.identifies.append((donnees.login, donnees.password))
        return AuthResult(success=True)


@contextmanager
def serveur_smtp(port: int, puits: Puits) -> Iterator[Puits]:
    """Écoute sur ce port de la machine, le temps du bloc."""
    controleur = Controller(
        puits, hostname="127.0.0.1", port=port, authenticator=puits.identifier, auth_require_tls=False
    )
    controleur.start()
    try:
        yield puits
    finally:
        controleur.stop()


class _Comptoir(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        corps = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.recus.append(json.loads(corps))
        self.send_response(self.server.code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args) -> None:
        """Se tait."""


@contextmanager
def fournisseur_sms(code: int = 201) -> Iterator[ThreadingHTTPServer]:
    """Rend un serveur qui garde les SMS dans `recus` et répond toujours `code` ; son adresse est `url`."""
    (port,) = ports_libres(1)
    serveur = ThreadingHTTPServer(("127.0.0.1", port), _Comptoir)
    serveur.recus, serveur.code, serveur.url = [], code, f"http://127.0.0.1:{port}/sms"
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    try:
        yield serveur
    finally:
        serveur.shutdown()
        fil.join()
        serveur.server_close()


@pytest.fixture
def regler(application, monkeypatch):
    """Change des réglages du processus, le temps du test : `regler(sms_url=…)`."""
    del application

    def changer(**changements) -> None:
        monkeypatch.setattr(demarrage._Reglage, "reglages", replace(demarrage.reglages(), **changements))

    return changer


@pytest.fixture
def port_smtp(regler) -> int:
    """Un port où personne n’écoute encore, réglé comme celui du serveur de courriels."""
    (port,) = ports_libres(1)
    regler(smtp_url=f"smtp://127.0.0.1:{port}")
    return port


@pytest.fixture
def smtp(port_smtp) -> Iterator[Puits]:
    """Un serveur de courriels qui garde ce qu’il reçoit."""
    with serveur_smtp(port_smtp, Puits()) as puits:
        yield puits
