"""Rien de ce qui est écrit ne se perd : un envoi refusé (session finie, page périmée, autre onglet) revient au retour."""

from collections.abc import Mapping
from enum import StrEnum
from typing import cast

from flask import Response, after_this_request, redirect, request
from flask.typing import ResponseReturnValue

from portail.dossiers import saisies

TEMOIN = "reprise"
IGNORES = frozenset({"csrf_token", "revision"})
Envoi = Mapping[str, list[str]]


class Raison(StrEnum):
    """Pourquoi l’envoi n’a pas été enregistré."""

    SESSION = "session"
    CONFLIT = "conflit"
    PERIME = "perime"


def garder_l_envoi(raison: Raison) -> bool:
    """Garde le formulaire envoyé, chiffré, jusqu’à ce que la même page soit rouverte dans ce navigateur.

    Rend faux, sans rien garder, si la page ne sait pas le remontrer.
    """
    champs = {nom: valeurs for nom, valeurs in request.form.to_dict(flat=False).items() if nom not in IGNORES}
    if request.method != "POST" or not champs or not _est_une_saisie():
        return False
    jeton = saisies.garder(request.path, {"raison": raison.value, "champs": champs})

    @after_this_request
    def poser(reponse: Response) -> Response:
        reponse.set_cookie(
            TEMOIN,
            jeton,
            max_age=int(saisies.DUREE.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return reponse

    return True


def _est_une_saisie() -> bool:
    """Vrai pour les pages qui savent remontrer un envoi gardé."""
    return bool(request.endpoint and request.endpoint.startswith(("usagers.", "agents.")))


def envoi_garde() -> tuple[Raison, Envoi] | None:
    """Rend l’envoi gardé pour cette page et pourquoi, une seule fois, ou rien."""
    jeton = request.cookies.get(TEMOIN)
    if not jeton or request.method != "GET":
        return None
    contenu = saisies.reprendre(jeton, request.path)
    if contenu is None:
        return None

    @after_this_request
    def oublier(reponse: Response) -> Response:
        reponse.delete_cookie(TEMOIN)
        return reponse

    return Raison(contenu["raison"]), cast("Envoi", contenu["champs"])


def revenir_avec_l_envoi(raison: Raison) -> ResponseReturnValue:
    """Garde l’envoi et rouvre la page, qui le remontrera."""
    garder_l_envoi(raison)
    return redirect(request.path, code=303)
