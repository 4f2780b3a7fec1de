"""Anomalies que le fournisseur simulé sait produire, pour vérifier que le portail les refuse toutes.

`Fautes` associe un point du dialogue (`decouverte`, `cles`, `retour`, `jeton`, `jetons`, `jeton_identite`, `userinfo`,
`identite`) au nom d’une anomalie. Un nom inconnu lève `KeyError` : un test ne réussit pas pour une faute de frappe.
"""

import base64
import hmac
import json
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import Response
from joserfc import jwt
from joserfc.jwk import ECKey

from portail.demonstration.fournisseur.cles import Trousseau
from portail.demonstration.fournisseur.emetteurs import CLIENT_ID

Fautes = dict[str, str]
Claims = dict[str, Any]
LENTEUR_SECONDES = 1.5
_AUTRE = "https://autre.example"


def _remplacer(**valeurs: object) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **valeurs}


def _retirer(*noms: str) -> Callable[[Claims], Claims]:
    return lambda claims: {nom: valeur for nom, valeur in claims.items() if nom not in noms}


def _decaler(nom: str, secondes: int) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, nom: int(time.time()) + secondes}


def _echouer(erreur: str) -> Callable[[Claims], Claims]:
    texte = "<b>texte du fournisseur</b>"
    return lambda parametres: {**_retirer("code")(parametres), "error": erreur, "error_description": texte}


_AFFIRMATIONS: Mapping[str, Callable[[Claims], Claims]] = MappingProxyType(
    {
        "iss": _remplacer(iss=_AUTRE),
        "iss_absent": _retirer("iss"),
        "aud": _remplacer(aud="autre-service"),
        "aud_absent": _retirer("aud"),
        "aud_multiple": _remplacer(aud=[CLIENT_ID, "autre-service"], azp=CLIENT_ID),
        "azp": _remplacer(azp="autre-service"),
        "exp": _decaler("exp", -31),
        "exp_absent": _retirer("exp"),
        "exp_texte": _remplacer(exp="demain"),
        "iat_vieux": _decaler("iat", -301),
        "iat_futur": _decaler("iat", 60),
        "iat_absent": _retirer("iat"),
        "nbf_futur": _decaler("nbf", 60),
        "nonce": _remplacer(nonce="0" * 64),
        "nonce_absent": _retirer("nonce"),
        "nonce_nombre": _remplacer(nonce=0),
        "sub_vide": _remplacer(sub=" "),
        "sub_absent": _retirer("sub"),
        "sub_long": _remplacer(sub="a" * 256),
        "sub_nombre": _remplacer(sub=12),
        "sub_autre": _remplacer(sub="b" * 64 + "v1"),
        "acr": _remplacer(acr="eidas0"),
        "acr_absent": _retirer("acr"),
        "at_hash": _remplacer(at_hash="0" * 22),
        "nom_absent": _retirer("family_name"),
        "naissance_fausse": _remplacer(birthdate="1992-11-00"),
        "lieu_faux": _remplacer(birthplace="Nantes"),
    }
)
_HTTP: Mapping[str, Callable[[], Response]] = MappingProxyType(
    {
        "erreur_500": lambda: _json({"error": "server_error"}, 500),
        "erreur_401": lambda: _json({"error": "invalid_token"}, 401),
        "invalid_client": lambda: _json(
            {"error": "invalid_client", "error_uri": "https://docs.example/erreurs/?code=Y0434A7B&id=abc"}, 401
        ),
        "html": lambda: Response("<!DOCTYPE html><title>Maintenance</title>", 200, mimetype="text/html"),
        "tableau": lambda: _json([], 200),
        "enorme": lambda: _json({"a": "a" * 300_000}, 200),
        "redirection": lambda: Response(status=302, headers={"Location": _AUTRE}),
    }
)
_RETOUR: Mapping[str, Callable[[dict[str, str]], dict[str, str]]] = MappingProxyType(
    {
        "iss": _remplacer(iss=_AUTRE),
        "iss_absent": _retirer("iss"),
        "state": _remplacer(state="1" * 64),
        "state_absent": _retirer("state"),
        "state_indefini": _remplacer(state="undefined"),
        "code_absent": _retirer("code"),
        "code_faux": _remplacer(code="inconnu"),
        **{
            erreur: _echouer(erreur)
            for erreur in ("access_denied", "server_error", "temporarily_unavailable", "invalid_scope", "mystere")
        },
    }
)


