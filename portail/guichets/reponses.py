"""Rendre un contenu : un PDF du département, un fichier venu du dehors (inerte)."""

import json

from flask import Response

from portail.pieces.models import Fichier
from portail.pieces.queries import contenu_a_montrer

PDF = "application/pdf"
# La visionneuse des navigateurs refuse d’ouvrir un PDF en bac à sable ; un PDF actif est refusé dès le dépôt.
INERTE = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'"


def en_pdf(contenu: bytes, nom: str) -> Response:
    """Rend une réponse PDF, à lire dans le navigateur."""
    return Response(contenu, mimetype=PDF, headers={"Content-Disposition": f'inline; filename="{nom}"'})


def en_json(contenu: object, nom: str) -> Response:
    """Rend un contenu en JSON, à garder."""
    texte = json.dumps(contenu, ensure_ascii=False, indent=2)
    return Response(
        texte, mimetype="application/json", headers={"Content-Disposition": f'attachment; filename="{nom}"'}
    )


def montrer_fichier(fichier: Fichier) -> Response:
    """Rend le contenu d’un fichier, en bac à sable : rien d’actif ne s’y exécute."""
    return montrer_contenu(*contenu_a_montrer(fichier))


def montrer_contenu(contenu: bytes, type_mime: str) -> Response:
    """Rend un contenu venu du dehors, inerte."""
    return Response(
        contenu,
        mimetype=type_mime,
        headers={
            "Content-Disposition": "inline",
            "Content-Security-Policy": INERTE if type_mime == PDF else f"{INERTE}; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
