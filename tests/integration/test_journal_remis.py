"""Le journal remis à la personne : en page, en PDF, en fichier ; vérifiable, et rien de ce qui se prépare."""

import copy
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portail.config import RACINE
from portail.dossiers import lectures
from portail.dossiers.journal_remis import COMMUNICABLES
from portail.dossiers.lectures import RaisonLecture
from portail.dossiers.models import Dossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent, Usager
from portail.journal import verifier
from portail.journal.actions import TEXTE, consigner, oublier_les_textes
from portail.journal.ancrage import ancrer
from portail.journal.verifier import fautes
from portail.socle import debits, decalage
from portail.socle.base import transaction
from tests import fabriques, pdf
from tests.integration.lignes import entrees_de, journal_de
from tests.integration.navigation import mots, navigateur, titre


@pytest.fixture
def dossier(yanis: Usager, lea: Agent) -> Dossier:
    """Un dossier dont la décision attend une signature, et qu’une collègue a ouvert."""
    dossier = fabriques.en_signature(yanis, fabriques.agent())
    lectures.justifier(lea, [dossier], raison=RaisonLecture.AIDE, precision="Claire me l’a demandé")
    return dossier


def telecharger(application: Flask, usager: Usager, dossier: Dossier) -> dict[str, Any]:
    reponse = navigateur(application, usager).get(f"/mon-espace/dossiers/{dossier.numero}/journal.json")
    assert reponse.status_code == 200
    assert f'filename="journal-{dossier.numero}.json"' in reponse.headers["Content-Disposition"]
    return json.loads(reponse.data)


# ---------- Le fichier ----------


def test_le_fichier_telecharge_se_verifie(application: Flask, yanis: Usager, dossier: Dossier):
    ancrer()

    fichier = telecharger(application, yanis, dossier)

    assert fautes(fichier) == []
    assert len(fichier["entrees"]) == fichier["nombre"] == len(entrees_de(dossier))
    assert [e["action"] for e in fichier["entrees"]] == journal_de(dossier)
    assert fichier["entrees"][-1]["action"] == "telecharger_journal"
    assert fichier["ancrage"]["rang"] == fichier["nombre"] - 1
    assert any("python3 -m portail.journal.verifier" in texte for texte in fichier["note"])


