"""Le guichet d’un expert du dehors : il entre par son lien et un code reçu par courriel, et ne voit que le partagé."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portail.dossiers.avis.entree import exiger_ouvert
from portail.dossiers.avis.models import Avis
from portail.dossiers.avis.queries import avis_au_lien
from portail.dossiers.models import Dossier
from portail.guichets.gardes import est_ouverte
from portail.guichets.identites import session_courante

DUREE = timedelta(hours=4)
"""Le temps, réel, d’une visite : au-delà, un nouveau code."""
_ENTREES = "avis_ouverts"

blueprint = Blueprint("experts", __name__, url_prefix="/avis")
blueprint.garde = "experts"  # type: ignore[attr-defined]


@blueprint.before_request
def garde() -> ResponseReturnValue | None:
    """Mène au code qui n’est pas entré pour cet avis-ci dans ce navigateur ; un lien faux n’ouvre rien."""
    if est_ouverte():
        return None
    jeton = (request.view_args or {})["jeton"]
    avis, dossier = avis_au_lien(jeton)
    if not est_entre(avis):
        return redirect(url_for("experts.accueil", jeton=jeton), code=303)
    if request.endpoint != "experts.merci":
        exiger_ouvert(avis, dossier)
    return None


@blueprint.after_request
def sans_trace(reponse: Response) -> Response:
    """Interdit au navigateur de répéter l’adresse, qui porte le lien, et de garder la page."""
    reponse.headers["Referrer-Policy"] = "no-referrer"
    reponse.headers["Cache-Control"] = "no-store"
    return reponse


def est_entre(avis: Avis) -> bool:
    """Vrai si le code de cet avis a été donné dans ce navigateur il y a peu."""
    jusqu_a = cookie.get(_ENTREES, {}).get(str(avis.id))
    return jusqu_a is not None and datetime.now(UTC) < datetime.fromisoformat(jusqu_a)


def ouvrir(avis: Avis) -> None:
    """Retient que le code de cet avis a été donné, sous un identifiant de session neuf."""
    session_courante().renouveler()
    fin = (datetime.now(UTC) + DUREE).isoformat()
    cookie[_ENTREES] = {**cookie.get(_ENTREES, {}), str(avis.id): fin}


def refermer(avis: Avis) -> None:
    """Oublie l’entrée : l’avis est rendu, il n’y a plus rien à lire."""
    cookie[_ENTREES] = {cle: fin for cle, fin in cookie.get(_ENTREES, {}).items() if cle != str(avis.id)}


def avis_courant(jeton: str) -> tuple[Avis, Dossier]:
    """Rend l’avis de ce lien et son dossier."""
    return avis_au_lien(jeton)
