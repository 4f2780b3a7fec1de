"""À quelle distance est une échéance : des seuils en jours, paramétrés, par horloge."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from portail.demarche.catalogue import catalogue
from portail.dossiers.horloges.types import Code
from portail.dossiers.models import Dossier
from portail.parametres.queries import valeurs_au

PARAMETRES: Mapping[Code, tuple[str, ...]] = MappingProxyType(
    {
        Code.ACCUSE: ("alerte_accuse_jours",),
        Code.SILENCE: ("alerte_silence_jours", "alerte_silence_urgente_jours"),
        Code.MOTIFS: ("alerte_motifs_jours",),
        Code.PROPOSITION: ("alerte_proposition_jours",),
        Code.TRANSMISSION: ("alerte_transmission_jours",),
        Code.TERME: ("alerte_silence_jours", "alerte_silence_urgente_jours"),
    }
)


class Niveau(StrEnum):
    """À quelle distance est une échéance."""

    PROCHE = "proche"
    URGENTE = "urgente"
    PASSEE = "passee"


Seuils = Mapping[Code, tuple[int, ...]]


def seuils_au(jour: date) -> Seuils:
    """Rend les seuils d’alerte en vigueur, en jours, par horloge, du plus large au plus serré."""
    valeurs: Mapping[str, Decimal] = valeurs_au(jour)
    return {code: tuple(sorted((int(valeurs[nom]) for nom in noms), reverse=True)) for code, noms in PARAMETRES.items()}


def horloge_due(dossier: Dossier) -> Code:
    """Dit de quelle horloge vient la prochaine échéance du dossier."""
    if dossier.accuse_reception_le is None and dossier.echeance == dossier.date_accuse:
        return Code.ACCUSE
    if dossier.date_fin is None and dossier.echeance == dossier.date_silence:
        return Code.SILENCE
    if dossier.date_fin is None and dossier.echeance == dossier.date_transmission:
        return Code.TRANSMISSION
    if dossier.date_fin is None and dossier.demarche in demarches_a_terme():
        return Code.TERME
    propose = dossier.date_fin is None and dossier.demarche in demarches_qui_proposent()
    return Code.PROPOSITION if propose else Code.MOTIFS


def demarches_qui_proposent() -> frozenset[str]:
    """Rend les démarches où, avant de décider, une proposition est due : elle a sa propre échéance."""
    return frozenset(nom for nom, demarche in catalogue().items() if demarche.proposition is not None)


def demarches_a_terme() -> frozenset[str]:
    """Rend les démarches où le service a son propre terme, plus court que celui du silence."""
    return frozenset(nom for nom, demarche in catalogue().items() if demarche.terme is not None)


def niveau(dossier: Dossier, seuils: Seuils, jour: date) -> Niveau | None:
    """Rend la distance de la prochaine échéance, ou rien si elle est lointaine ou absente."""
    if dossier.echeance is None:
        return None
    if dossier.echeance < jour:
        return Niveau.PASSEE
    franchis = [seuil for seuil in seuils[horloge_due(dossier)] if dossier.echeance <= jour + timedelta(days=seuil)]
    if not franchis:
        return None
    tous = seuils[horloge_due(dossier)]
    return Niveau.URGENTE if len(tous) > 1 and len(franchis) == len(tous) else Niveau.PROCHE
