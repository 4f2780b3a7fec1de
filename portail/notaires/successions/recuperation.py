"""Ce que le département peut reprendre sur une succession : calcul indicatif, en euros.

Code de l’action sociale et des familles : L132-8, R132-11, R132-12 (seuils), L344-5 et L344-5-1. Le montant est fixé
par le président du conseil départemental, qui peut reporter tout ou partie de la récupération (R132-11).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portail.territoire.jours import ajouter_ans

ZERO = Decimal(0)


class Nature(StrEnum):
    """Une aide sociale récupérable ; aucune autre ne s’importe."""

    HEBERGEMENT_PERSONNES_AGEES = "hebergement_personnes_agees"
    HEBERGEMENT_PERSONNES_HANDICAPEES = "hebergement_personnes_handicapees"
    AIDE_MENAGERE = "aide_menagere"
    REPAS = "repas"
    PRESTATION_DEPENDANCE = "prestation_dependance"
    FORFAIT_JOURNALIER = "forfait_journalier"

    @property
    def est_un_hebergement(self) -> bool:
        """Vrai si l’aide se reprend au premier euro ; faux si des seuils l’allègent (R132-12)."""
        return self in {Nature.HEBERGEMENT_PERSONNES_AGEES, Nature.HEBERGEMENT_PERSONNES_HANDICAPEES}


class Heritier(StrEnum):
    """La qualité d’un héritier ou d’un légataire, telle que le notaire la dit."""

    CONJOINT = "conjoint"
    ENFANTS = "enfants"
    PARENTS = "parents"
    AIDANT = "aidant"
    FRERES_SOEURS = "freres_soeurs"
    NEVEUX = "neveux"
    AUTRES = "autres"
    VACANTE = "vacante"


EXONERES = frozenset({Heritier.CONJOINT, Heritier.ENFANTS, Heritier.PARENTS, Heritier.AIDANT})
"""Contre eux, l’hébergement d’une personne handicapée ne se reprend pas (L344-5) ; « aidant » : a assumé la charge."""


@dataclass(frozen=True, slots=True)
class Seuils:
    """Les seuils des aides à domicile, en euros (R132-12), et la durée qui précède la demande, en années (L132-8)."""

    actif: Decimal
    depenses: Decimal
    donation_annees: int


@dataclass(frozen=True, slots=True)
class Creances:
    """Ce que le département a versé, en euros, selon que des seuils s’appliquent ou non."""

    hebergement: Decimal = ZERO
    domicile: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Recuperable:
    """Ce qui peut se reprendre sur la succession, en euros ; jamais plus que l’actif, ni que ce qui a été versé."""

    hebergement: Decimal
    domicile: Decimal

    @property
    def total(self) -> Decimal:
        """Rend la somme."""
        return self.hebergement + self.domicile


class Exoneration(StrEnum):
    """Ce que L344-5 laisse reprendre de l’hébergement d’une personne handicapée."""

    TOTALE = "totale"
    A_APPRECIER = "a_apprecier"
    AUCUNE = "aucune"


def recuperable(creances: Creances, actif_net: Decimal, seuils: Seuils) -> Recuperable:
    """Rend ce qui peut se reprendre : l’hébergement d’abord, au premier euro ; le reste sur l’excédent des seuils."""
    actif = max(ZERO, actif_net)
    hebergement = min(creances.hebergement, actif)
    domicile = min(
        max(ZERO, creances.domicile - seuils.depenses), max(ZERO, actif - seuils.actif), max(ZERO, actif - hebergement)
    )
    return Recuperable(hebergement, domicile)


def exoneration(heritiers: Collection[Heritier]) -> Exoneration:
    """Rend ce que L344-5 exonère : tout si chaque héritier l’est, rien si aucun, à apprécier part par part sinon.

    Un légataire n’est jamais recherché pour cette aide ; sans héritier connu, tout est à apprécier.
    """
    exoneres = {heritier for heritier in heritiers if heritier in EXONERES}
    if not heritiers or (exoneres != set(heritiers) and exoneres):
        return Exoneration.A_APPRECIER
    return Exoneration.TOTALE if exoneres else Exoneration.AUCUNE


def donataire_recherche(nature: Nature, *, donation: date, demande: date, seuils: Seuils) -> bool:
    """Vrai si la donation suit la demande d’aide, ou la précède de dix ans au plus (L132-8, 2°)."""
    if nature is Nature.HEBERGEMENT_PERSONNES_HANDICAPEES:
        return False
    return donation >= ajouter_ans(demande, -seuils.donation_annees)
