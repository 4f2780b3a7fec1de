"""La requête : seul un envoi de fichiers peut être lourd, il se lit par morceaux."""

from typing import Any

from flask import Request

FICHIERS = "multipart/form-data"
TAILLE_MAX_SANS_FICHIER = 500_000
"""Octets. Un formulaire sans fichier se lit d’un bloc, en mémoire ; fait de riens, il y pèse cent fois son poids."""


class Requete(Request):
    """Une requête dont le corps sans fichier est borné plus bas que `MAX_CONTENT_LENGTH`."""

    def __init__(self, environ: dict[str, Any], **options: Any) -> None:  # noqa: ANN401 — options de Werkzeug
        super().__init__(environ, **options)
        if self.mimetype != FICHIERS:
            self.max_content_length = TAILLE_MAX_SANS_FICHIER
