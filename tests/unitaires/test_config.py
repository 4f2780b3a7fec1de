"""Les réglages : toutes les fautes d’un coup, aucune valeur dangereuse en production."""

import base64
import os
import subprocess
import sys

import pytest

from portail.certificats import CLES_VERIFICATION_DEMO
from portail.config import (
    CLE_SECRETE_DEMO,
    CLES_CHIFFREMENT_DEMO,
    RACINE,
    Environnement,
    ReglagesInvalides,
    lire_reglages,
)
from portail.demonstration.cachet import fabriquer

CLE = base64.b64encode(b"k" * 32).decode()
CERTIFICAT, CLE_CACHET = (pem.decode() for pem in fabriquer("Département de Loire-Atlantique"))
PRODUCTION = {
    "DATABASE_URL": "postgresql://portail@base.example/portail",
    "FICHIERS_URL": "file:///srv/fichiers",
    "CLE_SECRETE": "s" * 48,
    "CLES_CHIFFREMENT": f"1:{CLE}",
    "URL_PUBLIQUE": "https://demarches.departement.example",
    "SMTP_URL": "smtps://courrier.example",
    "EXPEDITEUR": "ne-pas-repondre@departement.example",
    "CACHET_CERTIFICAT": CERTIFICAT,
    "CACHET_CLE": CLE_CACHET,
    "CLES_VERIFICATION": f"1:{CLE}",
}


def fautes_de(environ) -> list[str]:
    with pytest.raises(ReglagesInvalides) as refus:
        lire_reglages(environ)
    return refus.value.fautes


def test_sans_rien_dire_c_est_la_production():
    assert lire_reglages(PRODUCTION).environnement is Environnement.PRODUCTION
    assert lire_reglages(PRODUCTION).production


def test_toutes_les_fautes_sont_dites_ensemble():
    fautes = fautes_de({"MANDATAIRES_PROXY": "deux", "FRANCECONNECT_PKCE": "peut-être"})

    for nom in (*PRODUCTION, "MANDATAIRES_PROXY", "FRANCECONNECT_PKCE"):
        assert any(faute.startswith(nom) for faute in fautes), nom
    assert len(fautes) == len(set(fautes))


@pytest.mark.parametrize("nom", PRODUCTION)
def test_chaque_reglage_obligatoire_manque_a_lui_seul(nom):
    environ = {cle: valeur for cle, valeur in PRODUCTION.items() if cle != nom}

    [faute] = fautes_de(environ)

    assert faute.startswith(f"{nom} manque")


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        ("CLE_SECRETE", CLE_SECRETE_DEMO),
        ("CLES_CHIFFREMENT", CLES_CHIFFREMENT_DEMO),
        ("CLE_SECRETE", "courte"),
        ("LIMITES", "0"),
        ("URL_PUBLIQUE", "http://demarches.departement.example"),
        ("CLES_CHIFFREMENT", "1:trop-court"),
        ("CLES_CHIFFREMENT", f"0:{CLE}"),
        ("CLES_CHIFFREMENT", f"256:{CLE}"),
        ("CLES_CHIFFREMENT", f"1:{CLE},1:{CLE}"),
        ("DATABASE_URL", "mysql://portail:motus@base.example/portail"),
        ("FICHIERS_URL", "/srv/fichiers"),
        ("SMTP_URL", "courrier.example:25"),
        ("SMTP_URL", "smtp://compte:motus@courrier.example:25"),
        ("SMTP_URL", "smtp://127.0.0.1:25"),
        ("ANTIVIRUS_URL", "clamd.example"),
        ("CLES_VERIFICATION", CLES_VERIFICATION_DEMO),
        ("CLES_VERIFICATION", f"2:{CLE},{CLES_VERIFICATION_DEMO}"),
        ("CACHET_HORODATAGE_URL", "ftp://horodatage.example"),
    ],
)
def test_la_production_refuse_ce_qui_est_dangereux(nom, valeur):
    [faute] = fautes_de({**PRODUCTION, nom: valeur})

    assert nom in faute
    assert "motus" not in faute


@pytest.mark.parametrize("schema", ["smtps", "smtp+starttls"])
def test_la_production_admet_un_courrier_chiffre(schema):
    adresse = f"{schema}://compte:motus@courrier.example"

    assert lire_reglages(PRODUCTION | {"SMTP_URL": adresse}).smtp_url == adresse


