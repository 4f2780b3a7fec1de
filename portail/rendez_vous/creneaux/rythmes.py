"""Les rythmes d’une plage, étendus par arithmétique : on saute au premier jour utile, sans repartir du début."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_SEMAINE = 7
DERNIER = -1
"""Le rang du dernier jour de ce nom dans le mois."""


@dataclass(frozen=True, slots=True)
class Hebdomadaire:
    """Ces jours (1 : lundi), une semaine sur `intervalle`, comptée du lundi de la semaine du premier jour."""

    jours: tuple[int, ...]
    intervalle: int = 1


@dataclass(frozen=True, slots=True)
class Mensuel:
    """Le `rang`-ième de ces jours, un mois sur `intervalle`, compté du mois du premier jour ; -1 : le dernier.

    Un mois sans cinquième lundi se saute.
    """

    jours: tuple[int, ...]
    rang: int
    intervalle: int = 1


Rythme = Hebdomadaire | Mensuel


def jours_du_rythme(rythme: Rythme, premier: date, *, du: date, au: date) -> Iterator[date]:
    """Rend les jours de ce rythme entre `du` et `au` compris, jamais avant `premier`, dans l’ordre."""
    depuis = max(du, premier)
    if isinstance(rythme, Hebdomadaire):
        candidats = _semaines(rythme, premier, depuis, au)
    else:
        candidats = _mois(rythme, premier, depuis, au)
    return (jour for jour in candidats if depuis <= jour <= au)


def _semaines(rythme: Hebdomadaire, premier: date, depuis: date, au: date) -> Iterator[date]:
    jours = [timedelta(days=jour - 1) for jour in sorted(set(rythme.jours))]
    origine = premier - timedelta(days=premier.weekday())
    periode = _SEMAINE * rythme.intervalle
    ecoules = (depuis - origine).days // periode * periode
    for ecart in range(ecoules, (au - origine).days + 1, periode):
        lundi = origine + timedelta(days=ecart)
        for jour in jours:
            yield lundi + jour


def _mois(rythme: Mensuel, premier: date, depuis: date, au: date) -> Iterator[date]:
    origine = _rang_du_mois(premier)
    ecoules = (_rang_du_mois(depuis) - origine) // rythme.intervalle * rythme.intervalle
    for mois in range(origine + ecoules, _rang_du_mois(au) + 1, rythme.intervalle):
        trouves = (_nieme(mois, jour, rythme.rang) for jour in set(rythme.jours))
        yield from sorted(jour for jour in trouves if jour is not None)


def _rang_du_mois(jour: date) -> int:
    return jour.year * 12 + jour.month - 1


def _premier_du_mois(rang: int) -> date:
    annee, mois = divmod(rang, 12)
    return date(annee, mois + 1, 1)


def _nieme(mois: int, jour: int, rang: int) -> date | None:
    """Rend le n-ième jour de ce nom de ce mois ; rien s’il n’y en a pas tant."""
    suivant = _premier_du_mois(mois + 1)
    if rang == DERNIER:
        veille = suivant - timedelta(days=1)
        return veille - timedelta(days=(veille.isoweekday() - jour) % _SEMAINE)
    premier = _premier_du_mois(mois)
    trouve = premier + timedelta(days=(jour - premier.isoweekday()) % _SEMAINE + _SEMAINE * (rang - 1))
    return trouve if trouve < suivant else None
