"""Les jours de la semaine, en mots."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from portail.guichets.contexte import langue_courante
from portail.socle.traduction import LANGUE_SOURCE, _

JOURS: Sequence[str] = (
    _("Lundi"), _("Mardi"), _("Mercredi"), _("Jeudi"), _("Vendredi"), _("Samedi"), _("Dimanche"),
)  # fmt: skip


def jours_dits(rangs: Iterable[int]) -> list[str]:
    """Rend le nom de ces jours (1 : lundi) au milieu d’une phrase : en anglais, il garde sa majuscule."""
    noms = [gettext(JOURS[rang - 1]) for rang in sorted(rangs)]
    return [nom.lower() for nom in noms] if langue_courante() == LANGUE_SOURCE else noms
