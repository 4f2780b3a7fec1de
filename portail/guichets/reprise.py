"""Rien de ce qui est écrit ne se perd : un envoi refusé (session finie, autre onglet) revient au retour."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from flask import Response, after_this_request, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from portail.dossiers import saisies
from portail.guichets.identites import personne_presente
from portail.guichets.poste import poste
from portail.guichets.remontrees import CHEZ_ELLES
from portail.socle import debits
from portail.socle.erreurs import TropDeDemandes
from portail.socle.traduction import _

TEMOIN = "reprise"
IGNORES = frozenset({"csrf_token", "revision"})
TAILLE_MAX = 100_000
"""Signes gardés au plus : bien plus qu’aucune page n’en demande."""
DEBIT = "60/hour"
REMONTREES: Mapping[str, str] = MappingProxyType(
    {**{page: page for page in CHEZ_ELLES}, "usagers.ecrire": "usagers.dossier", "agents.ecrire": "agents.dossier"}
)
"""Page envoyée → page qui remontre l’envoi."""
Envoi: TypeAlias = Mapping[str, list[str]]
F = TypeVar("F", bound=FlaskForm)


class Raison(StrEnum):
    """Pourquoi l’envoi n’a pas été enregistré."""

    SESSION = "session"
    CONFLIT = "conflit"
    ATTENTE = "attente"
    LECTURE = "lecture"


PHRASES: Mapping[Raison, str] = MappingProxyType(
    {
        Raison.SESSION: _(
            "Vous aviez été déconnecté avant l’enregistrement. "
            "Voici ce que vous veniez d’écrire : vérifiez, puis envoyez."
        ),
        Raison.ATTENTE: _(
            "Cette page était restée ouverte trop longtemps : rien n’a été envoyé. "
            "Voici ce que vous veniez d’écrire : vérifiez, puis envoyez."
        ),
        Raison.CONFLIT: _(
            "Quelque chose a changé dans un autre onglet ou sur un autre appareil. "
            "Voici ce que vous veniez d’écrire : vérifiez, puis envoyez."
        ),
        Raison.LECTURE: _(
            "La raison de votre consultation était trop ancienne. "
            "Voici ce que vous veniez d’écrire : vérifiez, puis envoyez."
        ),
    }
)


def page_de_reprise() -> str:
    """Rend l’adresse de la page qui remontrerait cet envoi, ou rien s’il n’y en a pas."""
    cible = REMONTREES.get(request.endpoint or "")
    if not cible or request.method != "POST":
        return ""
    # La page même se rouvre comme elle était demandée : où aller ensuite (`suite`), ce que l’on corrigeait.
    question = urlencode(request.args.to_dict(flat=False), doseq=True) if cible == request.endpoint else ""
    return url_for(cible, **(request.view_args or {})) + (f"?{question}" if question else "")


def revenir_avec_l_envoi(raison: Raison) -> ResponseReturnValue | None:
    """Garde l’envoi, chiffré, et mène à la page qui le remontrera dans ce navigateur ; rien si aucune ne le peut."""
    page = page_de_reprise()
    if not page or not _vient_d_ici():
        return None
    champs = {nom: valeurs for nom, valeurs in request.form.to_dict(flat=False).items() if nom not in IGNORES}
    if not _se_garde(champs):
        return None
    garde = {"raison": raison.value, "champs": champs}
    jeton = saisies.garder(urlsplit(page).path, garde, personne=personne_presente())
    reponse = cast("Response", redirect(page, code=303))
    reponse.set_cookie(
        TEMOIN,
        jeton,
        max_age=int(saisies.DUREE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return reponse


def _se_garde(champs: Envoi) -> bool:
    """Vrai si l’envoi n’est pas démesuré ni le centième de l’heure : il s’écrit en base, parfois sans connexion."""
    if sum(len(nom) + sum(map(len, valeurs)) for nom, valeurs in champs.items()) > TAILLE_MAX:
        return False
    try:
        debits.consommer(DEBIT, "reprise", str(personne_presente() or poste()))
    except TropDeDemandes:
        return False
    return True


def _vient_d_ici() -> bool:
    """Vrai si le formulaire vient du portail : on ne remontre pas à la personne ce qu’un autre site a écrit."""
    origine = request.headers.get("Origin")
    return not origine or urlsplit(origine).netloc == request.host


def envoi_garde() -> Envoi | None:
    """Rend l’envoi gardé pour cette page, une seule fois, et dit à la personne pourquoi il revient ; ou rien."""
    jeton = request.cookies.get(TEMOIN)
    if not jeton or request.method != "GET":
        return None
    contenu = saisies.reprendre(jeton, request.path, personne=personne_presente())
    if contenu is None:
        return None
    flash(gettext(PHRASES[Raison(contenu["raison"])]), "attention")
    after_this_request(_effacer_le_temoin)
    return cast("Envoi", contenu["champs"])


def oublier_l_envoi() -> None:
    """Efface l’envoi gardé et son témoin : la personne se déconnecte, la suivante ne doit rien en voir."""
    jeton = request.cookies.get(TEMOIN)
    if jeton:
        saisies.oublier(jeton, personne=personne_presente())
        after_this_request(_effacer_le_temoin)


def _effacer_le_temoin(reponse: Response) -> Response:
    reponse.delete_cookie(TEMOIN)
    return reponse


def formulaire_repris(classe: type[F], **valeurs: Any) -> F:  # noqa: ANN401 — arguments du formulaire
    """Rend le formulaire, rempli de l’envoi gardé s’il y en a un."""
    gardes = envoi_garde()
    if gardes is None:
        return cast("F", classe(**valeurs))
    textes = {nom: str(valeur) for nom, valeur in valeurs.items()}
    return cast("F", classe(formdata=MultiDict({**gardes, **textes})))
