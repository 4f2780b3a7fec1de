"""Joindre un document à une attestation ou à un renoncement ; facultatif : il peut aussi se montrer au service."""

from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.guichets.contexte import taille
from portail.guichets.televersement import ChampFichiers, recevoir_les_fichiers, taille_max_octets
from portail.pieces.actions import Recu


class ChampDocument(ChampFichiers):
    """Un seul fichier."""

    plusieurs = False


def formulaire_du_document(libelle: str = "", aide: str = "") -> FlaskForm:
    """Rend le formulaire d’un document, à poser à côté des questions."""
    admis = gettext("Photo ou PDF, %(taille)s au plus par fichier.", taille=taille(taille_max_octets()))
    champ = ChampDocument(libelle or gettext("Document"), description=f"{aide} {admis}".strip(), facultatif=True)
    return type("FormulaireDuDocument", (FlaskForm,), {"document": champ})()


def document_recu(form: FlaskForm | None) -> Recu | None:
    """Rend le document envoyé, examiné et déposé ; rien s’il n’y en a pas, ou si le champ dit ce qui ne va pas."""
    if form is None:
        return None
    recus: list[Recu] = []
    form.document.errors = recevoir_les_fichiers("document", recus.append)
    return recus[0] if recus and not form.document.errors else None
