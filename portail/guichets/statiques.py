"""Les fichiers statiques : servis sous une adresse qui porte leur empreinte, donc gardés pour toujours."""

from functools import lru_cache
from hashlib import sha256

from flask import Flask
from whitenoise import WhiteNoise

from portail.config import RACINE

DOSSIER = RACINE / "static"


@lru_cache
def empreinte() -> str:
    """Rend l’empreinte de l’ensemble des fichiers statiques : elle change avec le moindre d’entre eux."""
    somme = sha256()
    for chemin in sorted(DOSSIER.rglob("*")):
        if chemin.is_file():
            somme.update(chemin.relative_to(DOSSIER).as_posix().encode() + b"\0" + chemin.read_bytes())
    return somme.hexdigest()[:12]


def statique(nom: str) -> str:
    """Rend l’adresse d’un fichier statique."""
    return f"/static/{empreinte()}/{nom}"


def installer(app: Flask) -> None:
    """Sert les fichiers statiques devant l’application, sans passer par elle."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(DOSSIER), prefix=f"static/{empreinte()}/", immutable_file_test=lambda *_: True
    )
