"""Partager un mois entre le mode choisi et le compte de la personne : des euros exacts, au centime."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from portail.dossiers.propositions.lignes import Ligne, total

CENTIME = Decimal("0.01")
TOUT = Decimal(1)


def part_confiee(lignes: Iterable[Ligne], natures: Iterable[str]) -> Decimal:
    """Rend la part du plan, entre 0 et 1, que couvrent les lignes de ces natures ; sans ligne, tout."""
    toutes, confiees = tuple(lignes), frozenset(natures)
    somme = total(toutes)
    return total(ligne for ligne in toutes if ligne.nature in confiees) / somme if somme else TOUT


def partager(montant: Decimal, part: Decimal) -> tuple[Decimal, Decimal]:
    """Rend ce que reçoit le mode choisi, arrondi au centime (demi supérieur), et le reste : leur somme est exacte."""
    confie = (montant * part).quantize(CENTIME, ROUND_HALF_UP)
    return confie, montant - confie
