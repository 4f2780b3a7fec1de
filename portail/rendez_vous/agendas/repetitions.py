"""Les répétitions d’un agenda que l’on sait lire : chaque jour, chaque semaine. Pur."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portail.socle.erreurs import SaisieInvalide
from portail.socle.horloge import PARIS
from portail.socle.traduction import _

JOURS = {code: rang for rang, code in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), start=1)}
CONNUES = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
SEMAINE = 7


class Illisible(SaisieInvalide):
    """Ce fichier n’est pas un agenda, ou dit ce que l’on ne sait pas lire."""

    message = _("Ce fichier ne se lit pas. Envoyez un agenda au format .ics, d’un mégaoctet au plus.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Une règle lue."""

    chaque_semaine: bool
    intervalle: int
    combien: int | None
    fin: datetime | None
    jours_voulus: frozenset[int]

    def jours(self, premier: date, *, depuis: date, jusqu_au: date) -> Iterator[date]:
        """Rend les jours de la série ; ceux d’avant `depuis` ne se déroulent que s’il faut les compter."""
        rendus, jour = 0, premier if self.combien is not None else max(premier, depuis)
        lundi = premier - timedelta(days=premier.weekday())
        while jour <= jusqu_au and (self.combien is None or rendus < self.combien):
            ecart = (jour - lundi).days // SEMAINE if self.chaque_semaine else (jour - premier).days
            if ecart % self.intervalle == 0 and (not self.jours_voulus or jour.isoweekday() in self.jours_voulus):
                rendus += 1
                yield jour
            jour += timedelta(days=1)


def repetition(brute: str, debut: datetime) -> Repetition:
    """Rend la règle ; lève `Illisible` pour toute autre répétition que par jour ou par semaine."""
    parties = {nom.upper(): valeur.upper() for nom, _egal, valeur in (un.partition("=") for un in brute.split(";"))}
    if not parties.keys() <= CONNUES or parties.get("FREQ") not in {"DAILY", "WEEKLY"}:
        raise Illisible
    if parties.get("WKST", "MO") != "MO" and parties.get("INTERVAL", "1") != "1":
        raise Illisible
    par_semaine = parties["FREQ"] == "WEEKLY"
    try:
        voulus = frozenset(JOURS[code] for code in parties["BYDAY"].split(",")) if "BYDAY" in parties else frozenset()
        return Repetition(
            chaque_semaine=par_semaine,
            intervalle=_positif(parties.get("INTERVAL", "1")),
            combien=_positif(parties["COUNT"]) if "COUNT" in parties else None,
            fin=_fin(parties["UNTIL"], debut) if "UNTIL" in parties else None,
            jours_voulus=voulus or (frozenset({debut.isoweekday()}) if par_semaine else frozenset()),
        )
    except (KeyError, ValueError) as erreur:
        raise Illisible from erreur


def _positif(brut: str) -> int:
    nombre = int(brut)
    if nombre < 1:
        raise ValueError(brut)
    return nombre


def _fin(brute: str, debut: datetime) -> datetime:
    """Rend le dernier instant où la série peut encore tomber."""
    if "T" not in brute:
        return datetime.combine(datetime.strptime(brute, "%Y%m%d").date(), time.max, debut.tzinfo)  # noqa: DTZ007
    if brute.endswith("Z"):
        return datetime.strptime(brute, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.strptime(brute, "%Y%m%dT%H%M%S").replace(tzinfo=debut.tzinfo or PARIS)
