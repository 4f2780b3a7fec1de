"""Compter ce qui reste dû, ce qu’un encaissement paie, quelle échéance vient. Fonctions pures, en euros."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from portail.demarche.dates import ajouter_mois
from portail.paiement.paiements.etats import EtatSomme, MotifRemboursement


@dataclass(frozen=True, slots=True)
class Partage:
    """Ce qu’un encaissement paie de la somme, et ce qui est à rendre."""

    garde: Decimal
    a_rendre: Decimal
    motif: MotifRemboursement | None


def reste(montant: Decimal, gardes: Iterable[Decimal]) -> Decimal:
    """Rend ce qui reste dû, jamais moins que zéro."""
    return max(Decimal(0), montant - sum(gardes, Decimal(0)))


def partager(recu: Decimal, *, du: Decimal, etat: EtatSomme) -> Partage:
    """Rend la part gardée et la part à rendre d’un encaissement : rien ne se perd, leur somme est ce qui est reçu."""
    garde = min(recu, du) if etat is EtatSomme.OUVERTE else Decimal(0)
    a_rendre = recu - garde
    if not a_rendre:
        return Partage(garde, a_rendre, None)
    if etat is EtatSomme.ANNULEE:
        return Partage(garde, a_rendre, MotifRemboursement.TARDIF)
    return Partage(garde, a_rendre, MotifRemboursement.TROP_PERCU if garde else MotifRemboursement.DOUBLE)


@dataclass(frozen=True, slots=True)
class Part:
    """Une échéance et ce qui en est déjà réglé."""

    rang: int
    montant: Decimal
    date_limite: date
    reglee: Decimal

    @property
    def reste(self) -> Decimal:
        """Rend ce qui en reste dû."""
        return self.montant - self.reglee


def parts(echeances: Sequence[tuple[int, Decimal, date]], regle: Decimal) -> list[Part]:
    """Rend les échéances dans l’ordre, ce qui est réglé allant aux premières."""
    rendues = []
    for rang, montant, limite in sorted(echeances):
        prise = min(montant, regle)
        regle -= prise
        rendues.append(Part(rang, montant, limite, prise))
    return rendues


def parts_egales(montant: Decimal, nombre: int, premier: date) -> list[tuple[Decimal, date]]:
    """Rend l’échéancier en parts égales, une par mois ; les centimes qui restent vont à la première."""
    part = (montant / nombre).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    premiere = montant - part * (nombre - 1)
    return [(part if rang else premiere, ajouter_mois(premier, rang)) for rang in range(nombre)]
