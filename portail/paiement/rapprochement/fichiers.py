"""Les deux fichiers de la régie : le relevé qu’elle importe, les règlements qu’elle exporte. Voir docs/paiement.md."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portail.paiement.payfip.formes import REFDET
from portail.paiement.rapprochement.models import Nature
from portail.socle import horloge, tableur
from portail.socle.erreurs import SaisieInvalide
from portail.socle.tableur import LigneFautive
from portail.socle.traduction import _

ENTETE_LUE = ("numcli", "date", "refdet", "montant", "moyen", "autorisation")
ENTETE_ECRITE = (
    "recu", "date", "somme", "refdet", "libelle", "moyen", "montant", "a_rendre", "motif", "rendu_le", "mandat",
    "etat", "rapproche",
)  # fmt: skip
LIGNES_MAX = 5000
OCTETS_MAX = 1_000_000
AUTORISATION = re.compile(r"[0-9A-Za-z-]{0,40}")
MONTANT_MAX = Decimal(10_000_000)


class ReleveIllisible(SaisieInvalide):
    """Ce n’est pas un fichier du format attendu : rien n’en est lu."""

    message = _(
        "Ce fichier n’est pas au format attendu : CSV en UTF-8, colonnes numcli ; date ; refdet ; montant ; moyen ; "
        "autorisation, %(maximum)s lignes au plus."
    )


@dataclass(frozen=True, slots=True)
class Encaisse:
    """Ce que dit une ligne juste."""

    numcli: str
    jour: date
    refdet: str
    montant: Decimal
    nature: Nature
    autorisation: str


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Une ligne du fichier : son numéro (l’en-tête est la première) et ses cellules."""

    numero: int
    cellules: Mapping[str, str]

    @property
    def reference(self) -> str:
        """Rend la référence telle qu’écrite."""
        return self.cellules["refdet"]

    def lire(self) -> Encaisse:
        """Rend ce que dit la ligne ; lève `LigneFautive`."""
        nature = self.cellules["moyen"].lower()
        if nature not in set(Nature):
            raise LigneFautive(_("Moyen inconnu : écrivez carte ou prelevement."))
        if not REFDET.fullmatch(self.reference):
            raise LigneFautive(_("Référence illisible : 6 à 30 lettres ou chiffres."))
        if not AUTORISATION.fullmatch(self.cellules["autorisation"]):
            raise LigneFautive(_("Numéro d’autorisation illisible."))
        return Encaisse(
            numcli=self.cellules["numcli"],
            jour=self._jour(),
            refdet=self.reference.upper(),
            montant=self._montant(),
            nature=Nature(nature),
            autorisation=self.cellules["autorisation"].upper(),
        )

    def _jour(self) -> date:
        jour = tableur.jour_lu(self.cellules["date"])
        if jour is None:
            raise LigneFautive(_("Date illisible : écrivez 2026-11-21 ou 21/11/2026."))
        if jour > horloge.aujourd_hui():
            raise LigneFautive(_("Cette date est à venir."))
        return jour

    def _montant(self) -> Decimal:
        montant = tableur.montant_lu(self.cellules["montant"], exact=True)
        if montant is None or not 0 < montant < MONTANT_MAX:
            raise LigneFautive(_("Montant illisible : écrivez 50 ou 50,00."))
        return montant


def lignes_de(contenu: bytes) -> Sequence[LigneLue]:
    """Rend les lignes du fichier, vides exceptées ; lève `ReleveIllisible`."""
    try:
        lues = tableur.lire(contenu, ENTETE_LUE, octets_max=OCTETS_MAX, lignes_max=LIGNES_MAX)
    except ValueError as erreur:
        raise ReleveIllisible(valeurs={"maximum": LIGNES_MAX}) from erreur
    return [LigneLue(numero, cellules) for numero, cellules in lues]


def ecrire(lignes: Iterable[Sequence[str]]) -> bytes:
    """Rend le fichier des règlements, dans l’ordre de `ENTETE_ECRITE`."""
    return tableur.ecrire(ENTETE_ECRITE, lignes)
