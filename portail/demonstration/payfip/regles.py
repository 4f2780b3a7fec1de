"""Les contrôles que PayFiP fait d’une demande, et le code de faute de chacun."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from portail.demonstration.payfip.etat import CONTRATS, SANS_ACCES

CHAMPS = ("exer", "mel", "montant", "numcli", "objet", "refdet", "saisie", "urlnotif", "urlredirect")
PLAFOND_CENTIMES = 9_999_999
_MINIMUM_CENTIMES = 100
LIBELLES: Mapping[str, str] = {
    "A1": "Adresse de messagerie absente.",
    "A2": "Adresse de messagerie incorrecte.",
    "D1": "Format de l'adresse de redirection incorrect.",
    "M1": "Format du montant incorrect.",
    "M3": "Montant inférieur à 1 euro.",
    "M5": "Montant supérieur au plafond.",
    "N1": "Format de l'adresse de notification incorrect.",
    "P1": "IdOp incorrect.",
    "P3": "IdOp déjà utilisé.",
    "P4": "IdOp de plus de 15 minutes.",
    "P5": "Résultat de la transaction non connu.",
    "R3": "Le format du paramètre REFDET n'est pas conforme",
    "S1": "Type de saisie incorrect.",
    "T1": "Numéro de client incorrect.",
    "T2": "Client inconnu.",
    "T4": "Client sans accès sécurisé.",
}


def faute_de(champs: Mapping[str, str]) -> str:
    """Rend le premier code de faute de cette demande, ou rien si elle est bonne."""
    controles = (faute_du_client(champs.get("numcli", "")), _faute_du_reste(champs))
    return next(filter(None, controles), "")


def faute_du_client(numcli: str) -> str:
    """Rend T1, T2, T4 ou rien."""
    if not re.fullmatch(r"\d{6}", numcli):
        return "T1"
    if numcli == SANS_ACCES:
        return "T4"
    return "" if numcli in CONTRATS else "T2"


def _faute_du_reste(champs: Mapping[str, str]) -> str:
    mel = champs.get("mel", "")
    fautes = {
        "A1": not mel,
        "A2": bool(mel) and not (6 <= len(mel) <= 80 and re.fullmatch(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+", mel)),
        **_fautes_du_montant(champs.get("montant", "")),
        "R3": not re.fullmatch(r"[A-Za-z0-9]{6,30}", champs.get("refdet", "")),
        "S1": champs.get("saisie") not in {"T", "X", "W"},
        "N1": not _adresse_juste(champs.get("urlnotif", "")),
        "D1": not _adresse_juste(champs.get("urlredirect", "")),
    }
    return next((code for code, fautive in fautes.items() if fautive), "")


def _fautes_du_montant(montant: str) -> dict[str, bool]:
    entier = int(montant) if re.fullmatch(r"\d{1,9}", montant) else None
    return {
        "M1": entier is None,
        "M3": entier is not None and entier < _MINIMUM_CENTIMES,
        "M5": entier is not None and entier > PLAFOND_CENTIMES,
    }


def _adresse_juste(adresse: str) -> bool:
    return len(adresse) <= 250 and urlsplit(adresse).scheme in {"http", "https"}
