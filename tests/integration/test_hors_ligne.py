"""Vérifier sans le portail : l’outil, les clés publiées, et rien d’autre que Python et `cryptography`."""

import json
import subprocess
import sys

import pytest

from portail.config import RACINE
from portail.documents import publication as publications
from portail.documents import remise, taches
from portail.documents.cles import publication
from portail.documents.verifier_hors_ligne import main
from portail.socle import fichiers
from tests import fabriques
from tests.integration.lignes import documents

OUTIL = "portail.documents.verifier_hors_ligne"
LOURDS = {"asn1crypto", "flask", "lxml", "pikepdf", "pyhanko", "requests", "segno", "sqlalchemy", "typst"}
SANS_RESEAU = "Hors ligne, on ne peut pas savoir si ce document a été révoqué depuis."


@pytest.fixture
def remis(base, tmp_path):
    """Une décision remise ; son PDF scellé, son contenu et les clés publiées sont des fichiers de `tmp_path`."""
    del base
    fabriques.departement()
    dossier = fabriques.decide(fabriques.usager(), fabriques.agent(fabriques.Role.RESPONSABLE))
    [decision] = documents(dossier, "decision")
    taches.composer_document(document_id=str(decision.id))
    [decision] = documents(dossier, "decision")
    (tmp_path / "cles.json").write_text(json.dumps(publications.ecrire(publication())))
    (tmp_path / "document.pdf").write_bytes(fichiers.lire(decision.cle, decision.empreinte))
    (tmp_path / "contenu.json").write_text(json.dumps(decision.contenu, ensure_ascii=False, indent=2))
    return decision


@pytest.fixture
def outil(tmp_path, capsys):
    """Lance l’outil avec les clés publiées ; rend son code et ce qu’il dit."""

    def lancer(*arguments, cles="cles.json"):
        code = main(["--cles", str(tmp_path / cles), *map(str, arguments)])
        return code, capsys.readouterr().out

    return lancer


def qr(document):
    return remise.adresse_du_qr(document.code, document.mention)


def test_le_pdf_se_verifie(remis, outil, tmp_path):
    code, dit = outil("--pdf", tmp_path / "document.pdf")

    assert code == 0
    assert "Cachet du fichier : juste" in dit
    assert "SANS VALEUR" in dit
    assert "Mention signée : juste, émise par Département de Loire-Atlantique." in dit
    assert f"code : {remis.code}" in dit
    assert "sens : accord\n" in dit
    assert SANS_RESEAU in dit


def test_le_papier_seul_se_verifie_par_son_code_qr(remis, outil):
    code, dit = outil("--qr", qr(remis))

    assert code == 0
    assert "nature : decision" in dit
    assert "initiales : YB" in dit
    assert "Cachet" not in dit


def test_le_contenu_remis_est_celui_qui_a_ete_signe(remis, outil, tmp_path):
    contenu = tmp_path / "contenu.json"
    assert "Contenu : identique" in outil("--qr", qr(remis), "--contenu", contenu)[1]

    contenu.write_text(contenu.read_text().replace("acceptée", "refusée"))
    assert outil("--qr", qr(remis), "--contenu", contenu) == (
        1,
        "FAUX : Le contenu donné n’est pas celui du document.\n",
    )

    contenu.write_text("pas du JSON")
    assert outil("--pdf", tmp_path / "document.pdf", "--contenu", contenu)[0] == 1


def test_un_pdf_retouche_est_faux(remis, outil, tmp_path):
    octets = bytearray((tmp_path / "document.pdf").read_bytes())
    octets[5000] ^= 1
    (tmp_path / "document.pdf").write_bytes(octets)

    assert outil("--pdf", tmp_path / "document.pdf") == (
        1,
        "FAUX : Le fichier a été modifié depuis qu’il a été scellé.\n",
    )


def test_un_montant_retouche_dans_le_code_qr_est_faux(remis, outil):
    code, dit = outil("--qr", qr(remis).replace(":ACCORD:", ":ACCORD-PARTIEL:"))

    assert code == 1
    assert "La signature est fausse" in dit


def test_le_code_qr_d_un_autre_document_ne_va_pas_avec_ce_fichier(remis, outil, tmp_path):
    autre = qr(remis).replace(remis.code, "7K4M2P9X3QRTW")

    assert outil("--pdf", tmp_path / "document.pdf", "--qr", autre)[0] == 1


def test_des_cles_qui_ne_sont_pas_les_notres_ne_verifient_rien(remis, outil, tmp_path):
    for contenu in ("", "[]", '{"emetteur": "x", "cles": [{"numero": 1, "cle": "AAAA"}], "certificats": []}'):
        (tmp_path / "autres.json").write_text(contenu)
        assert outil("--qr", qr(remis), cles="autres.json")[0] == 1
    assert outil("--qr", qr(remis), cles="absentes.json")[0] == 2


def test_il_faut_donner_quelque_chose_a_verifier(remis, outil):
    with pytest.raises(SystemExit, match="2"):
        outil()


def test_l_outil_se_lance_seul_et_n_emploie_que_cryptography(remis, tmp_path):
    montre = (
        f"import runpy, sys; sys.argv[0] = 'outil'; runpy.run_module({OUTIL!r}, run_name='__main__', alter_sys=True)"
    )
    essai = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", montre, "--cles", tmp_path / "cles.json", "--pdf",
         tmp_path / "document.pdf"],
        cwd=RACINE, env={"PYTHONUTF8": "1", "PATH": ""}, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    charges = {ligne.rpartition("|")[2].strip().split(".")[0] for ligne in essai.stderr.splitlines() if "|" in ligne}

    assert essai.returncode == 0, essai.stdout + essai.stderr
    assert "Cachet du fichier : juste" in essai.stdout
    assert "cryptography" in charges
    assert not charges & LOURDS


def test_les_cles_publiees_par_le_portail_sont_celles_qu_attend_l_outil(client, remis, outil, tmp_path):
    reponse = client.get("/.well-known/portail-cachet.json")
    (tmp_path / "telechargees.json").write_bytes(reponse.data)

    assert reponse.mimetype == "application/json"
    assert outil("--pdf", tmp_path / "document.pdf", "--qr", qr(remis), cles="telechargees.json")[0] == 0
    assert "PRIVATE" not in reponse.text
