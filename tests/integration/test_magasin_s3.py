"""Les fichiers dans un magasin S3 : le même code que sur le disque, les mêmes garanties.

Le magasin est celui de moto, dans son propre processus ; il ne contrôle pas les signatures.
"""

import os
import sys
from collections.abc import Iterator
from functools import partial

import obstore
import pytest
import requests

from portail.config import Reglages
from portail.demonstration.processus import arreter, attendre, ecoute, lancer, ports_libres
from portail.socle import chiffrement, fichiers, rotation

SEAU = "portail-essais"


@pytest.fixture(scope="module")
def adresse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """L’adresse d’un serveur S3 jetable, avec un seau."""
    [port] = ports_libres(1)
    serveur = lancer(
        "le serveur S3 d’essai",
        [sys.executable, "-m", "moto.server", "-p", str(port)],
        environnement=dict(os.environ),
        journal=tmp_path_factory.mktemp("s3") / "journal",
    )
    try:
        attendre(partial(ecoute, port), fils=[serveur], delai_secondes=900, quoi="le serveur S3 d’essai")
        assert requests.put(f"http://127.0.0.1:{port}/{SEAU}", timeout=900).status_code == 200
        yield f"http://127.0.0.1:{port}"
    finally:
        arreter(serveur)


@pytest.fixture
def magasin(adresse: str, reglages: Reglages, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Branche les fichiers sur le seau, sous un préfixe ; les secrets viennent de l’environnement."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "essai")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "essai")
    chiffrement.configurer(reglages.cles_chiffrement, reglages.cle_secrete)
    fichiers.configurer(f"s3://{SEAU}/portail?endpoint={adresse}&region=us-east-1")
    yield
    for cle in list(fichiers.cles()):
        fichiers.supprimer(cle)
    fichiers.configurer(reglages.fichiers_url)


def brut(cle: str) -> bytes:
    """Rend l’objet tel qu’il est dans le seau."""
    return bytes(obstore.get(fichiers._magasin(), cle).bytes())


def test_un_fichier_va_et_revient_chiffre(magasin: None):
    contenu = os.urandom(3_000_000)

    depot = fichiers.deposer(contenu)

    garde = brut(depot.cle)
    assert len(garde) > len(contenu)
    assert contenu[:64] not in garde
    assert fichiers.lire(depot.cle, depot.empreinte) == contenu
    assert list(fichiers.cles()) == [depot.cle]
    assert fichiers.disponible()


def test_une_alteration_et_une_disparition_se_voient(magasin: None):
    altere, perdu = fichiers.deposer(b"accord"), fichiers.deposer(b"refus")
    octets = bytearray(brut(altere.cle))
    octets[-1] ^= 1
    obstore.put(fichiers._magasin(), altere.cle, bytes(octets))
    fichiers.supprimer(perdu.cle)
    fichiers.supprimer(perdu.cle)

    for depot in (altere, perdu):
        with pytest.raises(fichiers.FichierAltere):
            fichiers.lire(depot.cle, depot.empreinte)


def test_la_rotation_des_cles_marche_aussi_sur_s3(magasin: None, reglages: Reglages):
    depots = [fichiers.deposer(bytes([rang]) * 100) for rang in range(3)]
    neuve = (9, b"n" * 32)
    chiffrement.configurer([neuve, *reglages.cles_chiffrement], reglages.cle_secrete)
    try:
        assert rotation.rechiffrer_les_fichiers(lot=2, annoncer=lambda *_: None).reecrites == 3
        chiffrement.configurer([neuve], reglages.cle_secrete)
        assert [fichiers.lire(d.cle, d.empreinte)[0] for d in depots] == [0, 1, 2]
    finally:
        chiffrement.configurer(reglages.cles_chiffrement, reglages.cle_secrete)


def test_un_seau_absent_n_est_pas_disponible(magasin: None, adresse: str):
    fichiers.configurer(f"s3://autre-seau?endpoint={adresse}&region=us-east-1")
    try:
        assert not fichiers.disponible()
    finally:
        fichiers.configurer(f"s3://{SEAU}/portail?endpoint={adresse}&region=us-east-1")
