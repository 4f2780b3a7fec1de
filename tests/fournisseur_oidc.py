"""Un vrai fournisseur d’identité simulé, sur un port libre, et la personne qui le traverse."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from werkzeug.serving import make_server

from portail.config import ReglagesFournisseur, lire_reglages
from portail.demonstration.fournisseur.application import creer_fournisseur
from portail.demonstration.fournisseur.emetteurs import variables_du_portail
from portail.demonstration.fournisseur.etat import NOM, Fournisseur
from portail.guichets.connexion import decouverte
from portail.guichets.connexion.oidc import Retour, adresse_autorisation, identite_au_retour
from portail.guichets.connexion.tentatives import Tentatives

PORTAIL = "http://portail.example"
JOUR = date(2026, 11, 21)


class Comptoir:
    """Le fournisseur en marche, vu d’un test : son état, ce qu’on lui a demandé, un parcours complet."""

    def __init__(self, etat: Fournisseur, appels: list[str]) -> None:
        self.etat = etat
        self.appels = appels

    @property
    def fautes(self) -> dict[str, str]:
        return self.etat.fautes

    def reglages(self, nom: str, **variables: str) -> ReglagesFournisseur:
        """Rend les réglages du portail branché sur ce fournisseur, lus comme en vrai."""
        ajouts = {f"{nom.upper()}_{cle}": valeur for cle, valeur in variables.items()}
        environ = {"PORTAIL_ENV": "test", "DATABASE_URL": "postgresql://", "SMTP_URL": "smtp://127.0.0.1"}
        reglages = lire_reglages(environ | variables_du_portail(self.etat.adresse) | ajouts)
        fournisseur: ReglagesFournisseur = getattr(reglages, nom)
        return fournisseur

    def partir(
        self, fournisseur: ReglagesFournisseur, memoire: dict[str, Any], *, destination: str = "/mon-espace/"
    ) -> str:
        """Commence une connexion et rend l’adresse du fournisseur."""
        retour_url = f"{PORTAIL}/connexion/{fournisseur.nom}/retour"
        url, tentative = adresse_autorisation(fournisseur, retour_url=retour_url, destination=destination)
        Tentatives(memoire).ajouter(tentative)
        return url

    def traverser(self, url: str, personne: str) -> dict[str, str]:
        """Choisit la personne, accepte, et rend les paramètres du retour au portail."""
        with requests.Session() as navigateur:
            choix = navigateur.get(url, timeout=300)
            choix.raise_for_status()
            suite = navigateur.post(choix.url, data={"personne": personne}, timeout=300, allow_redirects=False)
            if not suite.headers["Location"].startswith(PORTAIL):
                consentement = self.etat.adresse + suite.headers["Location"]
                suite = navigateur.post(consentement, timeout=300, allow_redirects=False)
            return dict(parse_qsl(urlsplit(suite.headers["Location"]).query))

    def connecter(
        self,
        nom: str = "franceconnect",
        *,
        personne: str = "lina-moreau",
        memoire: dict[str, Any] | None = None,
        **variables: str,
    ) -> Retour:
        """Fait tout le chemin et rend la connexion contrôlée, ou lève `EchecConnexion`."""
        fournisseur = self.reglages(nom, **variables)
        memoire = {} if memoire is None else memoire
        parametres = self.traverser(self.partir(fournisseur, memoire), personne)
        return identite_au_retour(fournisseur, parametres, Tentatives(memoire))


@contextmanager
def fournisseur_en_marche(url_portail: str = PORTAIL) -> Iterator[Comptoir]:
    """Sert le fournisseur simulé sur un port libre, dans un fil à part."""
    app = creer_fournisseur(adresse="", url_portail=url_portail, jour=JOUR)
    appels: list[str] = []
    service = app.wsgi_app

    def compter(environ: dict[str, Any], repondre: Callable[..., Any]) -> Iterable[bytes]:
        appels.append(environ["PATH_INFO"])
        return service(environ, repondre)

    app.wsgi_app = compter  # type: ignore[method-assign]
    serveur = make_server("127.0.0.1", 0, app, threaded=True)
    etat: Fournisseur = app.extensions[NOM]
    etat.adresse = f"http://127.0.0.1:{serveur.port}"
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    fil.start()
    try:
        yield Comptoir(etat, appels)
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()
        decouverte.oublier()


@pytest.fixture(scope="module")
def serveur_oidc() -> Iterator[Comptoir]:
    """Le fournisseur simulé, en marche le temps d’un module."""
    with fournisseur_en_marche() as en_marche:
        yield en_marche