def reponse_fautive(fautes: Fautes, point: str) -> Response | None:
    """Rend la réponse HTTP anormale demandée à ce point, ou `None` ; « lent » attend puis laisse répondre."""
    faute = fautes.get(point, "")
    if faute == "lent":
        time.sleep(LENTEUR_SECONDES)
        return None
    return _HTTP[faute]() if faute in _HTTP else None


def retour_fautif(fautes: Fautes, parametres: dict[str, str]) -> dict[str, str]:
    """Rend les paramètres du retour, altérés si c’est demandé."""
    return _RETOUR[fautes["retour"]](parametres) if "retour" in fautes else parametres


def signer(fautes: Fautes, point: str, trousseau: Trousseau, claims: Claims) -> str:
    """Rend le jeton signé de ce point, altéré dans ses affirmations ou sa signature si c’est demandé."""
    faute = fautes.get(point)
    if faute is None:
        return trousseau.signer(claims)
    if faute in _SIGNATURES:
        return _SIGNATURES[faute](trousseau, claims)
    return trousseau.signer(_AFFIRMATIONS[faute](claims))


def alterer(fautes: Fautes, point: str, claims: Claims) -> Claims:
    """Rend des affirmations non signées, altérées si c’est demandé."""
    return _AFFIRMATIONS[fautes[point]](claims) if point in fautes else claims


def _json(contenu: object, statut: int) -> Response:
    return Response(json.dumps(contenu), statut, mimetype="application/json")


def _base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _morceau(contenu: object) -> str:
    return _base64(json.dumps(contenu).encode())


def _alg_none(trousseau: Trousseau, claims: Claims) -> str:
    return f"{_morceau({'alg': 'none', 'kid': trousseau.courante.kid})}.{_morceau(claims)}."


def _alg_hs256(trousseau: Trousseau, claims: Claims) -> str:
    """Confusion classique : la clé publique sert de secret partagé."""
    cle = trousseau.courante
    signe = f"{_morceau({'alg': 'HS256', 'kid': cle.kid})}.{_morceau(claims)}"
    return f"{signe}.{_base64(hmac.digest(cle.as_pem(private=False), signe.encode(), 'sha256'))}"


def _alg_rs256(trousseau: Trousseau, claims: Claims) -> str:
    """Jeton vraiment signé par une clé publiée, mais pas avec l’algorithme enregistré."""
    return jwt.encode({"alg": "RS256", "kid": trousseau.rsa.kid}, claims, trousseau.rsa)


def _cle_inconnue(_trousseau: Trousseau, claims: Claims) -> str:
    cle = ECKey.generate_key("P-256", auto_kid=True)
    return jwt.encode({"alg": "ES256", "kid": cle.kid}, claims, cle)


def _signature_fausse(trousseau: Trousseau, claims: Claims) -> str:
    cle = ECKey.generate_key("P-256")
    return jwt.encode({"alg": "ES256", "kid": trousseau.courante.kid}, claims, cle)


def _cle_embarquee(_trousseau: Trousseau, claims: Claims) -> str:
    cle = ECKey.generate_key("P-256", auto_kid=True)
    return jwt.encode({"alg": "ES256", "kid": cle.kid, "jwk": cle.as_dict(private=False)}, claims, cle)


_SIGNATURES: Mapping[str, Callable[[Trousseau, Claims], str]] = MappingProxyType(
    {
        "alg_none": _alg_none,
        "alg_hs256": _alg_hs256,
        "alg_rs256": _alg_rs256,
        "cle_inconnue": _cle_inconnue,
        "signature_fausse": _signature_fausse,
        "cle_embarquee": _cle_embarquee,
        "illisible": lambda _trousseau, _claims: "ceci.nest.pas-un-jeton",
    }
)
