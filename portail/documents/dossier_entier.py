"""Le dossier entier, sur papier : ce que la personne a déposé, ce que le service en a fait, ce qui en est résulté."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from portail.config import Departement
from portail.documents.lettres import Affaire
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

Ligne: TypeAlias = tuple[str, str]
"""Un libellé et ce qui le suit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partie:
    """Un titre, puis des paragraphes, puis des lignes ; une section a des parties, une partie n’en a pas."""

    titre: str
    texte: Sequence[str] = ()
    lignes: Sequence[Ligne] = ()
    parties: Sequence["Partie"] = field(default=())

    def en_donnees(self) -> dict[str, Any]:
        """Rend la partie en données de gabarit."""
        return {
            "titre": self.titre,
            "texte": list(self.texte),
            "lignes": [list(ligne) for ligne in self.lignes],
            "parties": [partie.en_donnees() for partie in self.parties],
        }

    @property
    def est_vide(self) -> bool:
        """Vrai s’il n’y a rien sous le titre."""
        return not (self.texte or self.lignes or self.parties)


def dossier_entier(
    *,
    departement: Departement,
    affaire: Affaire,
    references: Sequence[Ligne],
    etabli: str,
    sections: Sequence[Partie],
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données du gabarit `dossier_entier` ; une section sans rien n’est pas imprimée.

    `etabli` : quand et par qui, déjà écrit.
    """
    return {
        "titre": redaction.texte(_("Dossier %(numero)s"), numero=affaire.numero),
        "sujet": f"{affaire.demarche} — {affaire.numero}",
        "pied": redaction.texte(_("Dossier n° %(numero)s"), numero=affaire.numero),
        "emetteur": {"nom_complet": departement.nom_complet, "adresse": departement.adresse},
        "references": [
            [redaction.traduire(_("Démarche")), affaire.demarche],
            *[list(ligne) for ligne in references],
        ],
        "introduction": [
            etabli,
            redaction.traduire(
                _("Ce document contient des données personnelles. Il est réservé au service ; gardez-le en lieu sûr.")
            ),
        ],
        "sections": [section.en_donnees() for section in sections if not section.est_vide],
    }
