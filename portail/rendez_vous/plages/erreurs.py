"""Pourquoi une plage ne peut pas s’écrire ainsi."""

from portail.socle.erreurs import ConflitDeVersion, SaisieInvalide
from portail.socle.traduction import _


class HeuresImpossibles(SaisieInvalide):
    """La fin ne vient pas après le début, ou rien n’y tient."""

    message = _("La fin vient avant le début, ou la plage est trop courte pour un seul rendez-vous.")


class PeriodeDePlage(SaisieInvalide):
    """Le dernier jour vient avant le premier."""

    message = _("Le dernier jour vient avant le premier.")


class JamaisDeRetour(SaisieInvalide):
    """La plage ne revient aucun jour de sa période."""

    message = _("Entre ces deux dates, la plage ne revient aucun jour : changez les jours ou les dates.")


class RythmeImpossible(SaisieInvalide):
    """Les jours et le rythme ne vont pas ensemble."""

    message = _("Choisissez au moins un jour ; un seul si la plage revient chaque mois.")


class ObjetsImpossibles(SaisieInvalide):
    """Aucun objet, ou un objet que cette personne ne reçoit pas."""

    message = _("Choisissez au moins un objet de rendez-vous ouvert, d’un service de cette personne.")


class ModalitesImpossibles(SaisieInvalide):
    """Une façon de se rencontrer qu’aucun objet choisi n’admet."""

    message = _("Choisissez des façons de se rencontrer que ces rendez-vous admettent.")


class LieuFerme(SaisieInvalide):
    """Le lieu ne reçoit plus."""

    message = _("Ce lieu ne reçoit plus : choisissez-en un autre.")


class PasCeJourLa(SaisieInvalide):
    """La plage ne revient pas ce jour-là, ou il est passé."""

    message = _("La plage ne revient pas ce jour-là, ou ce jour est passé.")


class PlageChangee(ConflitDeVersion):
    """Quelqu’un a changé cette plage entre-temps."""

    message = _("Cette plage a changé depuis que vous avez ouvert la page. Relisez-la, puis recommencez.")
