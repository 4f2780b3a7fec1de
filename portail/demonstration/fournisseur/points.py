"""Les adresses que le portail appelle de serveur à serveur : découverte, clés, jetons, identité."""

import base64
import time
from typing import Any

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from portail.demonstration.fournisseur.emetteurs import CLIENT_ID, CLIENT_SECRET, EMETTEURS
from portail.demonstration.fournisseur.etat import Accord, emetteur_de, fournisseur
from portail.demonstration.fournisseur.fautes import alterer, reponse_fautive, signer
from portail.demonstration.fournisseur.identites import affirmations, sujet

blueprint = Blueprint("points", __name__)
_EMETTEUR = "/<any(franceconnect, proconnect, notaires):nom>"


@blueprint.get(f"{_EMETTEUR}/.well-known/openid-configuration")
def decouverte(nom: str) -> ResponseReturnValue:
    """Rend le document de découverte ; il annonce PKCE partout, comme FranceConnect qui pourtant le refuse."""
    etat = fournisseur()
    racine = etat.emetteur_url(EMETTEURS[nom])
    document = {
        "issuer": "https://autre.example" if etat.fautes.get("decouverte") == "emetteur" else racine,
        "authorization_endpoint": f"{racine}/authorize",
        "token_endpoint": f"{racine}/token",
        "userinfo_endpoint": f"{racine}/userinfo",
        "jwks_uri": f"{racine}/jwks",
        "end_session_endpoint": f"{racine}/session/end",
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [EMETTEURS[nom].authentification],
        "authorization_response_iss_parameter_supported": EMETTEURS[nom].iss_au_retour,
    }
    return reponse_fautive(etat.fautes, "decouverte") or _publie(document)


@blueprint.get(f"{_EMETTEUR}/jwks")
def cles(nom: str) -> ResponseReturnValue:
    """Rend les clés publiques ; les trois émetteurs partagent le même trousseau."""
    etat = fournisseur()
    return reponse_fautive(etat.fautes, "cles") or _publie(etat.trousseau.publiees())


@blueprint.post(f"{_EMETTEUR}/token")
def jeton(nom: str) -> ResponseReturnValue:
    """Échange un code contre des jetons : client authentifié, code à usage unique, adresse de retour identique."""
    etat, emetteur = fournisseur(), EMETTEURS[nom]
    if fautive := reponse_fautive(etat.fautes, "jeton"):
        return fautive
    if _client() != (emetteur.authentification, CLIENT_ID, CLIENT_SECRET):
        return _erreur("invalid_client", 401, "Y0434A7B")
    if request.form.get("grant_type") != "authorization_code":
        return _erreur("unsupported_grant_type", 400, "Y0000000")
    accord = etat.codes.prendre(request.form.get("code", ""))
    if accord is None or emetteur_de(accord) is not emetteur or not _meme_demande(accord):
        return _erreur("invalid_grant", 400, "Y049E20B")
    acces = etat.acces.deposer(accord, duree=emetteur.duree_jeton)
    jetons = {
        "access_token": acces,
        "token_type": "Bearer",
        "expires_in": emetteur.duree_jeton,
        "id_token": signer(etat.fautes, "jeton_identite", etat.trousseau, _identite(accord, acces)),
        "scope": " ".join(accord.demande.portees),
    }
    jetons.pop(etat.fautes.get("jetons", ""), None)
    return _sans_cache(jsonify(jetons))


@blueprint.get(f"{_EMETTEUR}/userinfo")
def userinfo(nom: str) -> ResponseReturnValue:
    """Rend l’identité, en jeton signé chez FranceConnect et ProConnect, en JSON chez les notaires."""
    etat, emetteur = fournisseur(), EMETTEURS[nom]
    if fautive := reponse_fautive(etat.fautes, "userinfo"):
        return fautive
    genre, _, acces = request.headers.get("Authorization", "").partition(" ")
    accord = etat.acces.lire(acces)
    if genre != "Bearer" or accord is None or emetteur_de(accord) is not emetteur:
        return _erreur("invalid_token", 401, "Y0000000")
    claims = _base(accord) | affirmations(accord.personne, accord.demande.portees, jour=etat.jour)
    if not emetteur.userinfo_signe or etat.fautes.get("userinfo") == "json":
        return _sans_cache(jsonify(alterer(etat.fautes, "identite", claims)))
    signe = signer(etat.fautes, "identite", etat.trousseau, claims)
    return _sans_cache(Response(signe, 200, content_type="application/jwt; charset=utf-8"))


def _client() -> tuple[str, str, str]:
    """Rend la manière dont le client s’authentifie, son identifiant et son secret."""
    autorisation = request.headers.get("Authorization", "")
    if autorisation.startswith("Basic "):
        identifiant, _, secret = base64.b64decode(autorisation[6:]).decode().partition(":")
        return "client_secret_basic", identifiant, secret
    return "client_secret_post", request.form.get("client_id", ""), request.form.get("client_secret", "")


def _meme_demande(accord: Accord) -> bool:
    if request.form.get("redirect_uri") != accord.demande.retour_url:
        return False
    verificateur = request.form.get("code_verifier", "")
    if not accord.demande.defi:
        return not verificateur
    return bool(verificateur) and create_s256_code_challenge(verificateur) == accord.demande.defi


def _base(accord: Accord) -> dict[str, Any]:
    emetteur = emetteur_de(accord)
    maintenant = int(time.time())
    return {
        "iss": fournisseur().emetteur_url(emetteur),
        "sub": sujet(emetteur.nom, accord.personne),
        "aud": CLIENT_ID,
        "iat": maintenant,
        "exp": maintenant + emetteur.duree_jeton,
    }


def _identite(accord: Accord, acces: str) -> dict[str, Any]:
    """Rend les affirmations du jeton d’identité : huit chez FranceConnect, aucune sur la personne."""
    emetteur = emetteur_de(accord)
    claims = _base(accord) | {"auth_time": accord.authentifiee_le, "nonce": accord.demande.nonce}
    if emetteur.niveaux:
        claims["acr"] = getattr(accord.personne, "acr", emetteur.niveaux[0])
    if emetteur.at_hash:
        claims["at_hash"] = create_half_hash(acces, "ES256").decode()
    return claims


def _publie(document: dict[str, Any]) -> Response:
    reponse = jsonify(document)
    reponse.headers["Cache-Control"] = "public, max-age=600"
    return reponse


def _sans_cache(reponse: Response) -> Response:
    reponse.headers["Cache-Control"] = "no-store"
    return reponse


def _erreur(code: str, statut: int, reference: str) -> Response:
    reponse = jsonify(
        error=code,
        error_description=f"{code} ({reference})",
        error_uri=f"https://docs.example/fs-technique-erreurs/?code={reference}&id=demonstration",
    )
    reponse.status_code = statut
    return _sans_cache(reponse)
