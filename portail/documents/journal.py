"""Le journal d’une demande, remis à la personne : qui l’a lue et pourquoi, ce qui s’est passé, comment le vérifier."""

from collections.abc import Sequence
from typing import Any

from portail.config import Departement
from portail.documents.lettres import Affaire
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

_ABREGE = _("Les %(nombre)s plus récentes. Le fichier JSON les contient toutes.")


def journal(
    *,
    departement: Departement,
    affaire: Affaire,
    etabli_le: str,
    nombre: int,
    lectures: Sequence[tuple[str, str]],
    faits: Sequence[tuple[str, str]],
    note: Sequence[str],
    empreintes: Sequence[tuple[str, str]],
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données du gabarit `journal` ; chaque couple est un libellé et ce qui le suit.

    `nombre` est celui de toutes les entrées, `faits` peut n’en donner que les plus récentes.
    """
    traduire = redaction.traduire
    abrege = [redaction.texte(_ABREGE, nombre=str(len(faits)))] if nombre > len(faits) else []
    return {
        "titre": traduire(_("Journal de votre demande")),
        "sujet": f"{affaire.demarche} — {affaire.numero}",
        "pied": redaction.texte(_("Dossier n° %(numero)s"), numero=affaire.numero),
        "emetteur": {"nom_complet": departement.nom_complet, "adresse": departement.adresse},
        "references": [
            [traduire(_("Démarche")), affaire.demarche],
            [traduire(_("Dossier n°")), affaire.numero],
            [traduire(_("Établi le")), etabli_le],
            [traduire(_("Entrées")), str(nombre)],
        ],
        "rubriques": [
            {
                "titre": traduire(_("Qui a consulté votre dossier")),
                "texte": [] if lectures else [traduire(_("Aucun agent ne l’a encore ouvert."))],
                "lignes": [list(ligne) for ligne in lectures],
            },
            {
                "titre": traduire(_("Ce qui s’est passé")),
                "texte": abrege,
                "lignes": [list(ligne) for ligne in faits],
            },
        ],
        "verifier_titre": traduire(_("Comment vérifier ce journal")),
        "verifier": list(note),
        "empreintes": [list(ligne) for ligne in empreintes],
    }
