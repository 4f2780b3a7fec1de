"""Ce qui ne va pas ensemble dans un objet de rendez-vous, dit en clair et sur le bon champ. Pur."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve
from portail.rendez_vous.objets.reglages import Besoin, besoins_de
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

MINUTES_PAR_JOUR = 24 * 60
PAS_MIN, DUREE_MAX, HORIZON_MAX = 5, 600, 366
"""Bornes du schéma : cinq minutes, dix heures, un an."""


class ReglageImpossible(SaisieInvalide):
    """Une valeur ne va pas avec les autres ; `champ` est celui qui le dit."""

    def __init__(self, champ: str, message: str, valeurs: Mapping[str, object] | None = None) -> None:
        self.champ = champ
        super().__init__(message, valeurs)


def verifier(objet: ObjetRdv) -> None:
    """Lève `ReglageImpossible` au premier réglage qui ne va pas avec les autres."""
    for controle in CONTROLES:
        controle(objet)


def _durees(objet: ObjetRdv) -> None:
    for champ in ("duree_minutes", "pas_minutes"):
        if not PAS_MIN <= getattr(objet, champ) <= DUREE_MAX:
            raise ReglageImpossible(champ, _("De %(min)s à %(max)s minutes."), {"min": PAS_MIN, "max": DUREE_MAX})


def _delais(objet: ObjetRdv) -> None:
    if not 1 <= objet.horizon_jours <= HORIZON_MAX:
        raise ReglageImpossible("horizon_jours", _("De 1 à %(max)s jours."), {"max": HORIZON_MAX})
    if objet.delai_minutes >= objet.horizon_jours * MINUTES_PAR_JOUR:
        raise ReglageImpossible(
            "delai_minutes", _("On ne pourrait jamais réserver : ce délai dépasse la réservation la plus lointaine.")
        )


def _besoins(objet: ObjetRdv) -> None:
    besoins = besoins_de(objet)
    if not besoins:
        raise ReglageImpossible("besoins", _("Dites au moins qui reçoit."))
    durees = [_duree_ensemble(ordre, list(ensemble)) for ordre, ensemble in groupby(besoins, lambda un: un.ordre)]
    if sum(durees) != objet.duree_minutes:
        raise ReglageImpossible(
            "besoins",
            _("Mises bout à bout, ces durées font %(somme)s minutes : le rendez-vous en dure %(duree)s."),
            {"somme": sum(durees), "duree": objet.duree_minutes},
        )


def _duree_ensemble(ordre: int, ensemble: list[Besoin]) -> int:
    if len({un.duree_minutes for un in ensemble}) > 1:
        raise ReglageImpossible(
            "besoins", _("Au rang %(ordre)s, ce qui se réunit dure autant pour chacun."), {"ordre": ordre}
        )
    return ensemble[0].duree_minutes


def _modalites(objet: ObjetRdv) -> None:
    if not objet.modalites:
        raise ReglageImpossible("modalites", _("Choisissez au moins une façon de se rencontrer."))


def _ages(objet: ObjetRdv) -> None:
    if objet.age_min_mois is None and objet.age_max_mois is None:
        return
    if not objet.demande_enfant:
        raise ReglageImpossible("demande_enfant", _("Un âge est fixé : il faut demander la date de naissance."))
    if objet.age_max_mois is not None and objet.age_max_mois <= (objet.age_min_mois or 0):
        raise ReglageImpossible("age_max_mois", _("L’âge où l’on ne vient plus dépasse celui où l’on commence."))
    if not objet.orientation:
        raise ReglageImpossible(
            "orientation", _("Un âge est fixé : écrivez vers qui se tourner avant, ou après cet âge.")
        )


def _reservation(objet: ObjetRdv) -> None:
    if objet.suivi and objet.qui_reserve is QuiReserve.TOUS:
        raise ReglageImpossible(
            "qui_reserve", _("Un suivi se prend avec son agent : réservez-le aux agents ou aux personnes invitées.")
        )
    if objet.qui_reserve is QuiReserve.AGENTS and not objet.orientation:
        raise ReglageImpossible(
            "orientation", _("Le public ne réserve pas ce rendez-vous seul : écrivez à qui s’adresser.")
        )


def _places(objet: ObjetRdv) -> None:
    if objet.collectif and (objet.places or 0) < 2:
        raise ReglageImpossible("places", _("Une séance à plusieurs a au moins deux places."))


CONTROLES: Iterable[Callable[[ObjetRdv], None]] = (
    _durees, _delais, _besoins, _modalites, _ages, _reservation, _places,
)  # fmt: skip
