"""Des rendez-vous pour l’agenda de la personne (RFC 5545) : heures de Paris, fuseau décrit dans le fichier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portail.socle.horloge import a_paris

OCTETS_PAR_LIGNE = 73
"""75 octets au plus avec le retour à la ligne (RFC 5545, 3.1)."""

PARIS: Sequence[str] = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Paris",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19810329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""L’heure d’été commence le dernier dimanche de mars, finit le dernier d’octobre (directive 2000/84/CE)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvenementAgenda:
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


def en_ics(evenement: EvenementAgenda) -> str:
    """Rend le fichier .ics d’un rendez-vous, qui l’ajoute à l’agenda, l’y change ou l’en retire."""
    return _ecrit(_calendrier([evenement], "CANCEL" if evenement.annule else "PUBLISH"))


def flux_ics(evenements: Iterable[EvenementAgenda], *, nom: str) -> str:
    """Rend le fichier .ics d’un agenda entier, que l’on relit à intervalles ; `nom` est celui que l’agenda montre."""
    return _ecrit(_calendrier(evenements, "PUBLISH", f"X-WR-CALNAME:{_texte(nom)}"))


def _calendrier(evenements: Iterable[EvenementAgenda], methode: str, *entetes: str) -> Iterable[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Portail//Rendez-vous//FR", f"METHOD:{methode}")
    yield from entetes
    yield from PARIS
    for evenement in evenements:
        yield from _lignes(evenement)
    yield "END:VCALENDAR"


def _lignes(evenement: EvenementAgenda) -> Sequence[str]:
    return (
        "BEGIN:VEVENT",
        f"UID:{evenement.identifiant}",
        f"SEQUENCE:{evenement.version}",
        f"DTSTAMP:{evenement.ecrit_le.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID=Europe/Paris:{a_paris(evenement.debut):%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/Paris:{a_paris(evenement.fin):%Y%m%dT%H%M%S}",
        f"SUMMARY:{_texte(evenement.titre)}",
        f"LOCATION:{_texte(evenement.lieu)}",
        f"DESCRIPTION:{_texte(evenement.description)}",
        f"STATUS:{'CANCELLED' if evenement.annule else 'CONFIRMED'}",
        "END:VEVENT",
    )


def _texte(texte: str) -> str:
    """Échappe ce qui a un sens dans un agenda (RFC 5545, 3.3.11)."""
    propre = texte.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(propre.splitlines())


def _ecrit(lignes: Iterable[str]) -> str:
    return "".join(f"{_pliee(ligne)}\r\n" for ligne in lignes)


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
