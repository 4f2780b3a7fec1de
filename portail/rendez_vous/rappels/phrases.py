"""Un rendez-vous en mots, dans la langue de qui le reçoit. Rien n’y dit pour quoi l’on vient, ni chez qui.

Un message se lit par-dessus une épaule : ni objet, ni service, ni nom de lieu ; une heure, une adresse, un lien.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite
from portail.socle.moments import heure_dite, jour_court, jour_dit
from portail.socle.traduction import _, traducteur
from portail.territoire.communes import annuaire

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
