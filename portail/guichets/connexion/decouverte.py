"""Adresses et clés d’un fournisseur d’identité : lues une fois, gardées dix minutes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from portail.config import ReglagesFournisseur
from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.guichets.connexion.reseau import demander

# FranceConnect et ProConnect annoncent `max-age=600` pour ces deux documents.
DUREE_SECONDES = 600.0
_JSON = {"Accept": "application/json"}

T = TypeVar("T")


class _Memoire(Generic[T]):
    """Garde une valeur par clé pendant `DUREE_SECONDES` ; propre au processus, sans donnée personnelle."""

    def __init__(self) -> None:
        self._valeurs: dict[str, tuple[float, T]] = {}
        self._verrou = Lock()

    def lire(self, cle: str, fabriquer: Callable[[], T], *, neuve: bool = False) -> T:
        with self._verrou:
            gardee = self._valeurs.get(cle)
        if gardee and not neuve and time.monotonic() - gardee[0] < DUREE_SECONDES:
            return gardee[1]
        valeur = fabriquer()
        with self._verrou:
            self._valeurs[cle] = (time.monotonic(), valeur)
        return valeur

    def vider(self) -> None:
        with self._verrou:
            self._valeurs.clear()


@dataclass(frozen=True, slots=True)
class Adresses:
    """Adresses d’un fournisseur ; `fin_session` est vide s’il n’offre pas de déconnexion."""

    autorisation: str
    jeton: str
    userinfo: str
    cles: str
    fin_session: str


_adresses: _Memoire[Adresses] = _Memoire()
_cles: _Memoire[KeySet] = _Memoire()


def adresses_de(fournisseur: ReglagesFournisseur) -> Adresses:
    """Rend les adresses réglées à la main, sinon découvertes ; lève `EchecConnexion`."""
    if fournisseur.autorisation_url:
        return _reglees(fournisseur)
    return _adresses.lire(fournisseur.emetteur, lambda: _decouvertes(fournisseur))


def cles_de(fournisseur: ReglagesFournisseur, *, neuves: bool = False) -> KeySet:
    """Rend les clés publiques du fournisseur, relues sur le réseau si `neuves` ; lève `EchecConnexion`."""
    adresse = adresses_de(fournisseur).cles
    return _cles.lire(adresse, lambda: _cles_publiees(adresse), neuve=neuves)


def oublier() -> None:
    """Oublie adresses et clés : la prochaine connexion les relit."""
    _adresses.vider()
    _cles.vider()


def _reglees(fournisseur: ReglagesFournisseur) -> Adresses:
    adresses = Adresses(
        autorisation=fournisseur.autorisation_url,
        jeton=fournisseur.jeton_url,
        userinfo=fournisseur.userinfo_url,
        cles=fournisseur.cles_url,
        fin_session=fournisseur.fin_session_url,
    )
    if not all((adresses.jeton, adresses.userinfo, adresses.cles, fournisseur.emetteur)):
        raise EchecConnexion(Raison.CONFIGURATION)
    return adresses


def _decouvertes(fournisseur: ReglagesFournisseur) -> Adresses:
    """Lit `/.well-known/openid-configuration` ; l’émetteur annoncé doit être celui réglé (OIDC Discovery, § 4.3)."""
    reponse = demander("GET", f"{fournisseur.emetteur}/.well-known/openid-configuration", entetes=_JSON)
    if reponse.statut != 200:
        raise EchecConnexion(Raison.CONFIGURATION)
    document = reponse.objet()
    if document.get("issuer") != fournisseur.emetteur:
        raise EchecConnexion(Raison.CONFIGURATION)
    protocole = urlsplit(fournisseur.emetteur).scheme
    return Adresses(
        autorisation=_adresse(document, "authorization_endpoint", protocole),
        jeton=_adresse(document, "token_endpoint", protocole),
        userinfo=_adresse(document, "userinfo_endpoint", protocole),
        cles=_adresse(document, "jwks_uri", protocole),
        fin_session=_adresse(document, "end_session_endpoint", protocole) if "end_session_endpoint" in document else "",
    )


def _adresse(document: dict[str, Any], nom: str, protocole: str) -> str:
    """Rend une adresse annoncée ; un émetteur chiffré n’annonce que des adresses chiffrées."""
    url = document.get(nom)
    if not isinstance(url, str) or urlsplit(url).scheme not in {protocole, "https"}:
        raise EchecConnexion(Raison.CONFIGURATION)
    return url


def _cles_publiees(adresse: str) -> KeySet:
    reponse = demander("GET", adresse, entetes=_JSON)
    if reponse.statut != 200:
        raise EchecConnexion(Raison.REPONSE_ILLISIBLE)
    try:
        return KeySet.import_key_set(cast(KeySetSerialization, reponse.objet()))
    except (JoseError, ValueError, TypeError, KeyError) as erreur:
        raise EchecConnexion(Raison.REPONSE_ILLISIBLE) from erreur
