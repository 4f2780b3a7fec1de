"""Le visa des Archives sur un bordereau d’élimination : sans lui rien ne se détruit (code du patrimoine, L212-2)."""

from datetime import date, datetime
from enum import StrEnum

from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

REFERENCE_MAX = 120


class EtatBordereau(StrEnum):
    """Où en est un bordereau."""

    PREPARE = "prepare"
    """Marqué : il attend le visa des Archives."""
    VISE = "vise"
    EXECUTE = "execute"
    ABANDONNE = "abandonne"


class DateDeVisaImpossible(SaisieInvalide):
    """Le visa se donne sur un bordereau déjà préparé, et pas dans l’avenir."""

    message = _("Le visa est daté d’un jour entre la préparation du bordereau et aujourd’hui.")


def verifier_le_visa(reference: str, date_visa: date, *, prepare_le: datetime) -> None:
    """Lève `SaisieInvalide` sans référence, `DateDeVisaImpossible` pour une date à venir ou d’avant le bordereau."""
    if not reference.strip() or len(reference) > REFERENCE_MAX:
        raise SaisieInvalide(_("Écrivez la référence du visa, telle qu’elle figure sur le bordereau signé."))
    if not horloge.a_paris(prepare_le).date() <= date_visa <= horloge.aujourd_hui():
        raise DateDeVisaImpossible
