"""Les interprètes que l’on peut demander ; les codes sont ceux des langues d’une ressource."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.socle.traduction import _

SANS_INTERPRETE = "aucun"
INTERPRETES: Mapping[str, str] = MappingProxyType(
    {
        SANS_INTERPRETE: _("Non"),
        "lsf": _("Oui, en langue des signes française"),
        "ar": _("Oui, en arabe"),
        "en": _("Oui, en anglais"),
        "ps": _("Oui, en pachto"),
        "tr": _("Oui, en turc"),
        "uk": _("Oui, en ukrainien"),
    }
)
LANGUES: Mapping[str, str] = MappingProxyType(
    {
        "lsf": _("langue des signes française"),
        "ar": _("arabe"),
        "en": _("anglais"),
        "fr": _("français"),
        "ps": _("pachto"),
        "tr": _("turc"),
        "uk": _("ukrainien"),
    }
)
"""Ces langues, et celle du portail, en un mot."""
