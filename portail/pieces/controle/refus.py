"""Le refus d’un fichier, et les phrases qui disent comment faire autrement."""

from collections.abc import Mapping
from typing import Any

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class FichierRefuse(SaisieInvalide):
    """Un fichier ne peut pas être reçu ; `code` nomme la raison pour le journal, `message` dit quoi faire."""

    def __init__(self, message: str, code: str, valeurs: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, valeurs)
        self.code = code


_VIDE = _("Ce fichier est vide. Ouvrez-le sur votre appareil pour vérifier son contenu, puis envoyez-le de nouveau.")
_TROP_GROS = _(
    "Ce fichier pèse %(poids)s Mo ; la limite est de %(limite)s Mo. "
    "Reprenez la photo en qualité normale, ou envoyez le document en plusieurs fichiers."
)
_TYPE = _(
    "Ce type de fichier n’est pas accepté. Envoyez une photo (JPEG, PNG, HEIC, WebP), un scan TIFF ou un PDF. "
    "Prendre le document en photo convient très bien."
)
_BUREAUTIQUE = _(
    "Ce fichier est un document de traitement de texte ou de tableur. "
    "Ouvrez-le, choisissez « Enregistrer au format PDF », puis envoyez le PDF obtenu."
)
_ARCHIVE = _("Ce fichier est une archive compressée. Sortez-en les documents et envoyez-les un par un.")
_PAGE_WEB = _(
    "Ce fichier est une page web. Ouvrez-la, choisissez « Imprimer » puis « Enregistrer au format PDF », "
    "et envoyez le PDF obtenu."
)
_DOUBLE = _(
    "Ce fichier contient autre chose que le document annoncé. "
    "Ouvrez-le, enregistrez-en une nouvelle copie (ou faites une capture d’écran), et envoyez cette copie."
)
_PDF_ILLISIBLE = _(
    "Ce PDF ne peut pas être ouvert : il est abîmé ou incomplet. "
    "Téléchargez-le de nouveau depuis sa source, ou prenez le document en photo."
)
_PDF_MOT_DE_PASSE = _(
    "Ce PDF est protégé par un mot de passe. "
    "Ouvrez-le avec son mot de passe, choisissez « Imprimer » puis « Enregistrer au format PDF », "
    "et envoyez le PDF obtenu."
)
_PDF_ACTIF = _(
    "Ce PDF contient un programme ou un formulaire interactif. "
    "Ouvrez-le, choisissez « Imprimer » puis « Enregistrer au format PDF », et envoyez le PDF obtenu."
)
_PDF_PIECES_JOINTES = _(
    "Ce PDF contient d’autres fichiers en pièces jointes. Enregistrez ces fichiers à part et envoyez-les un par un."
)
_PAGES = _(
    "Ce document compte trop de pages ; la limite est de %(limite)s. "
    "Envoyez seulement les pages utiles, ou plusieurs fichiers."
)
_PDF_DEMESURE = _(
    "Ce PDF demande trop de mémoire pour être ouvert. "
    "Choisissez « Imprimer » puis « Enregistrer au format PDF » pour en faire une copie plus simple, "
    "ou prenez le document en photo."
)
_IMAGE_ILLISIBLE = _(
    "Cette image ne peut pas être ouverte : elle est abîmée ou incomplète. "
    "Vérifiez qu’elle s’affiche sur votre appareil, ou reprenez la photo."
)
_IMAGE_DEMESUREE = _(
    "Cette image est trop grande : elle dépasse %(limite)s millions de points. "
    "Reprenez la photo en qualité normale, ou réduisez-la avant de l’envoyer."
)

MESSAGES: Mapping[str, str] = {
    "vide": _VIDE,
    "trop_gros": _TROP_GROS,
    "type": _TYPE,
    "bureautique": _BUREAUTIQUE,
    "archive": _ARCHIVE,
    "page_web": _PAGE_WEB,
    "double": _DOUBLE,
    "pdf_illisible": _PDF_ILLISIBLE,
    "pdf_mot_de_passe": _PDF_MOT_DE_PASSE,
    "pdf_actif": _PDF_ACTIF,
    "pdf_pieces_jointes": _PDF_PIECES_JOINTES,
    "pages": _PAGES,
    "pdf_demesure": _PDF_DEMESURE,
    "image_illisible": _IMAGE_ILLISIBLE,
    "image_demesuree": _IMAGE_DEMESUREE,
}


def refus(code: str, **valeurs: str) -> FichierRefuse:
    """Rend le refus de ce code, à lever ; les valeurs complètent son message."""
    return FichierRefuse(MESSAGES[code], code, valeurs)
