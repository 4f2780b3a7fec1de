"""Un fichier envoyé deux fois en même temps, deux ouvriers sur un lot, un ouvrier tué : chaque ligne une fois."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from portail.notaires.successions.lots import actions, taches
from portail.notaires.successions.models import EtatLigne, LigneDeLot, LotSuccessions, Requete
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.integration.notaires.fichiers_de_lot import fichier, ligne
from tests.integration.simultane import sous_verrou, tenter

PATIENCE_SECONDES = 900


@pytest.fixture
def departement(base_reelle: str) -> None:
    del base_reelle
    fabriques.departement()


def nombre(modele) -> int:
    fermer_session()
    return session.scalar(select(func.count()).select_from(modele))


def deposees() -> int:
    fermer_session()
    return session.scalar(select(func.count()).where(LigneDeLot.etat == EtatLigne.DEPOSEE))


def test_deux_envois_du_meme_fichier_en_meme_temps_ne_font_qu_un_lot(base_reelle: str, maitre):
    contenu = fichier(ligne(rang) for rang in range(3))

    recues = sous_verrou(
        base_reelle,
        "SELECT 1 FROM office WHERE id = %s FOR UPDATE",
        [maitre.office_id],
        *[lambda: actions.recevoir(contenu, "lot.csv", membre=maitre)] * 2,
    )

    assert sorted(recue.deja for recue in recues) == [False, True]
    assert (nombre(LotSuccessions), nombre(LigneDeLot)) == (1, 3)


def test_deux_ouvriers_sur_le_meme_lot_chaque_ligne_une_fois(maitre):
    lot_id = str(actions.recevoir(fichier(ligne(rang) for rang in range(6)), "lot.csv", membre=maitre).lot.id)
    fermer_session()

    with ThreadPoolExecutor(2) as equipe:
        list(equipe.map(lambda _: tenter(lambda: taches.traiter_le_lot(lot_id=lot_id)), range(2)))

    assert (deposees(), nombre(Requete)) == (6, 6)


def test_l_ouvrier_tue_au_milieu_la_reprise_finit_sans_rien_refaire(environ: dict[str, str], maitre):
    lot_id = str(actions.recevoir(fichier(ligne(rang) for rang in range(60)), "lot.csv", membre=maitre).lot.id)
    ouvrier = subprocess.Popen([sys.executable, "-m", "portail.ouvrier", "1"], env={**os.environ, **environ})
    try:
        fin = time.monotonic() + PATIENCE_SECONDES
        while not deposees():
            assert time.monotonic() < fin, "l’ouvrier n’a rien déposé"
            time.sleep(0.01)
    finally:
        ouvrier.kill()
        ouvrier.wait()

    taches.traiter_le_lot(lot_id=lot_id)  # ce que le ménage remet en file

    assert (deposees(), nombre(Requete)) == (60, 60)
