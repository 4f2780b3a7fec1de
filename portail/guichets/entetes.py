"""En-têtes de sécurité et de cache : stricts partout, desserrés nulle part."""

from flask import Flask, Response, request
from flask_compress import Compress

from portail.config import Reglages

POLITIQUE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'none'; connect-src 'self'; "
    "form-action 'self'{fournisseurs}; base-uri 'none'; frame-ancestors 'none'"
)
COMPRESSION = ["br", "gzip"]
HSTS = "max-age=63072000; includeSubDomains"


def installer(app: Flask, reglages: Reglages) -> None:
    """Pose les en-têtes sur chaque réponse et compresse le texte."""
    app.config["COMPRESS_ALGORITHM"] = COMPRESSION
    Compress(app)
    # La déconnexion est un formulaire qui mène chez le fournisseur : Chromium vérifie aussi la redirection.
    fournisseurs = (reglages.franceconnect, reglages.proconnect, reglages.notaires)
    # Payer aussi : le bouton est ici, la page qui suit est chez PayFiP.
    adresses = [reglages.payfip_url, *(url for f in fournisseurs for url in (f.emetteur, f.fin_session_url))]
    origines = sorted({_origine(url) for url in adresses} - {""})
    politique = POLITIQUE.format(fournisseurs="".join(f" {origine}" for origine in origines))

    @app.after_request
    def poser(reponse: Response) -> Response:
        reponse.headers.setdefault("Content-Security-Policy", politique)
        reponse.headers.setdefault("X-Content-Type-Options", "nosniff")
        reponse.headers.setdefault("Referrer-Policy", "same-origin")
        reponse.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        reponse.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        reponse.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if reglages.production:
            reponse.headers.setdefault("Strict-Transport-Security", HSTS)
        if not request.path.startswith("/static/"):
            reponse.headers.setdefault("Cache-Control", "no-store")
        return reponse


def _origine(url: str) -> str:
    return "/".join(url.split("/")[:3]) if url else ""
