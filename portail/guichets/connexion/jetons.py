"""Contrôle des jetons reçus d’un fournisseur d’identité : signature, puis chaque affirmation une à une."""

import hmac
import math
import time
from collections.abc import Mapping
from typing import Any

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError, UnsupportedAlgorithmError

from portail.config import ReglagesFournisseur
from portail.guichets.connexion.decouverte import cles_de
from portail.guichets.connexion.echecs import EchecConnexion, Raison

TOLERANCE_SECONDES = 30
AGE_MAXIMAL_SECONDES = 300
LONGUEUR_SUJET = 255

Claims = Mapping[str, Any]


def affirmations_signees(jeton: str, fournisseur: ReglagesFournisseur) -> dict[str, Any]:
    """Rend les affirmations d’un jeton signé par ce fournisseur, avec le seul algorithme enregistré.

    Les clés tournent : une signature inconnue fait relire les clés, une fois. Lève `EchecConnexion`.
    """
    for neuves in (False, True):
        try:
            return jwt.decode(jeton, cles_de(fournisseur, neuves=neuves), algorithms=[fournisseur.algorithme]).claims
        except UnsupportedAlgorithmError as erreur:
            raise EchecConnexion(Raison.ALGORITHME) from erreur
        except (InvalidKeyIdError, BadSignatureError):
            continue
        except (JoseError, ValueError, TypeError, KeyError) as erreur:
            raise EchecConnexion(Raison.JETON_ILLISIBLE) from erreur
    raise EchecConnexion(Raison.SIGNATURE)


def verifier_origine(claims: Claims, fournisseur: ReglagesFournisseur) -> None:
    """Vérifie émetteur, destinataire et dates d’un jeton ; lève `EchecConnexion`."""
    if claims.get("iss") != fournisseur.emetteur:
        raise EchecConnexion(Raison.EMETTEUR)
    if claims.get("aud") not in (fournisseur.client_id, [fournisseur.client_id]):
        raise EchecConnexion(Raison.DESTINATAIRE)
    if claims.get("azp", fournisseur.client_id) != fournisseur.client_id:
        raise EchecConnexion(Raison.DESTINATAIRE)
    _verifier_dates(claims)


def verifier_identite(claims: Claims, fournisseur: ReglagesFournisseur, *, nonce: str, jeton_acces: str) -> str:
    """Rend le sujet d’un jeton d’identité dont tout est vérifié ; lève `EchecConnexion`."""
    verifier_origine(claims, fournisseur)
    if not _egaux(claims.get("nonce"), nonce.encode()):
        raise EchecConnexion(Raison.NONCE)
    sujet = sujet_de(claims)
    if fournisseur.acr and claims.get("acr") not in fournisseur.acr:
        raise EchecConnexion(Raison.NIVEAU)
    if "at_hash" in claims and not _egaux(claims["at_hash"], create_half_hash(jeton_acces, fournisseur.algorithme)):
        raise EchecConnexion(Raison.EMPREINTE)
    return sujet


def sujet_de(claims: Claims) -> str:
    """Rend `sub`, texte non vide de 255 caractères au plus ; lève `EchecConnexion`."""
    sujet = claims.get("sub")
    if not isinstance(sujet, str) or not sujet.strip() or len(sujet) > LONGUEUR_SUJET or not sujet.isprintable():
        raise EchecConnexion(Raison.SUJET)
    return sujet


def _verifier_dates(claims: Claims) -> None:
    """Vérifie `exp`, `iat` et `nbf` à l’heure réelle : une horloge décalée ne prolonge pas un jeton."""
    maintenant = time.time()
    if _instant(claims.get("exp")) <= maintenant - TOLERANCE_SECONDES:
        raise EchecConnexion(Raison.JETON_PERIME)
    emis = _instant(claims.get("iat"))
    if not maintenant - AGE_MAXIMAL_SECONDES <= emis <= maintenant + TOLERANCE_SECONDES:
        raise EchecConnexion(Raison.DATE_EMISSION)
    if "nbf" in claims and _instant(claims["nbf"]) > maintenant + TOLERANCE_SECONDES:
        raise EchecConnexion(Raison.DATE_EMISSION)


def _instant(valeur: object) -> float:
    """Rend un instant numérique ; un booléen, un texte ou un infini n’en sont pas."""
    if isinstance(valeur, bool) or not isinstance(valeur, int | float) or not math.isfinite(valeur):
        raise EchecConnexion(Raison.JETON_ILLISIBLE)
    return valeur


def _egaux(recu: object, attendu: bytes) -> bool:
    """Compare en temps constant un texte reçu à la valeur attendue."""
    return isinstance(recu, str) and hmac.compare_digest(recu.encode("utf-8", "backslashreplace"), attendu)
