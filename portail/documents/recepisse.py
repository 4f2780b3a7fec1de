"""Le récépissé remis au guichet : ce qui a été enregistré, et le code qui permet de suivre sa demande en ligne.

Il n’est gardé nulle part : le code n’est écrit que sur le papier remis à la personne.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from portail.documents.accuses import Arrivee
from portail.documents.codes import en_groupes
from portail.documents.lettres import Affaire
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

_ENREGISTREE = _("Votre demande « %(demarche)s », reçue %(moyen)s le %(jour)s, est enregistrée sous le n° %(numero)s.")
_SANS_PREJUGER = _("Ce récépissé ne préjuge pas du caractère complet ou recevable de votre dossier.")
_ACCUSE = _("Un accusé de réception vous sera adressé au plus tard le %(jour)s.")
_SUIVRE = _(
    "Ce code rattache votre demande à votre compte. Il sert une fois, jusqu’au %(fin)s, et seulement à vous : "
    "connectez-vous avec FranceConnect sur %(adresse)s, puis écrivez-le."
)
_FACULTATIF = _("Vous n’y êtes pas obligé : sans compte, nous vous répondons par courrier.")


def recepisse(
    affaire: Affaire,
    *,
    arrivee: Arrivee,
    date_accuse: date | None,
    recues: Sequence[str],
    code: str,
    fin: date,
    adresse: str,
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données du récépissé ; `adresse` : où écrire le code, qui vaut jusqu’à `fin`."""
    valeurs = asdict(affaire) | {"moyen": arrivee.moyen, "jour": redaction.jour(arrivee.jour)}
    accuse = [redaction.texte(_ACCUSE, jour=redaction.jour(date_accuse))] if date_accuse else []
    return {
        "titre": redaction.traduire(_("Récépissé de votre demande")),
        "encadre": redaction.texte(_ENREGISTREE, **valeurs),
        "paragraphes": [redaction.texte(_SANS_PREJUGER), *accuse],
        "pieces_titre": redaction.traduire(_("Documents reçus")),
        "pieces": list(recues) or [redaction.traduire(_("Aucun document pour l’instant."))],
        "code_titre": redaction.traduire(_("Suivre votre demande en ligne")),
        "code": en_groupes(code),
        "code_aide": [
            redaction.texte(_SUIVRE, fin=redaction.jour(fin), adresse=adresse),
            redaction.texte(_FACULTATIF),
        ],
        "accents": [affaire.numero],
    }
