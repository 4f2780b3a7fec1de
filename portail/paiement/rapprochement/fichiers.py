"""Les deux fichiers de la régie : le relevé qu’elle importe, les règlements qu’elle exporte. Voir docs/paiement.md.

CSV en UTF-8, séparé par des points-virgules. Aucune cellule écrite ne s’exécute dans un tableur.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from portail.paiement.payfip.formes import REFDET
from portail.paiement.rapprochement.models import Nature
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.tableur import inerte
from portail.socle.traduction import _

SEPARATEUR = ";"
BOM = "\ufeff"
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


class LigneFautive(Exception):
    """Une ligne ne peut pas être lue ; `message` le dit, `valeurs` le complètent."""

    def __init__(self, message: str, **valeurs: str) -> None:
        super().__init__(message)
        self.message, self.valeurs = message, valeurs


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
        for forme in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                jour = datetime.strptime(self.cellules["date"], forme).replace(tzinfo=horloge.PARIS).date()
            except ValueError:
                continue
            if jour > horloge.aujourd_hui():
                raise LigneFautive(_("Cette date est à venir."))
            return jour
        raise LigneFautive(_("Date illisible : écrivez 2026-11-21 ou 21/11/2026."))

    def _montant(self) -> Decimal:
        ecrit = self.cellules["montant"].replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            montant = Decimal(ecrit)
        except InvalidOperation:
            montant = Decimal(0)
        if not montant.is_finite() or not 0 < montant < MONTANT_MAX or montant != montant.quantize(Decimal("0.01")):
            raise LigneFautive(_("Montant illisible : écrivez 50 ou 50,00."))
        return montant.quantize(Decimal("0.01"))


def lignes_de(contenu: bytes) -> Sequence[LigneLue]:
    """Rend les lignes du fichier, vides exceptées ; lève `ReleveIllisible`."""
    try:
        lues = list(_lire(contenu.decode("utf-8-sig"))) if len(contenu) <= OCTETS_MAX else []
    except (UnicodeDecodeError, csv.Error) as erreur:
        raise ReleveIllisible(valeurs={"maximum": LIGNES_MAX}) from erreur
    if not lues or len(lues) > LIGNES_MAX:
        raise ReleveIllisible(valeurs={"maximum": LIGNES_MAX})
    return lues


def _lire(texte: str) -> Iterator[LigneLue]:
    if "\0" in texte:
        raise csv.Error("octet nul : la base n’en garde pas")
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=SEPARATEUR, strict=True)
    entete = [nom.strip().lower() for nom in next(lecteur, [])]
    if sorted(entete) != sorted(ENTETE_LUE):
        raise csv.Error("en-tête inattendu")
    for cellules in lecteur:
        if any(cellule.strip() for cellule in cellules):
            complete = [cellule.strip().lstrip("'") for cellule in cellules] + [""] * (len(entete) - len(cellules))
            yield LigneLue(lecteur.line_num, dict(zip(entete, complete, strict=False)))


def ecrire(lignes: Iterable[Sequence[str]]) -> bytes:
    """Rend le fichier des règlements, dans l’ordre de `ENTETE_ECRITE`."""
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=SEPARATEUR, lineterminator="\r\n")
    ecrivain.writerow(ENTETE_ECRITE)
    for ligne in lignes:
        ecrivain.writerow(inerte(cellule) for cellule in ligne)
    return f"{BOM}{sortie.getvalue()}".encode()