def test_un_courrier_en_clair_se_dit_avec_les_autres_fautes_et_se_regle_hors_production():
    fautes = fautes_de(PRODUCTION | {"SMTP_URL": "smtp://courrier.example", "LIMITES": "0"})

    assert [faute.split()[0] for faute in fautes] == ["LIMITES=0", "SMTP_URL"]
    assert fautes[1].endswith("smtps:// ou smtp+starttls:// en production.")
    assert lire_reglages({"PORTAIL_ENV": "demo", "SMTP_URL": "smtp://127.0.0.1:2525"}).smtp_url


@pytest.mark.parametrize("adresse", ["EMETTEUR", "JETON_URL", "USERINFO_URL", "CLES_URL"])
def test_un_fournisseur_en_clair_est_refuse_en_production(adresse):
    fournisseur = {
        "PROCONNECT_CLIENT_ID": "portail",
        "PROCONNECT_CLIENT_SECRET": "secret",
        f"PROCONNECT_{adresse}": "http://127.0.0.1:9000/proconnect",
    }

    [faute] = fautes_de(PRODUCTION | fournisseur)

    assert faute.startswith(f"PROCONNECT_{adresse}")
    assert lire_reglages({"PORTAIL_ENV": "demo"} | fournisseur).proconnect.configure


def test_un_fournisseur_sans_secret_est_refuse_en_production():
    [faute] = fautes_de(PRODUCTION | {"FRANCECONNECT_CLIENT_ID": "portail"})

    assert faute.startswith("FRANCECONNECT_CLIENT_SECRET")


def test_un_environnement_inconnu_est_traite_comme_la_production():
    fautes = fautes_de({"PORTAIL_ENV": "preprod"})

    assert any("preprod" in faute for faute in fautes)
    assert any(faute.startswith("CLE_SECRETE manque") for faute in fautes)


def test_la_demonstration_part_sans_rien_et_garde_ce_qui_est_fourni():
    reglages = lire_reglages({"PORTAIL_ENV": "demo", "EXPEDITEUR": "bonjour@departement.example"})

    assert not reglages.production
    assert reglages.cle_secrete == CLE_SECRETE_DEMO
    assert reglages.expediteur == "bonjour@departement.example"


def test_plusieurs_cles_la_premiere_chiffre():
    autre = base64.b64encode(b"a" * 32).decode()

    cles = lire_reglages(PRODUCTION | {"CLES_CHIFFREMENT": f"2:{autre}, 1:{CLE}"}).cles_chiffrement

    assert cles == ((2, b"a" * 32), (1, b"k" * 32))


def test_les_secrets_ne_se_lisent_pas_dans_la_representation():
    environ = PRODUCTION | {
        "DATABASE_URL": "postgresql://portail:motus@base.example/portail",
        "SMTP_URL": "smtps://compte:motus@courrier.example",
        "CLE_SECRETE": "motus" * 10,
        "FRANCECONNECT_CLIENT_ID": "portail",
        "FRANCECONNECT_CLIENT_SECRET": "motus",
    }

    assert "motus" not in repr(lire_reglages(environ))


def test_wsgi_dit_les_fautes_en_francais_sans_pile_et_sort_par_deux():
    environ = {nom: valeur for nom, valeur in os.environ.items() if nom in {"PATH", "HOME", "LANG"}}

    essai = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=RACINE, env=environ | {"PYTHONUTF8": "1"}, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip

    assert essai.returncode == 2
    assert "Traceback" not in essai.stderr
    for nom in PRODUCTION:
        assert f"- {nom} manque" in essai.stderr


def test_api_particulier_se_regle_avec_son_jeton_et_chiffree():
    assert lire_reglages(PRODUCTION).particulier.jeton == ""
    assert lire_reglages(PRODUCTION | {"API_PARTICULIER_JETON": "x"}).particulier.url.startswith("https://")
    en_clair = {"API_PARTICULIER_URL": "http://api.example", "API_PARTICULIER_JETON": "x"}
    assert fautes_de(PRODUCTION | en_clair) == ["API_PARTICULIER_URL doit commencer par https:// en production."]
    [faute] = fautes_de(PRODUCTION | {"API_PARTICULIER_URL": "https://api.example"})
    assert "API_PARTICULIER_JETON manque" in faute
