"""Un instant en mots, à l’heure de Paris, dans la langue de qui le lit."""

from datetime import datetime

from babel.dates import format_date, format_time

from portail.socle.horloge import a_paris
from portail.socle.traduction import LANGUE_SOURCE, _, traducteur, usage_de

INSECABLE = "\N{NO-BREAK SPACE}"


def jour_dit(instant: datetime, langue: str) -> str:
    """Rend « mardi 24 novembre 2026 », d’un seul tenant."""
    return format_date(a_paris(instant).date(), "EEEE d MMMM y", locale=usage_de(langue)).replace(" ", INSECABLE)


def jour_court(instant: datetime) -> str:
    """Rend « 24/11 »."""
    return f"{a_paris(instant):%d/%m}"


def heure_dite(instant: datetime, langue: str) -> str:
    """Rend « 10 h 00 », ou l’heure à l’usage de cette langue."""
    local = a_paris(instant)
    if langue != LANGUE_SOURCE:
        return format_time(local, "short", locale=usage_de(langue))
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def instant_dit(instant: datetime, langue: str) -> str:
    """Rend « mardi 24 novembre 2026 à 10 h 00 »."""
    modele = traducteur(langue)(_("%(jour)s à %(heure)s"))
    return modele % {"jour": jour_dit(instant, langue), "heure": heure_dite(instant, langue)}


def instant_court(instant: datetime, langue: str) -> str:
    """Rend « 24/11 à 10 h 00 »."""
    modele = traducteur(langue)(_("%(jour)s à %(heure)s"))
    return modele % {"jour": jour_court(instant), "heure": heure_dite(instant, langue)}
