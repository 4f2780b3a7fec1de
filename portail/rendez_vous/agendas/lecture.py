"""Lire un agenda (.ics, RFC 5545) : des évènements simples et des répétitions par jour ou par semaine. Pur.

Ce que l’on ne sait pas lire n’est jamais deviné : l’évènement est compté à part, pour être dit. Le fichier vient de
n’importe où : sa taille, ses évènements et les moments qu’il déroule sont bornés.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portail.rendez_vous.agendas.repetitions import Illisible, Repetition, repetition
from portail.socle.horloge import PARIS, instant_du

OCTETS_MAX = 1_000_000
PRISES_MAX = 5_000
"""Moments déroulés d’un fichier, au plus, doublons compris."""
EVENEMENTS_MAX = 2_000
DUREE_MAX = timedelta(days=366)
SIGNES_D_UN_FUSEAU = 64
A_NOUS = re.compile(r"AGENDA-[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
"""Un évènement de notre propre flux, revenu avec l’autre agenda : ce n’est pas du temps pris ailleurs."""
FUSEAUX = {
    "ROMANCE STANDARD TIME": "Europe/Paris",
    "W. EUROPE STANDARD TIME": "Europe/Berlin",
    "GMT STANDARD TIME": "Europe/London",
    "CENTRAL EUROPE STANDARD TIME": "Europe/Budapest",
    "CENTRAL EUROPEAN STANDARD TIME": "Europe/Warsaw",
}
"""Les noms que Windows donne aux fuseaux d’Europe (CLDR, windowsZones)."""
CHIFFRES_MAX = 9
UNITES = {"W": 604_800, "D": 86_400, "H": 3_600, "M": 60, "S": 1}


@dataclass(frozen=True, slots=True, order=True)
class Prise:
    """Un moment pris, en temps universel."""

    debut: datetime
    fin: datetime


@dataclass(frozen=True, slots=True)
class Lu:
    """Ce qu’un fichier prend de temps, et combien de ses évènements n’ont pu se lire."""

    prises: Sequence[Prise]
    illisibles: int


@dataclass(frozen=True, slots=True)
class _Propriete:
    nom: str
    parametres: dict[str, str]
    valeur: str


def lire(contenu: bytes, *, du: datetime, au: datetime) -> Lu:
    """Rend les moments pris entre ces deux instants ; lève `Illisible` si ce n’est pas un agenda."""
    evenements = [_proprietes(bloc) for bloc in _blocs(_lignes(contenu))]
    if len(evenements) > EVENEMENTS_MAX:
        raise Illisible
    deplaces = _deplaces(evenements)
    prises, illisibles, reste = set[Prise](), 0, PRISES_MAX
    for evenement in evenements:
        try:
            siennes = list(islice(_prises(evenement, deplaces, du, au), reste + 1))
        except (Illisible, OverflowError):  # une date hors du calendrier
            illisibles += 1
            continue
        if len(siennes) > reste:
            raise Illisible
        reste -= len(siennes)
        prises |= {une for une in siennes if une.fin > du and une.debut < au}
    return Lu(sorted(prises), illisibles)


def _lignes(contenu: bytes) -> list[str]:
    """Rend les lignes entières du fichier ; lève `Illisible`."""
    if len(contenu) > OCTETS_MAX:
        raise Illisible
    try:
        lignes = _depliees(contenu.decode("utf-8-sig"))
    except UnicodeDecodeError as erreur:
        raise Illisible from erreur
    if not lignes or lignes[0].upper() != "BEGIN:VCALENDAR" or lignes[-1].upper() != "END:VCALENDAR":
        raise Illisible
    return lignes


def _depliees(texte: str) -> list[str]:
    """Rend les lignes d’un agenda : celle qui commence par un blanc continue la précédente."""
    lignes: list[list[str]] = []
    for brute in texte.splitlines():
        if brute[:1] in (" ", "\t") and lignes:
            lignes[-1].append(brute[1:])
        elif brute.strip():
            lignes.append([brute.strip()])
    return ["".join(morceaux) for morceaux in lignes]


def _blocs(lignes: Sequence[str]) -> Iterator[list[str]]:
    """Rend les lignes de chaque évènement, sans celles de ses alarmes."""
    bloc: list[str] | None = None
    profondeur = 0
    for ligne in lignes:
        mot = ligne.upper()
        if mot == "BEGIN:VEVENT":
            bloc, profondeur = [], 0
        elif mot == "END:VEVENT" and bloc is not None:
            yield bloc
            bloc = None
        elif bloc is not None:
            profondeur += mot.startswith("BEGIN:") - mot.startswith("END:")
            if not profondeur and not mot.startswith("END:"):
                bloc.append(ligne)


def _proprietes(bloc: Sequence[str]) -> dict[str, list[_Propriete]]:
    lues: dict[str, list[_Propriete]] = {}
    for ligne in bloc:
        entete, _deux_points, valeur = ligne.partition(":")
        nom, *parametres = entete.split(";")
        dits = {cle.upper(): dit.strip('"') for cle, _egal, dit in (un.partition("=") for un in parametres)}
        lues.setdefault(nom.upper(), []).append(_Propriete(nom.upper(), dits, valeur.strip()))
    return lues


def _deplaces(evenements: Sequence[dict[str, list[_Propriete]]]) -> dict[str, set[datetime]]:
    """Rend, par série, les instants qu’un autre évènement remplace."""
    par_serie: dict[str, set[datetime]] = {}
    for evenement in evenements:
        if "RECURRENCE-ID" in evenement and "UID" in evenement:
            try:
                instant = _instant(evenement["RECURRENCE-ID"][0])[0]
            except Illisible:
                continue
            par_serie.setdefault(evenement["UID"][0].valeur, set()).add(instant)
    return par_serie


def _prises(
    evenement: dict[str, list[_Propriete]], deplaces: dict[str, set[datetime]], du: datetime, au: datetime
) -> Iterator[Prise]:
    """Rend les moments que prend cet évènement ; aucun s’il est annulé, ou ne rend pas indisponible."""
    if _ne_prend_rien(evenement):
        return
    if "DTSTART" not in evenement or "RDATE" in evenement:
        raise Illisible
    debut, local = _instant(evenement["DTSTART"][0])
    duree = _duree(evenement, debut, local)
    if "RRULE" not in evenement:
        yield Prise(debut, debut + duree)
        return
    sauf = _sautes(evenement, deplaces)
    regle = repetition(evenement["RRULE"][0].valeur, local)
    for instant in _repetes(regle, local, (du - duree).date(), au.date()):
        if instant not in sauf:
            yield Prise(instant, instant + duree)


def _ne_prend_rien(evenement: dict[str, list[_Propriete]]) -> bool:
    if _seule(evenement, "STATUS") == "CANCELLED" or _seule(evenement, "TRANSP") == "TRANSPARENT":
        return True
    return A_NOUS.fullmatch(_seule(evenement, "UID")) is not None


def _repetes(regle: Repetition, local: datetime, depuis: date, jusqu_au: date) -> Iterator[datetime]:
    """Rend les instants de la série, en temps universel : la même heure chaque fois, dans le fuseau de la première."""
    un_jour = timedelta(days=1)
    for jour in regle.jours(local.date(), depuis=depuis - un_jour, jusqu_au=jusqu_au + un_jour):
        instant = datetime.combine(jour, local.time(), local.tzinfo)
        if regle.fin is not None and instant > regle.fin:
            return
        yield instant.astimezone(UTC)


def _sautes(evenement: dict[str, list[_Propriete]], deplaces: dict[str, set[datetime]]) -> set[datetime]:
    """Rend les instants de la série qui n’ont pas lieu, ou qu’un autre évènement remplace."""
    sautes = {_instant(une)[0] for ligne in evenement.get("EXDATE", ()) for une in _separees(ligne)}
    if "UID" in evenement and "RECURRENCE-ID" not in evenement:
        sautes |= deplaces.get(evenement["UID"][0].valeur, set())
    return sautes


def _separees(propriete: _Propriete) -> Iterator[_Propriete]:
    for valeur in propriete.valeur.split(","):
        yield _Propriete(propriete.nom, propriete.parametres, valeur)


def _seule(evenement: dict[str, list[_Propriete]], nom: str) -> str:
    return evenement[nom][0].valeur.upper() if nom in evenement else ""


def _instant(propriete: _Propriete) -> tuple[datetime, datetime]:
    """Rend l’instant universel, et le même dans son fuseau ; un jour entier commence à minuit, à Paris."""
    valeur = propriete.valeur
    try:
        if propriete.parametres.get("VALUE") == "DATE" or "T" not in valeur:
            local = instant_du(datetime.strptime(valeur, "%Y%m%d").date())  # noqa: DTZ007
        elif valeur.endswith("Z"):
            local = datetime.strptime(valeur, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        else:
            local = datetime.strptime(valeur, "%Y%m%dT%H%M%S").replace(tzinfo=_fuseau(propriete))
        return local.astimezone(UTC), local
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError) as erreur:
        raise Illisible from erreur


def _fuseau(propriete: _Propriete) -> ZoneInfo:
    """Rend le fuseau dit ; sans fuseau, l’heure est celle de Paris."""
    dit = propriete.parametres.get("TZID", "")
    if len(dit) > SIGNES_D_UN_FUSEAU:
        raise Illisible
    return ZoneInfo(FUSEAUX.get(dit.upper(), dit)) if dit else PARIS


def _duree(evenement: dict[str, list[_Propriete]], debut: datetime, local: datetime) -> timedelta:
    if "DTEND" in evenement:
        duree = _instant(evenement["DTEND"][0])[0] - debut
    elif "DURATION" in evenement:
        duree = _duree_dite(evenement["DURATION"][0].valeur)
    elif evenement["DTSTART"][0].parametres.get("VALUE") == "DATE":
        lendemain: date = local.date() + timedelta(days=1)
        duree = instant_du(lendemain).astimezone(UTC) - debut
    else:
        raise Illisible
    if not timedelta(0) < duree <= DUREE_MAX:
        raise Illisible
    return duree


def _duree_dite(valeur: str) -> timedelta:
    """Rend « PT1H30M » en durée."""
    secondes, nombre = 0, ""
    for signe in valeur.removeprefix("P").replace("T", ""):
        if signe.isdecimal() and len(nombre) < CHIFFRES_MAX:
            nombre += signe
        elif signe in UNITES and nombre:
            secondes, nombre = secondes + int(nombre) * UNITES[signe], ""
        else:
            raise Illisible
    return timedelta(seconds=secondes)
