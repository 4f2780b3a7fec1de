"""Le banc des exports tourne : trois formats, chacun écrit par un processus qui tient dans sa mémoire."""

import json
import os
import subprocess
import sys

from portail.config import RACINE

LIGNES = 1500
MEMOIRE_MAX_MO = 256


def test_le_banc_des_exports_va_au_bout_dans_sa_memoire(tmp_path):
    commande = [sys.executable, "-m", "tests.charge.exports", "--lignes", str(LIGNES), "--json"]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}

    essai = subprocess.run(commande, cwd=RACINE, env=environ, capture_output=True, text=True, timeout=900, check=False)

    assert essai.returncode == 0, essai.stdout + essai.stderr
    mesures = json.loads(essai.stdout.splitlines()[-1])
    assert (mesures["nom"], mesures["erreurs"], mesures["lignes"]) == ("exports", 0, LIGNES)
    for en in ("csv", "xlsx", "ods"):
        assert mesures[f"{en}_octets"] > LIGNES
        assert 0 < mesures[f"{en}_rss_mo"] < MEMOIRE_MAX_MO
    assert list(tmp_path.iterdir()) == []
