"""Contrôle d’une demande d’autorisation : liste fermée de paramètres, valeurs exactes, refus comme chez les vrais."""

import json
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from portail.demonstration.fournisseur.emetteurs import CLIENT_ID, Emetteur

_INVITES = frozenset({"login", "consent"})


class DemandeRefusee(Exception):
    """Demande si fausse que la personne n’est pas renvoyée au portail : une page 400 l’arrête."""

    def __init__(self, code: str, explication: str) -> None:
        super().__init__(explication)
        self.code = code
        self.explication = explication


@dataclass(frozen=True, slots=True)
class Demande:
    """Une demande d’autorisation admise ; `erreur` non vide la renvoie aussitôt au portail."""

    emetteur: str
    retour_url: str
    state: str
    nonce: str
    portees: tuple[str, ...]
    niveaux: tuple[str, ...]
    defi: str
    erreur: str = ""


def demande_admise(args: MultiDict[str, str], emetteur: Emetteur, *, retour_url: str) -> Demande:
    """Rend la demande ; lève `DemandeRefusee` si un paramètre est inconnu, répété, absent, trop court ou inexact."""
    _verifier_liste(args, emetteur)
    if args["client_id"] != CLIENT_ID:
        raise DemandeRefusee("Y04EA6EF", "Ce service n’est pas enregistré.")
    if args["redirect_uri"] != retour_url:
        raise DemandeRefusee("Y04C013C", f"redirect_uri n’est pas déclarée ; attendu {retour_url}.")
    _verifier_valeurs(args, emetteur)
    return Demande(
        emetteur=emetteur.nom,
        retour_url=retour_url,
        state=args["state"],
        nonce=args["nonce"],
        portees=tuple(args["scope"].split()),
        niveaux=_niveaux(args),
        defi=args.get("code_challenge", ""),
        erreur=_erreur(args, emetteur),
    )


def _verifier_liste(args: MultiDict[str, str], emetteur: Emetteur) -> None:
    inconnus = set(args) - emetteur.parametres
    if inconnus:
        raise DemandeRefusee(emetteur.refus, f"Paramètre hors de la liste : {', '.join(sorted(inconnus))}.")
    repetes = [nom for nom, valeurs in args.lists() if len(valeurs) > 1]
    if repetes:
        raise DemandeRefusee(emetteur.refus, f"Paramètre répété : {', '.join(sorted(repetes))}.")
    absents = [nom for nom in sorted(emetteur.obligatoires) if not args.get(nom)]
    if absents:
        raise DemandeRefusee(emetteur.refus, f"Paramètre absent : {', '.join(absents)}.")


def _verifier_valeurs(args: MultiDict[str, str], emetteur: Emetteur) -> None:
    for nom in ("state", "nonce"):
        if len(args[nom]) < emetteur.longueur_alea:
            raise DemandeRefusee(emetteur.refus, f"{nom} a moins de {emetteur.longueur_alea} caractères.")
    if "prompt" in args and not set(args["prompt"].split(" ")) <= _INVITES:
        raise DemandeRefusee(emetteur.refus, "prompt n’admet que login et consent.")
    if "code_challenge" in args and args.get("code_challenge_method") != "S256":
        raise DemandeRefusee(emetteur.refus, "code_challenge_method n’admet que S256.")


def _niveaux(args: MultiDict[str, str]) -> tuple[str, ...]:
    """Rend les niveaux exigés par `claims` ; `acr_values` n’en est qu’un souhait."""
    try:
        exige = json.loads(args.get("claims", "{}"))["id_token"]["acr"]
        return tuple(exige["values"]) if exige.get("essential") else ()
    except (ValueError, KeyError, TypeError):
        return ()


def _erreur(args: MultiDict[str, str], emetteur: Emetteur) -> str:
    """Rend l’erreur à renvoyer au portail, ou une chaîne vide."""
    portees = set(args["scope"].split())
    if args["response_type"] != "code":
        return "unsupported_response_type"
    if "openid" not in portees or any(portee.startswith(("cnaf_", "dgfip_")) for portee in portees):
        return "invalid_scope"
    if emetteur.nom == "franceconnect" and set(args["acr_values"].split()) & {"eidas2", "eidas3"}:
        return "invalid_acr"
    return ""
