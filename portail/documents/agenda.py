"""Un rendez-vous pour l’agenda de la personne (RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, datetime

OCTETS_PAR_LIGNE = 73
"""75 octets au plus avec le retour à la ligne (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RendezVous:
    """Ce que l’agenda affiche ; `version` augmente à chaque changement, `annule` l’en retire."""

    identifiant: str
    debut: datetime
    fin: datetime
    ecrit_le: datetime
    titre: str
    lieu: str
    description: str
    version: int = 0
    annule: bool = False


def en_ics(rendez_vous: RendezVous) -> str:
    """Rend le fichier .ics, lignes pliées, textes échappés."""
    lignes = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Portail//Visites//FR",
        f"METHOD:{'CANCEL' if rendez_vous.annule else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{rendez_vous.identifiant}",
        f"SEQUENCE:{rendez_vous.version}",
        f"DTSTAMP:{_instant(rendez_vous.ecrit_le)}",
        f"DTSTART:{_instant(rendez_vous.debut)}",
        f"DTEND:{_instant(rendez_vous.fin)}",
        f"SUMMARY:{_texte(rendez_vous.titre)}",
        f"LOCATION:{_texte(rendez_vous.lieu)}",
        f"DESCRIPTION:{_texte(rendez_vous.description)}",
        f"STATUS:{'CANCELLED' if rendez_vous.annule else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_pliee(ligne)}\r\n" for ligne in lignes)


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _texte(texte: str) -> str:
    """Échappe ce qui a un sens dans un agenda (RFC 5545, 3.3.11)."""
    propre = texte.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(propre.splitlines())


def _pliee(ligne: str) -> str:
    """Coupe la ligne sans couper un signe : la suite commence par une espace."""
    morceaux, octets = [""], 0
    for signe in ligne:
        taille = len(signe.encode())
        if octets + taille > OCTETS_PAR_LIGNE:
            morceaux.append("")
            octets = 0
        morceaux[-1] += signe
        octets += taille
    return "\r\n ".join(morceaux)
