"""Les deux fichiers du comptable : ce qui est à mandater (écrit), ce qui est fait (lu). Voir docs/versements.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import GesteVersement, MotifRejet
from portail.dossiers.versements.queries import LigneDeVersement
from portail.socle import horloge, tableur
from portail.socle.erreurs import SaisieInvalide
from portail.socle.tableur import LigneFautive
from portail.socle.traduction import _

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
        jour = tableur.jour_lu(self.cellules["date"])
        if jour is None:
            raise LigneFautive(_("Date illisible : écrivez 2026-11-21 ou 21/11/2026."))
        return jour

    def _montant(self) -> Decimal:
        montant = tableur.montant_lu(self.cellules["montant"])
        if montant is None:
            raise LigneFautive(_("Montant illisible : écrivez 500 ou 500,00."))
        return montant

    def _motif(self) -> MotifRejet | None:
        ecrit = self.cellules["motif"].lower()
        if ecrit and ecrit not in set(MotifRejet):
            raise LigneFautive(_("Motif inconnu : %(motifs)s."), motifs=", ".join(MotifRejet))
        return MotifRejet(ecrit) if ecrit else None


def lignes_de(contenu: bytes) -> Sequence[LigneLue]:
    """Rend les lignes du fichier, vides exceptées ; lève `FichierIllisible`."""
    try:
        lues = tableur.lire(contenu, ENTETE_LUE, octets_max=OCTETS_MAX, lignes_max=LIGNES_MAX)
    except ValueError as erreur:
        raise FichierIllisible(valeurs={"maximum": LIGNES_MAX}) from erreur
    return [LigneLue(numero, cellules["reference"].upper(), cellules) for numero, cellules in lues]


def a_mandater(lignes: Iterable[LigneDeVersement]) -> bytes:
    """Rend le fichier des versements à mandater, compte entier compris : il sort du portail pour le comptable seul."""
    return tableur.ecrire(ENTETE_ECRITE, map(_a_mandater, lignes))


def _a_mandater(ligne: LigneDeVersement) -> Sequence[str]:
    versement, dossier = ligne.versement, ligne.dossier
    return (
        versement.reference,
        dossier.numero,
        f"{dossier.prenoms} {dossier.nom}".strip(),
        versement.titulaire or "",
        versement.iban or "",
        f"{versement.montant:.2f}",
        horloge.a_paris(versement.ouvert_le).date().isoformat(),
        versement.mode.value,
    )
