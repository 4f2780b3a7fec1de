"""Prendre le temps qu’il faut pour un choix : essayer les façons l’une après l’autre, chacune relue sous verrou."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.temps import Source
from portail.rendez_vous.reservations.choix import Choix, Facon, est_encore_possible, voisins_de
from portail.rendez_vous.reservations.personnes import Personne
from portail.socle.base import session


@contextmanager
def proposant_les_voisins(choix: Choix, personne: Personne | None = None, *, par_agent: bool = False) -> Iterator[None]:
    """Joint au refus d’un créneau de quoi en proposer d’autres, cherchés seulement si on les montre."""
    naissance = min((enfant.date_naissance for enfant in personne.enfants), default=None) if personne else None
    try:
        yield
    except CreneauPris as refus:
        refus.chercher = lambda: voisins_de(choix, naissance=naissance, par_agent=par_agent)
        raise


def attribuer(
    choix: Choix,
    prendre: Callable[[Facon, Callable[[], None]], object],
    *,
    facons: Iterable[Facon],
    quittees: Collection[Source] = (),
) -> Facon:
    """Essaie ces façons et rend la première prise ; `prendre` occupe, et reçoit de quoi relire sous verrou.

    Lève `CreneauPris` si aucune ne l’est. Un essai manqué rend aussitôt les verrous qu’il a pris.
    """
    for facon in facons:
        try:
            with session.begin_nested():
                prendre(facon, partial(_relire, choix, facon, quittees))
        except CreneauPris:
            continue
        return facon
    raise CreneauPris


def _relire(choix: Choix, facon: Facon, quittees: Collection[Source]) -> None:
    """Lève `CreneauPris` si, verrou tenu, l’agenda ne permet plus cette façon : plage retirée, lieu fermé."""
    if not est_encore_possible(facon, choix, quittees=quittees):
        raise CreneauPris
