"""Le dialogue avec clamd : sain, infecté, indisponible, et rien d’autre."""

import socket
import threading

import pytest

from portail.pieces.antivirus import BLOC, Etat, Verdict, analyser
from tests import fichiers
from tests.clamd import EICAR, FLUX_MAX, clamd


@pytest.fixture(params=["tcp", "unix"])
def adresse(request, tmp_path):
    with clamd(tmp_path / "clamd.sock" if request.param == "unix" else None) as url:
        yield url


def test_un_fichier_ordinaire_est_sain(adresse):
    assert analyser(fichiers.pdf(), adresse) == Verdict(Etat.SAIN)


def test_un_fichier_vide_est_sain(adresse):
    assert analyser(b"", adresse) == Verdict(Etat.SAIN)


def test_une_menace_est_nommee(adresse):
    assert analyser(b"x" * 1000 + EICAR, adresse) == Verdict(Etat.INFECTE, "Eicar-Test-Signature")


def test_une_menace_a_cheval_sur_deux_blocs_est_vue(adresse):
    contenu = b"x" * (BLOC - 10) + EICAR + b"x" * BLOC

    assert analyser(contenu, adresse).etat is Etat.INFECTE


def test_un_fichier_au_dela_de_la_limite_de_clamd_n_est_pas_dit_sain(adresse):
    assert analyser(bytes(FLUX_MAX * 4), adresse).etat is Etat.INDISPONIBLE


@pytest.mark.parametrize(
    "url", ["", "tcp://127.0.0.1:1", "unix:///nulle/part.sock", "http://127.0.0.1", "tcp://", "tcp://127.0.0.1:x"]
)
def test_un_service_absent_ou_mal_nomme_est_indisponible(url):
    assert analyser(b"bonjour", url).etat is Etat.INDISPONIBLE


@pytest.mark.parametrize("reponse", [b"", b"UNKNOWN COMMAND\0", b"stream: NOT OK\0", b"OK stream\0"])
def test_une_reponse_incomprehensible_n_est_jamais_saine(reponse):
    with _Muet(reponse) as (prise, url):
        assert analyser(b"bonjour", url).etat is Etat.INDISPONIBLE
    assert prise


def test_un_service_qui_ne_repond_pas_n_attend_pas_sans_fin():
    with socket.create_server(("127.0.0.1", 0)) as prise:
        verdict = analyser(b"bonjour", f"tcp://127.0.0.1:{prise.getsockname()[1]}", delai_s=0.2)
    # Personne ne répond jamais : sans délai, on attendrait encore.
    assert verdict.etat is Etat.INDISPONIBLE


class _Muet:
    """Un serveur qui lit ce qu’on lui dit et répond toujours la même chose."""

    def __init__(self, reponse):
        self.reponse = reponse

    def __enter__(self):
        self.prise = socket.create_server(("127.0.0.1", 0))
        self.fil = threading.Thread(target=self._repondre)
        self.fil.start()
        return self.prise, f"tcp://127.0.0.1:{self.prise.getsockname()[1]}"

    def _repondre(self):
        liaison, _ = self.prise.accept()
        with liaison:
            recu = b""
            while not recu.endswith(b"bonjour\0\0\0\0"):
                recu += liaison.recv(4096)
            liaison.sendall(self.reponse)

    def __exit__(self, *_):
        self.fil.join()
        self.prise.close()
