"""Les états d’un certificat, ce qui peut suivre chacun, et pourquoi un agent le vérifie."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from portail.notaires.zones.appartenance import Statut
from portail.notaires.zones.constats import Constat


class EtatCertificat(StrEnum):
    """Où en est un certificat."""

    A_VERIFIER = "a_verifier"
    A_PRECISER = "a_preciser"
    """L’agent a posé une question à l’office ; le délai repart à sa réponse."""
    DELIVRE = "delivre"
    A_RECTIFIER = "a_rectifier"
    """Délivré, puis rouvert : le document remis reste lisible jusqu’à ce qu’un autre le remplace."""
    RETIRE = "retire"


SUITES: Mapping[EtatCertificat, frozenset[EtatCertificat]] = MappingProxyType(
    {
        EtatCertificat.A_VERIFIER: frozenset(
            {EtatCertificat.A_PRECISER, EtatCertificat.DELIVRE, EtatCertificat.RETIRE}
        ),
        EtatCertificat.A_PRECISER: frozenset({EtatCertificat.A_VERIFIER, EtatCertificat.RETIRE}),
        EtatCertificat.DELIVRE: frozenset({EtatCertificat.A_RECTIFIER}),
        EtatCertificat.A_RECTIFIER: frozenset({EtatCertificat.DELIVRE}),
        EtatCertificat.RETIRE: frozenset(),
    }
)
A_TRAITER = frozenset({EtatCertificat.A_VERIFIER, EtatCertificat.A_RECTIFIER})
"""Ce qu’un agent a devant lui."""
RETIRABLES = frozenset(etat for etat, suites in SUITES.items() if EtatCertificat.RETIRE in suites)


class Raison(StrEnum):
    """Pourquoi un agent vérifie."""

    INCONNUE = "inconnue"
    """Une parcelle n’est pas au cadastre importé."""
    SANS_ZONAGE = "sans_zonage"
    """Aucun zonage n’est importé pour ce jour."""
    EN_ZONE = "en_zone"
    PROCHE = "proche"
    """Hors zone, mais à une distance où le tracé peut tromper."""


def raison_de(constat: Constat) -> Raison | None:
    """Rend pourquoi ce constat se vérifie, ou rien s’il est sûr."""
    if not constat.est_connue:
        return Raison.INCONNUE
    if constat.statut is Statut.INCONNUE:
        return Raison.SANS_ZONAGE
    if constat.statut is not Statut.HORS_ZONE:
        return Raison.EN_ZONE
    return None if constat.est_sur else Raison.PROCHE


def raisons_de(constats: Sequence[Constat]) -> list[Raison]:
    """Rend pourquoi ces constats se vérifient, chaque raison une fois ; vide, le certificat est immédiat."""
    trouvees = {raison_de(constat) for constat in constats}
    return [raison for raison in Raison if raison in trouvees]
