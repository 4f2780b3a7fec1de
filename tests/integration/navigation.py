"""Naviguer comme une personne : ouvrir une page, remplir son formulaire, l’envoyer."""

import io
import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

from portail.dossiers.models import Dossier
from portail.guichets.session import TEMOIN
from portail.identite.models import Agent, Usager
from portail.identite.notaires.models import Membre
from tests.client import ClientExigeant
from tests.entree import entrer

NS = "{http://www.w3.org/1999/xhtml}"


def navigateur(application: Any, personne: Usager | Agent | Membre | None = None) -> ClientExigeant:
    """Rend un navigateur neuf, connecté comme cette personne."""
    client = application.test_client()
    if personne is not None:
        entrer(client, personne)
    return client


def arbre(page: TestResponse) -> Element:
    """Rend la page en arbre."""
    return html5lib.parse(page.get_data(as_text=True))


def mots(page: TestResponse) -> str:
    """Rend le texte de la page, espaces réduites."""
    [corps] = arbre(page).iter(f"{NS}main")
    return " ".join("".join(corps.itertext()).split())


def titre(page: TestResponse) -> str:
    """Rend le titre de niveau 1."""
    [h1] = arbre(page).iter(f"{NS}h1")
    return " ".join("".join(h1.itertext()).split())


def erreurs(page: TestResponse) -> list[str]:
    """Rend les messages d’erreur des champs."""
    return [
        " ".join("".join(e.itertext()).split()) for e in arbre(page).iter() if "msg-erreur" in (e.get("class") or "")
    ]


def valeurs(page: TestResponse) -> dict[str, str]:
    """Rend ce que le navigateur renverrait des champs de la page : textes écrits, choix cochés."""
    ecrites: dict[str, str] = {}
    for champ in arbre(page).iter():
        nom, genre = champ.get("name"), champ.get("type")
        if not nom or genre in {"file", "submit"}:
            continue
        if champ.tag == f"{NS}textarea":
            # Un retour à la ligne juste après la balise ouvrante ne fait pas partie du texte (HTML, 13.2.6.4.7).
            ecrites[nom] = "".join(champ.itertext())
        elif champ.tag == f"{NS}select":
            choisies = [o.get("value", "") for o in champ.iter(f"{NS}option") if o.get("selected") is not None]
            ecrites[nom] = choisies[0] if choisies else ""
        elif champ.tag == f"{NS}input" and (genre not in {"radio", "checkbox"} or champ.get("checked") is not None):
            ecrites[nom] = champ.get("value", "")
    return ecrites


def jeton(page: TestResponse) -> str:
    """Rend le jeton du formulaire."""
    trouve = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert trouve, f"{page.request.path} ({page.status_code}) n’a pas de formulaire"
    return trouve[1]


def envoyer(
    client: ClientExigeant, adresse: str, donnees: dict[str, Any] | None = None, *, depuis: str = "", **entetes: str
) -> TestResponse:
    """Ouvre la page, puis envoie son formulaire : jeton, révision montrée et ces valeurs."""
    page = client.get(depuis or adresse)
    return reenvoyer(client, page, adresse, donnees, **entetes)


def reenvoyer(
    client: ClientExigeant, page: TestResponse, adresse: str, donnees: dict[str, Any] | None = None, **entetes: str
) -> TestResponse:
    """Envoie le formulaire d’une page ouverte plus tôt."""
    caches = {"csrf_token": jeton(page)}
    if revision := re.search(r'name="revision" value="([^"]*)"', page.text):
        caches["revision"] = revision[1]
    return client.post(
        adresse, data=caches | (donnees or {}), content_type="multipart/form-data", headers=entetes or None
    )


def joint(contenu: bytes, nom: str = "document.pdf") -> tuple[io.BytesIO, str]:
    """Rend un fichier à envoyer dans un formulaire."""
    return io.BytesIO(contenu), nom


def adresse_usager(dossier: Dossier, suite: str = "") -> str:
    """Rend l’adresse de ce dossier dans l’espace de la personne."""
    return f"/mon-espace/dossiers/{dossier.numero}{suite}"


def adresse_agent(dossier: Dossier, suite: str = "") -> str:
    """Rend l’adresse de ce dossier au bureau des agents."""
    return f"/agents/dossiers/{dossier.numero}{suite}"


def finir_la_session(client: ClientExigeant) -> None:
    """Fait comme si la session était finie."""
    client.delete_cookie(TEMOIN)


def ecrites(page: TestResponse, *noms: str) -> dict[str, str]:
    """Rend ce que la page remontre de ces champs."""
    montrees = valeurs(page)
    return {nom: montrees[nom] for nom in noms}
