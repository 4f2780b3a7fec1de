"""Ce qui s’écrit hors de la base chiffrée — traces, arguments de tâches — ne dit pas qui."""

import json
import os
import re
import subprocess
import sys

from sqlalchemy import text

from portail.config import RACINE
from portail.identite.models import Role
from tests import fabriques
from tests.entree import entrer
from tests.integration.connexions import jeton_de_formulaire

OPAQUE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{2}/[0-9a-f]{32}|\d+")
PERSONNEL = re.compile("moreau|lina|belkacem|yanis|lebreton|claire|2009|courriel.example|127.0.0.1", re.IGNORECASE)
IDENTITE = {
    "nom_naissance": "Moreau",
    "prenoms": "Lina",
    "date_naissance-jour": "14",
    "date_naissance-mois": "8",
    "date_naissance-annee": "2009",
    "courriel": "lina@courriel.example",
}

TACHE_QUI_ECHOUE = """
import os
from sqlalchemy.exc import IntegrityError
from portail.application import create_app
from portail.identite.actions import ouvrir_agent
from portail.journal.actions import SYSTEME
from portail.socle import base, taches

create_app(os.environ)

def ouvrir() -> None:
    ouvrir_agent(prenom="Claire", nom="Lebreton", qualite="agent", courriel="claire@courriel.example", siret="1",
                 habilitations=[], auteur=SYSTEME)

ouvrir()
try:
    ouvrir()
except IntegrityError as erreur:
    print("cite:", "claire@courriel.example" in str(erreur))
tache = taches.file_de_taches.task(name="essai.ouvrir")(ouvrir)
with base.transaction():
    taches.differer(tache)
base.fermer_session()
taches.travailler(os.environ["DATABASE_URL"], attendre=False)
"""


def feuilles(valeur: object) -> list[str]:
    if isinstance(valeur, dict):
        return [feuille for une in valeur.values() for feuille in feuilles(une)]
    if isinstance(valeur, list):
        return [feuille for une in valeur for feuille in feuilles(une)]
    return [str(valeur)]


def test_une_tache_ne_porte_que_des_identifiants(client, base):
    fabriques.departement()
    agent = fabriques.agent(Role.RESPONSABLE)
    personne = fabriques.usager()
    fabriques.decide(personne, agent)
    page = client.get("/connexion/courriel")
    client.post("/connexion/courriel", data=IDENTITE | {"csrf_token": jeton_de_formulaire(page)})
    brouillon = fabriques.brouillon(personne)
    entrer(client, personne)
    suppression = f"/mon-espace/dossiers/{brouillon.numero}/supprimer"
    client.post(suppression, data={"csrf_token": jeton_de_formulaire(client.get(suppression))})

    arguments = base.execute(text("SELECT task_name, args FROM procrastinate_jobs")).all()

    assert {"notifications.envoyer", "documents.composer", "pieces.effacer_contenus"} <= {a[0] for a in arguments}
    assert [feuille for _nom, args in arguments for feuille in feuilles(args) if not OPAQUE.fullmatch(feuille)] == []


def test_les_traces_d_une_visite_ne_disent_ni_qui_ni_quel_dossier(client, base, capsys):
    fabriques.departement()
    personne, agent = fabriques.usager(), fabriques.agent()
    dossier = fabriques.depose(personne)
    capsys.readouterr()

    page = client.get("/connexion/courriel?suite=/mon-espace/")
    client.post("/connexion/courriel", data=IDENTITE | {"csrf_token": jeton_de_formulaire(page)})
    entrer(client, personne)
    client.get(f"/mon-espace/dossiers/{dossier.numero}")
    entrer(client, agent)
    client.get("/agents/dossiers/?q=belkacem")
    client.get(f"/agents/dossiers/{dossier.numero}")
    client.get("/agents/dossiers/belkacem/nulle-part?nom=moreau", headers={"Referer": "http://x/lina"})

    sortie = capsys.readouterr()
    assert sortie.err.count('"event": "requete"') == 6
    assert not PERSONNEL.search(sortie.err + sortie.out)
    assert dossier.numero not in sortie.err


def test_une_tache_qui_echoue_sur_une_donnee_ne_la_trace_pas(base_reelle, tmp_path):
    """PostgreSQL cite les valeurs fautives dans son message ; `hide_parameters` ne les y ôte pas."""
    essai = subprocess.run(
        [sys.executable, "-c", TACHE_QUI_ECHOUE],
        cwd=RACINE, env={"PATH": os.environ["PATH"], "PORTAIL_ENV": "test", "DATABASE_URL": base_reelle,
                         "FICHIERS_URL": f"file://{tmp_path}"},
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip

    assert essai.stdout == "cite: True\n", essai.stderr
    [panne] = [json.loads(ligne) for ligne in essai.stderr.splitlines() if "procrastinate" in ligne]
    assert (panne["level"], panne["nature"]) == ("error", "IntegrityError")
    assert not PERSONNEL.search(essai.stderr)
