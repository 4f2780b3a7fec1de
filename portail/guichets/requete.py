"""La requête : seul un envoi de fichiers peut être lourd ; ce que personne ne tape n’entre pas."""

import re
from functools import cached_property
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

FICHIERS = "multipart/form-data"
TAILLE_MAX_SANS_FICHIER = 500_000
"""Octets. Un formulaire sans fichier se lit d’un bloc, en mémoire ; fait de riens, il y pèse cent fois son poids."""

INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Caractères de commande et non-caractères : la base en refuse, une page HTML aussi ; un collage en apporte parfois."""


class Requete(Request):
    """Une requête aux textes lisibles, dont le corps sans fichier est borné plus bas que `MAX_CONTENT_LENGTH`."""

    def __init__(self, environ: dict[str, Any], **options: Any) -> None:  # noqa: ANN401 — options de Werkzeug
        super().__init__(environ, **options)
        if self.mimetype != FICHIERS:
            self.max_content_length = TAILLE_MAX_SANS_FICHIER

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Rend les paramètres de l’adresse, sans caractère interdit."""
        return _lisibles(super().args)

    def _load_form_data(self) -> None:
        """Lit le formulaire une fois, et en retire les caractères interdits."""
        if "form" not in self.__dict__:
            super()._load_form_data()
            self.__dict__["form"] = _lisibles(self.form)


def _lisibles(champs: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict((nom, INTERDITS.sub("", valeur)) for nom, valeur in champs.items(multi=True))
