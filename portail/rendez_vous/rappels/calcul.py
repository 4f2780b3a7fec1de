"""Quand rappeler un rendez-vous, et que faire d’un rappel dont l’heure est venue. Pur : ni base ni horloge.

Le rappel lointain (J-2) et le rappel proche (J-0) se calculent depuis le début du rendez-vous. Celui qui tomberait la
nuit attend le matin s’il reste une marge avant le rendez-vous, sinon il part la veille au soir. Celui dont l’heure est
déjà passée quand on réserve est porté par la confirmation, qui dit la même chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portail.parametres.calme import HeuresCalmes

UTILE = timedelta(minutes=2)
"""Moins avant l’heure, un rappel ne sert plus : il arriverait après."""


class SorteRappel(StrEnum):
    """Les deux rappels d’un rendez-vous."""

    LOIN = "loin"
    """Deux jours avant [P]."""
    PROCHE = "proche"
    """Le jour même [P]."""


class Suite(StrEnum):
    """Ce que l’on fait d’un rappel dont l’heure est venue."""

    ENVOYER = "envoyer"
    ATTENDRE = "attendre"
    TROP_TARD = "trop_tard"


@dataclass(frozen=True, slots=True)
class ReglesRappel:
    """Combien de temps avant, et ce qu’il doit rester quand on attend le matin."""

    delais: Mapping[SorteRappel, timedelta]
    marge: timedelta
    calme: HeuresCalmes


def prevu_le(debut: datetime, sorte: SorteRappel, regles: ReglesRappel) -> datetime:
    """Rend l’instant de ce rappel, toujours avant `debut` et hors de la nuit."""
    cible = debut - regles.delais[sorte]
    matin = regles.calme.reveil(cible)
    return matin if matin <= debut - regles.marge else regles.calme.veille(cible)


def suite(maintenant: datetime, debut: datetime, regles: ReglesRappel) -> Suite:
    """Rend que faire, maintenant, d’un rappel dû ; jamais la nuit, sauf si le matin serait trop tard."""
    if maintenant > debut - UTILE:
        return Suite.TROP_TARD
    if regles.calme.est_calme(maintenant) and regles.calme.reveil(maintenant) <= debut - regles.marge:
        return Suite.ATTENDRE
    return Suite.ENVOYER
