"""Les simulateurs tournent en un processus, et jamais en production."""

import json
import os
import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage

import pytest
import requests

from portail.config import RACINE
from portail.demonstration import simulateurs
from tests.fournisseur_oidc import PORTAIL


@pytest.mark.parametrize("environnement", [None, "production"])
def test_les_simulateurs_refusent_la_production(environnement, monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("PORTAIL_ENV", raising=False)
    if environnement:
        monkeypatch.setenv("PORTAIL_ENV", environnement)
    arguments = ["--port-oidc=1", "--port-smtp=2", f"--dossier={tmp_path}", f"--url-publique={PORTAIL}"]

    assert simulateurs.main(arguments) == 2
    assert "PORTAIL_ENV" in capsys.readouterr().err


def ports_libres() -> tuple[int, int]:
    with socket.socket() as un, socket.socket() as deux:
        un.bind(("127.0.0.1", 0))
        deux.bind(("127.0.0.1", 0))
        return un.getsockname()[1], deux.getsockname()[1]


@pytest.fixture
def simulateurs_en_marche(tmp_path):
    oidc, smtp = ports_libres()
    commande = [sys.executable, "-m", "portail.demonstration.simulateurs", f"--port-oidc={oidc}", f"--port-smtp={smtp}"]
    processus = subprocess.Popen(
        [*commande, f"--dossier={tmp_path / 'envois'}", f"--url-publique={PORTAIL}"],
        cwd=RACINE,
        env=os.environ | {"PORTAIL_ENV": "test"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "prêts" in processus.stdout.readline()
    yield f"http://127.0.0.1:{oidc}", smtp, tmp_path / "envois", processus
    processus.kill()
    processus.wait()
    processus.stdout.close()


def test_les_simulateurs_servent_identites_courriels_et_sms_puis_s_arretent(simulateurs_en_marche):
    adresse, smtp, dossier, processus = simulateurs_en_marche
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Accusé", "a@departement.example", "lina@courriel.example"
    message.set_content("Votre demande est arrivée.")

    with smtplib.SMTP("127.0.0.1", smtp) as envoi:
        envoi.send_message(message)
    sms = requests.post(f"{adresse}/sms", json={"numero": "+33639980101", "texte": "Rappel : demain"}, timeout=300)
    annonce = requests.get(f"{adresse}/franceconnect/.well-known/openid-configuration", timeout=300).json()
    processus.terminate()

    assert processus.wait(timeout=300) == 0
    assert annonce["issuer"] == f"{adresse}/franceconnect"
    assert sms.status_code == 201
    [courriel] = dossier.glob("*.eml")
    [texto] = dossier.glob("*.json")
    assert b"arriv" in courriel.read_bytes()
    assert json.loads(texto.read_text())["texte"] == "Rappel : demain"
    assert not list(dossier.glob(".*"))
