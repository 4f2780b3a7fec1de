"""Les répétitions d’un agenda que l’on sait lire : chaque jour, chaque semaine. Pur.

Une série commence où l’on en a besoin : l’âge de la première ne coûte rien.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portail.socle.erreurs import SaisieInvalide
from portail.socle.horloge import PARIS
from portail.socle.traduction import _

JOURS = {code: rang for rang, code in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), start=1)}
CONNUES = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
SEMAINE = 7
NOMBRE_MAX = 100_000
"""Un plus grand nombre ne s’écrit pas dans un agenda, et sortirait du calendrier."""


class Illisible(SaisieInvalide):
    """Ce fichier n’est pas un agenda, ou dit ce que l’on ne sait pas lire."""

    message = _("Ce fichier ne se lit pas. Envoyez un agenda au format .ics, d’un mégaoctet au plus.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Une règle lue."""

    intervalle: int
    combien: int | None
    fin: datetime | None
    semaine: tuple[int, ...]
    """Les jours de la semaine, du lundi 1 au dimanche 7 ; vide : tous les `intervalle` jours."""

    def jours(self, premier: date, *, depuis: date, jusqu_au: date) -> Iterator[date]:
        """Rend les jours de la série entre ces deux dates comprises."""
        numerotes = self._de_semaine(premier, depuis) if self.semaine else self._de_jour(premier, depuis)
        for rang, jour in numerotes:
            if jour > jusqu_au or (self.combien is not None and rang >= self.combien):
                return
            if jour >= max(premier, depuis):
                yield jour

    def _de_jour(self, premier: date, depuis: date) -> Iterator[tuple[int, date]]:
        rang = max(0, (depuis - premier).days // self.intervalle)
        while True:
            yield rang, premier + timedelta(days=rang * self.intervalle)
            rang += 1

    def _de_semaine(self, premier: date, depuis: date) -> Iterator[tuple[int, date]]:
        """Rend chaque jour et son rang dans la série ; avant le premier, le rang est négatif."""
        lundi = premier - timedelta(days=premier.weekday())
        avant = sum(jour < premier.isoweekday() for jour in self.semaine)
        tour = max(0, (depuis - lundi).days // (SEMAINE * self.intervalle))
        while True:
            for place, jour in enumerate(self.semaine):
                rang = tour * len(self.semaine) + place - avant
                yield rang, lundi + timedelta(days=tour * self.intervalle * SEMAINE + jour - 1)
            tour += 1


def repetition(brute: str, debut: datetime) -> Repetition:
    """Rend la règle ; lève `Illisible` pour toute autre répétition que par jour ou par semaine."""
    parties = {nom.upper(): valeur.upper() for nom, _egal, valeur in (un.partition("=") for un in brute.split(";"))}
    if not parties.keys() <= CONNUES or parties.get("FREQ") not in {"DAILY", "WEEKLY"}:
        raise Illisible
    try:
        return Repetition(
            intervalle=_positif(parties.get("INTERVAL", "1")),
            combien=_positif(parties["COUNT"]) if "COUNT" in parties else None,
            fin=_fin(parties["UNTIL"], debut) if "UNTIL" in parties else None,
            semaine=_semaine(parties, debut),
        )
    except (KeyError, ValueError) as erreur:
        raise Illisible from erreur


def _semaine(parties: dict[str, str], debut: datetime) -> tuple[int, ...]:
    """Rend les jours voulus : « chaque jour, du lundi au vendredi » se lit comme une semaine."""
    une_sur = parties.get("INTERVAL", "1")
    voulus = tuple(sorted({JOURS[code] for code in parties["BYDAY"].split(",")})) if "BYDAY" in parties else ()
    if (une_sur != "1" and parties.get("WKST", "MO") != "MO") or (
        parties["FREQ"] == "DAILY" and voulus and une_sur != "1"
    ):
        raise Illisible
    return voulus or ((debut.isoweekday(),) if parties["FREQ"] == "WEEKLY" else ())


def _positif(brut: str) -> int:
    nombre = int(brut)
    if not 1 <= nombre <= NOMBRE_MAX:
        raise ValueError
    return nombre


def _fin(brute: str, debut: datetime) -> datetime:
    """Rend le dernier instant où la série peut encore tomber."""
    if "T" not in brute:
        return datetime.combine(datetime.strptime(brute, "%Y%m%d").date(), time.max, debut.tzinfo)  # noqa: DTZ007
    if brute.endswith("Z"):
        return datetime.strptime(brute, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.strptime(brute, "%Y%m%dT%H%M%S").replace(tzinfo=debut.tzinfo or PARIS)