def test_la_commande_verifie_le_fichier_et_voit_qu_on_l_a_altere(
    application: Flask, yanis: Usager, dossier: Dossier, tmp_path: Path
):
    ancrer()
    chemin, contenu = tmp_path / "journal.json", telecharger(application, yanis, dossier)

    def verifier_le_fichier(fichier: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        chemin.write_text(json.dumps(fichier), encoding="utf-8")
        commande = [sys.executable, "-m", "portail.journal.verifier", str(chemin)]
        return subprocess.run(commande, cwd=RACINE, capture_output=True, text=True)

    juste = verifier_le_fichier(contenu)
    assert (juste.returncode, juste.stderr) == (0, "")
    assert "est intact" in juste.stdout
    altere = copy.deepcopy(contenu)
    altere["entrees"][2]["auteur"]["id"] = str(yanis.id).replace("a", "b")
    altere["entrees"][2]["action"] = "lire"
    faux = verifier_le_fichier(altere)
    assert faux.returncode == 1
    assert "le contenu de l’entrée n° 3 a été modifié" in faux.stdout


@pytest.mark.parametrize(
    "geste",
    [
        lambda f: f["entrees"].pop(4),
        lambda f: f["entrees"].pop(),
        lambda f: f["entrees"].insert(2, dict(f["entrees"][3])),
        lambda f: f["entrees"].reverse(),
        lambda f: f["entrees"][0].update(instant="2026-01-01T00:00:00.000000+00:00"),
        lambda f: f["entrees"][-2]["texte"].update(texte="Par curiosité"),
        lambda f: f["entrees"][-2]["lu"].update(qui="Personne"),
        lambda f: f.update(entrees=[], nombre=0),
    ],
)
def test_toute_alteration_du_fichier_se_voit(application: Flask, yanis: Usager, dossier: Dossier, geste):
    ancrer()
    fichier = telecharger(application, yanis, dossier)

    geste(fichier)

    assert fautes(fichier)


def test_ce_qui_prepare_la_decision_n_est_donne_que_par_son_empreinte(
    application: Flask, yanis: Usager, dossier: Dossier
):
    fichier = telecharger(application, yanis, dossier)

    proposee = next(e for e in fichier["entrees"] if e["action"] == "proposer")
    assert "empreinte_details" in proposee
    assert not {"details", "sel"} & set(proposee)
    assert "accord" not in json.dumps(fichier["entrees"])
    assert "proposer" not in COMMUNICABLES


def test_la_raison_et_sa_precision_sont_dans_le_fichier(
    application: Flask, yanis: Usager, lea: Agent, dossier: Dossier
):
    [entree] = [e for e in telecharger(application, yanis, dossier)["entrees"] if e["action"] == "justifier_lecture"]

    assert entree["auteur"] == {"type": "agent", "id": str(lea.id)}
    assert entree["details"]["raison"] == "aide"
    assert entree["texte"]["texte"] == "Claire me l’a demandé"
    assert (entree["lu"]["qui"], "Claire me l’a demandé" in entree["lu"]["raison"]) == ("Léa Martin, agent", True)


def test_une_precision_effacee_laisse_un_fichier_juste(application: Flask, yanis: Usager, dossier: Dossier):
    with transaction():
        oublier_les_textes(objet=("dossier", dossier.id))

    fichier = telecharger(application, yanis, dossier)

    assert fautes(fichier) == []
    assert not any("texte" in entree for entree in fichier["entrees"])
    assert any(TEXTE in entree.get("details", {}) for entree in fichier["entrees"])


def test_la_racine_du_fichier_est_celle_qui_est_publiee(application: Flask, yanis: Usager, dossier: Dossier):
    ancrer()
    decalage.avancer(timedelta(days=1))
    fabriques.depose(fabriques.usager(("Emma",), "Le Gall"))
    ancrer()

    fichier = telecharger(application, yanis, dossier)
    publiees = {p["jour"]: p["racine"] for p in navigateur(application).get("/verifier-le-journal/racines.json").json}

    assert len(publiees) == 2
    assert fautes(fichier, racine_publiee=publiees[fichier["ancrage"]["jour"]]) == []
    assert fautes(fichier, racine_publiee=publiees[max(publiees)])


def test_avant_le_premier_ancrage_le_fichier_se_verifie_deja(application: Flask, yanis: Usager, dossier: Dossier):
    fichier = telecharger(application, yanis, dossier)

    assert fichier["ancrage"] is None
    assert fautes(fichier) == []


# ---------- La page et le PDF ----------


def test_la_page_montre_tout_et_dit_comment_verifier(application: Flask, yanis: Usager, dossier: Dossier):
    ancrer()
    page = navigateur(application, yanis).get(f"/mon-espace/dossiers/{dossier.numero}/journal")
    dit = mots(page)

    assert titre(page) == "Journal de votre demande"
    assert f"{len(entrees_de(dossier))} entrées" in dit
    assert "Demande déposée" in dit
    assert "Léa Martin, agent" in dit
    assert "Claire me l’a demandé" in dit
    assert "http://portail.example/verifier-le-journal" in dit
    assert all(entree.empreinte[:16] in dit for entree in entrees_de(dossier))
    assert all(lien in page.text for lien in ("journal.json", "journal.pdf", "/verifier-le-journal"))


def test_le_pdf_est_court_accessible_et_dit_l_essentiel(
    application: Flask, yanis: Usager, lea: Agent, dossier: Dossier
):
    ancrer()
    for _fois in range(60):
        consigner("lire", auteur=auteur_agent(lea), objet=("dossier", dossier.id))
    reponse = navigateur(application, yanis).get(f"/mon-espace/dossiers/{dossier.numero}/journal.pdf")
    lu = pdf.texte(reponse.data)

    assert reponse.mimetype == "application/pdf"
    assert pdf.defauts(reponse.data) == []
    assert pdf.metadonnees(reponse.data)["pages"] <= 4
    assert "Les 40 plus récentes." in lu
    assert all(texte in lu for texte in ("Qui a consulté votre dossier", "Léa Martin", "Claire me l’a demandé"))
    assert entrees_de(dossier)[-1].empreinte in lu.replace(" ", "")


def test_le_pdf_dans_la_langue_de_la_page(application: Flask, yanis: Usager, dossier: Dossier):
    client = navigateur(application, yanis)
    client.set_cookie("langue", "en")

    reponse = client.get(f"/mon-espace/dossiers/{dossier.numero}/journal.pdf")

    assert pdf.metadonnees(reponse.data)["langue"] == "en"


# ---------- Les droits ----------


@pytest.mark.parametrize("fin", ["journal", "journal.json", "journal.pdf"])
def test_le_journal_d_un_autre_n_existe_pas(application: Flask, lea: Agent, dossier: Dossier, fin: str):
    adresse, avant = f"/mon-espace/dossiers/{dossier.numero}/{fin}", journal_de(dossier)

    assert navigateur(application, fabriques.usager(("Emma",), "Le Gall")).get(adresse).status_code == 404
    assert navigateur(application, lea).get(adresse).status_code == 303
    assert navigateur(application).get(adresse).status_code == 303
    assert journal_de(dossier) == avant


def test_le_telechargement_est_borne(application: Flask, yanis: Usager, dossier: Dossier):
    client, adresse = navigateur(application, yanis), f"/mon-espace/dossiers/{dossier.numero}/journal.json"
    debits.configurer(actif=True)
    try:
        codes = [client.get(adresse).status_code for _fois in range(31)]
    finally:
        debits.configurer(actif=False)

    assert codes == [200] * 30 + [429]


# ---------- La page publique ----------


def test_le_verificateur_publie_est_celui_du_portail(application: Flask, base: Session):
    client = navigateur(application)

    page, source = client.get("/verifier-le-journal"), client.get("/verifier-le-journal/verifier.py")

    assert "Aucune racine n’est encore publiée." in mots(page)
    assert source.data == Path(verifier.__file__).read_bytes()
    assert 'filename="verifier.py"' in source.headers["Content-Disposition"]
    assert client.get("/verifier-le-journal/racines.json").json == []


def test_les_racines_publiees_ne_disent_rien_des_personnes(application: Flask, dossier: Dossier):
    ancrer()

    [racine] = navigateur(application).get("/verifier-le-journal/racines.json").json

    assert set(racine) == {"jour", "racine", "nombre", "jusqu_au_rang", "precedente", "empreinte"}
    assert racine["racine"] in navigateur(application).get("/verifier-le-journal").text
