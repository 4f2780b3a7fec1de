"""Greffon pytest : le PayFiP simulé, en marche sur un port libre, et la personne qui y paie."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from werkzeug.serving import make_server

from portail.demonstration.payfip.application import PREFIXE, creer_payfip
from portail.demonstration.payfip.etat import NOM, Payfip
from portail.demonstration.payfip.scenario import Notifications, Panne, Scenario


class Guichetier:
    """Le PayFiP simulé vu d’un essai : son adresse, son état, et ce qu’une personne y fait."""

    def __init__(self, racine: str, etat: Payfip) -> None:
        self.racine = racine
        self.etat = etat

    @property
    def scenario(self) -> Scenario:
        return self.etat.scenario

    def panne(self, panne: Panne) -> None:
        """Fait mal répondre le service à partir de maintenant."""
        self.etat.scenario.panne = panne

    def choisir(self, idop: str, choix: str) -> requests.Response:
        """Ouvre la page de paiement et y choisit ce qui arrive."""
        adresse = f"{self.racine}/tpa/paiementws.web"
        requests.get(adresse, params={"idop": idop}, timeout=300).raise_for_status()
        donnees = {"idop": idop, "choix": choix}
        return requests.post(adresse, data=donnees, timeout=300, allow_redirects=False)

    def remettre(self) -> None:
        """Oublie tout ; les notifications se perdent, sauf demande : le portail des essais n’écoute aucun port."""
        self.etat.scenario = Scenario(notifications=Notifications.PERDUES)
        self.etat.operations.clear()
        self.etat.retenues.clear()
        self.etat.decalage = 0.0


@contextmanager
def payfip_en_marche() -> Iterator[Guichetier]:
    """Sert le PayFiP simulé dans un fil à part."""
    app = creer_payfip({"PORTAIL_ENV": "test"})
    serveur = make_server("127.0.0.1", 0, app, threaded=True)
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    fil.start()
    try:
        yield Guichetier(f"http://127.0.0.1:{serveur.port}{PREFIXE}", app.extensions[NOM])
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()


@pytest.fixture(scope="session")
def payfip_servi() -> Iterator[Guichetier]:
    """Le PayFiP simulé, en marche le temps de la session."""
    with payfip_en_marche() as en_marche:
        yield en_marche


@pytest.fixture
def payfip(payfip_servi: Guichetier) -> Iterator[Guichetier]:
    """Le PayFiP simulé, sans rien de l’essai d’avant."""
    payfip_servi.remettre()
    yield payfip_servi
    payfip_servi.remettre()
