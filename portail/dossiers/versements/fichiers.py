"""Les deux fichiers du comptable : ce qui est à mandater (écrit), ce qui est fait (lu). Voir docs/versements.md.

CSV en UTF-8, séparé par des points-virgules. Aucune cellule écrite ne s’exécute dans un tableur.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import GesteVersement, MotifRejet
from portail.dossiers.versements.queries import LigneDeVersement
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.tableur import inerte
from portail.socle.traduction import _

SEPARATEUR = ";"
BOM = "\ufeff"
ENTETE_ECRITE = ("reference", "dossier", "beneficiaire", "titulaire", "iban", "montant", "accorde_le", "mode")
"""`mode` : compte (de la personne), service (payé directement) ou titres (à envoyer, sans compte)."""
ENTETE_LUE = ("reference", "etat", "mandat", "date", "montant", "motif")
LIGNES_MAX = 2000
OCTETS_MAX = 1_000_000
ETATS: Mapping[str, GesteVersement] = MappingProxyType(
    {"mandate": GesteVersement.MANDATER, "paye": GesteVersement.PAYER, "rejete": GesteVersement.REJETER}
)


class FichierIllisible(SaisieInvalide):
    """Ce n’est pas un fichier du format attendu : rien n’en est lu."""

    message = _(
        "Ce fichier n’est pas au format attendu : CSV en UTF-8, colonnes reference ; etat ; mandat ; date ; montant ; "
        "motif, %(maximum)s lignes au plus."
    )


class LigneFautive(Exception):
    """Une ligne ne peut pas être lue ; `message` le dit, `valeurs` le complètent."""

    def __init__(self, message: str, **valeurs: str) -> None:
        super().__init__(message)
        self.message, self.valeurs = message, valeurs


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Une ligne du fichier : son numéro (l’en-tête est la première), la référence, et ses cellules."""

    numero: int
    reference: str
    cellules: Mapping[str, str]

    def lire(self) -> tuple[Ordre, Decimal]:
        """Rend l’opération et le montant attendu ; lève `LigneFautive`."""
        geste = ETATS.get(self.cellules["etat"].lower())
        if geste is None:
            raise LigneFautive(_("État inconnu : écrivez mandate, paye ou rejete."))
        ordre = Ordre(geste=geste, mandat=self.cellules["mandat"], jour=self._jour(), motif=self._motif())
        return ordre, self._montant()

    def _jour(self) -> date:
        for forme in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(self.cellules["date"], forme).replace(tzinfo=horloge.PARIS).date()
            except ValueError:
                continue
        raise LigneFautive(_("Date illisible : écrivez 2026-11-21 ou 21/11/2026."))

    def _montant(self) -> Decimal:
        ecrit = self.cellules["montant"].replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            montant = Decimal(ecrit).quantize(Decimal("0.01"))
        except InvalidOperation:
            raise LigneFautive(_("Montant illisible : écrivez 500 ou 500,00.")) from None
        return montant

    def _motif(self) -> MotifRejet | None:
        ecrit = self.cellules["motif"].lower()
        if ecrit and ecrit not in set(MotifRejet):
            raise LigneFautive(_("Motif inconnu : %(motifs)s."), motifs=", ".join(MotifRejet))
        return MotifRejet(ecrit) if ecrit else None


def lignes_de(contenu: bytes) -> Sequence[LigneLue]:
    """Rend les lignes du fichier, vides exceptées ; lève `FichierIllisible`."""
    try:
        texte = contenu.decode("utf-8-sig")
        lues = list(_lire(texte)) if len(contenu) <= OCTETS_MAX else []
    except (UnicodeDecodeError, csv.Error) as erreur:
        raise FichierIllisible(valeurs={"maximum": LIGNES_MAX}) from erreur
    if not lues or len(lues) > LIGNES_MAX:
        raise FichierIllisible(valeurs={"maximum": LIGNES_MAX})
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
            nommees = dict(zip(entete, complete, strict=False))
            yield LigneLue(lecteur.line_num, nommees["reference"].upper(), nommees)


def a_mandater(lignes: Sequence[LigneDeVersement]) -> bytes:
    """Rend le fichier des versements à mandater, compte entier compris : il sort du portail pour le comptable seul."""
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=SEPARATEUR, lineterminator="\r\n")
    ecrivain.writerow(ENTETE_ECRITE)
    for ligne in lignes:
        versement, dossier = ligne.versement, ligne.dossier
        ecrivain.writerow(
            inerte(cellule)
            for cellule in (
                versement.reference,
                dossier.numero,
                f"{dossier.prenoms} {dossier.nom}".strip(),
                versement.titulaire or "",
                versement.iban or "",
                f"{versement.montant:.2f}",
                horloge.a_paris(versement.ouvert_le).date().isoformat(),
                versement.mode.value,
            )
        )
    return f"{BOM}{sortie.getvalue()}".encode()
