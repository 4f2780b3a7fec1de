"""Le plancher : derrière le même serveur, une application qui ne fait que recevoir, écrire et rendre les mêmes octets.

Chaque réponse est celle du portail, enregistrée, puis resservie et comprimée de la même façon ; chaque écriture est une
instruction SQL ; chaque fichier reçu est écrit sur disque. Ni session, ni droits, ni contrôle, ni chiffrement, ni
journal. Lancé par `plancher_lance.py`.
"""

import json
import os
import threading
from pathlib import Path
from uuid import uuid4

import psycopg
from flask import Flask, Response, request
from flask_compress import Compress

from portail.guichets.entetes import COMPRESSION

DOSSIER = Path(os.environ["PLANCHER_DOSSIER"])
INSERER = "INSERT INTO ecriture_du_plancher (cle, fichier, valeurs) VALUES (%s, %s, %s)"
MODIFIER = "UPDATE ecriture_du_plancher SET valeurs = %s WHERE cle = %s AND fichier IS NULL"
REPONSES = {
    (methode, chemin): (statut, entetes, (DOSSIER / corps).read_bytes())
    for methode, chemin, statut, entetes, corps in json.loads((DOSSIER / "reponses.json").read_text())
}

app = Flask(__name__, static_folder=None)
app.config["COMPRESS_ALGORITHM"] = COMPRESSION
Compress(app)
_fil = threading.local()


@app.get("/<path:_chemin>")
def lire(_chemin: str) -> Response:
    """Rend la page enregistrée."""
    return _rendre()


@app.post("/<path:chemin>")
def ecrire(chemin: str) -> Response:
    """Écrit ce qui est reçu, et rend la réponse enregistrée."""
    cle, valeurs = request.cookies["session"], json.dumps(request.form)
    for nom, recu in request.files.items():
        fichier = uuid4().hex
        recu.save(DOSSIER / "fichiers" / fichier)
        _base().execute(INSERER, (cle, fichier, nom))
    if chemin.endswith("/commencer"):
        _base().execute(INSERER, (cle, None, valeurs))
    elif not request.files:
        _base().execute(MODIFIER, (valeurs, cle))
    return _rendre()


def _base() -> psycopg.Connection:
    """Rend la connexion de ce fil, chaque instruction validée aussitôt."""
    if not hasattr(_fil, "base"):
        _fil.base = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return _fil.base


def _rendre() -> Response:
    statut, entetes, corps = REPONSES[request.method, request.full_path.removesuffix("?")]
    return Response(corps, statut, entetes)
