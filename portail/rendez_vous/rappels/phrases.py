"""Un rendez-vous en mots, dans la langue de qui le reçoit. Rien n’y dit pour quoi l’on vient, ni chez qui.

Un message se lit par-dessus une épaule : ni objet, ni service, ni nom de lieu ; une heure, une adresse, un lien.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from babel.dates import format_date, format_time

from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite
from portail.socle.horloge import a_paris
from portail.socle.traduction import LANGUE_SOURCE, _, traducteur, usage_de
from portail.territoire.communes import annuaire

INSECABLE = "\N{NO-BREAK SPACE}"
TITRE = _("Rendez-vous Département")
"""Ce que montre un agenda, que d’autres lisent peut-être."""
POUR_CHANGER = _("Pour changer ou annuler : le lien reçu par message, ou %(telephone)s.")
A_DISTANCE: Mapping[Modalite, str] = MappingProxyType(
    {
        Modalite.TELEPHONE: _("par téléphone, nous vous appelons"),
        Modalite.VISIO: _("en visioconférence, l’adresse est sur la page de votre rendez-vous"),
        Modalite.DOMICILE: _("chez vous"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endroit:
    """Où l’on se rencontre : en toutes lettres, et au plus court."""

    long: str
    moyen: str
    court: str


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


def rencontre(debut: datetime, fin: datetime, *, lieu: Lieu, modalite: Modalite, langue: str) -> dict[str, str]:
    """Rend ce qu’un message dit d’un rendez-vous : quand, où, et le numéro du lieu."""
    ou = endroit(lieu, modalite, langue)
    return {
        "jour": jour_dit(debut, langue),
        "jour_court": jour_court(debut),
        "heure": heure_dite(debut, langue),
        "heure_fin": heure_dite(fin, langue),
        "lieu": ou.long,
        "lieu_court": ou.moyen,
        "commune": ou.court,
        "telephone": lieu.telephone,
    }


def endroit(lieu: Lieu, modalite: Modalite, langue: str) -> Endroit:
    """Rend où l’on se rencontre : une adresse, jamais le nom du lieu, ou comment l’on se parle."""
    if modalite is not Modalite.SUR_PLACE:
        dit = traducteur(langue)(A_DISTANCE[modalite])
        return Endroit(long=dit, moyen=dit, court=dit.partition(",")[0])
    commune = annuaire().par_code(lieu.code_insee)
    nom = commune.nom if commune else ""
    return Endroit(long=f"{lieu.adresse}, {lieu.code_postal} {nom}".strip(), moyen=f"{lieu.adresse}, {nom}", court=nom)
