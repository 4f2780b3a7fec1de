"""Les fichiers statiques : servis de mémoire, comprimés une fois, sous une adresse qui porte leur empreinte."""

import gzip
import mimetypes
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]  # sans annotations
from flask import Flask
from werkzeug.wrappers import Request, Response

from portail.config import RACINE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DOSSIER = RACINE / "static"
TOUJOURS = "public, max-age=31536000, immutable"
TYPES = MappingProxyType(
    {".svg": "image/svg+xml", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
)
Versions = Mapping[str, bytes]


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


def contenu_statique(nom: str) -> bytes:
    """Rend le contenu d’un fichier statique, pour qui doit le servir à une autre adresse."""
    return (DOSSIER / nom).read_bytes()


def installer(app: Flask) -> None:
    """Sert les fichiers statiques devant l’application, sans passer par elle."""
    app.wsgi_app = FichiersStatiques(app.wsgi_app)  # type: ignore[method-assign]


class FichiersStatiques:
    """Couche WSGI : répond pour les fichiers connus, laisse le reste à l’application."""

    def __init__(self, suite: "WSGIApplication") -> None:
        self.suite = suite
        self.fichiers: Mapping[str, Versions] = {
            statique(chemin.relative_to(DOSSIER).as_posix()): _versions(chemin.read_bytes())
            for chemin in DOSSIER.rglob("*")
            if chemin.is_file()
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Sert la version la plus légère que le navigateur accepte."""
        versions = self.fichiers.get(environ.get("PATH_INFO", ""))
        if versions is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self.suite(environ, start_response)
        codage = Request(environ).accept_encodings.best_match(list(versions), default="identity") or "identity"
        reponse = Response(versions[codage], content_type=_type_de(environ["PATH_INFO"]))
        reponse.headers["Cache-Control"] = TOUJOURS
        reponse.headers["X-Content-Type-Options"] = "nosniff"
        reponse.vary.add("Accept-Encoding")
        if codage != "identity":
            reponse.headers["Content-Encoding"] = codage
        return reponse(environ, start_response)


def _versions(contenu: bytes) -> Versions:
    return {"br": brotli.compress(contenu), "gzip": gzip.compress(contenu, mtime=0), "identity": contenu}


def _type_de(adresse: str) -> str:
    suffixe = adresse[adresse.rfind(".") :]
    return TYPES.get(suffixe) or mimetypes.guess_type(adresse)[0] or "application/octet-stream"
