"""Un client de test qui relit le HTML de chaque page : ce qui n’irait pas dans un navigateur ne passe pas ici."""

from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NS = "{http://www.w3.org/1999/xhtml}"
SANS_JETON = ("/ai-je-droit", "/espaces-naturels/")  # ne change ni ne garde rien : ni jeton, ni session
SANS_ETIQUETTE = {"hidden", "submit", "button"}


def fautes_html(source: str) -> list[str]:
    """Rend les fautes d’une page : syntaxe, titre, langue, h1, identifiants, formulaires, étiquettes."""
    lecteur = html5lib.HTMLParser(strict=False)
    page = lecteur.parse(source)
    fautes = [f"syntaxe {position} : {code} {valeurs}" for position, code, valeurs in lecteur.errors]
    fautes += _structure(page) + _identifiants(page)
    for formulaire in page.iter(f"{NS}form"):
        fautes += _formulaire(formulaire, page)
    return fautes


def _structure(page: Element) -> list[str]:
    titres = ["".join(titre.itertext()).strip() for titre in page.iter(f"{NS}title")]
    premiers = [e for e in page.iter() if e.tag in {f"{NS}h{n}" for n in range(1, 7)}]
    fautes = []
    if len([t for t in titres if t]) != 1:
        fautes.append(f"un titre non vide attendu : {titres}")
    if page.get("lang") not in {"fr", "en"}:
        fautes.append("lang absent ou inconnu sur html")
    if len(list(page.iter(f"{NS}h1"))) != 1 or (premiers and premiers[0].tag != f"{NS}h1"):
        fautes.append("un seul h1, premier titre de la page, est attendu")
    if len(list(page.iter(f"{NS}main"))) != 1:
        fautes.append("un seul main est attendu")
    return fautes


def _identifiants(page: Element) -> list[str]:
    connus = Counter(e.get("id") for e in page.iter() if e.get("id"))
    fautes = [f"identifiant en double : {nom}" for nom, fois in connus.items() if fois > 1]
    for attribut in ("for", "aria-describedby", "aria-labelledby"):
        for element in page.iter():
            absents = [nom for nom in (element.get(attribut) or "").split() if nom not in connus]
            fautes += [f"{attribut} vise {nom}, qui n’existe pas" for nom in absents]
    return fautes


def _formulaire(formulaire: Element, page: Element) -> list[str]:
    fautes = []
    if not formulaire.get("action"):
        fautes.append("formulaire sans action")
    etiquetes = {e.get("for") for e in page.iter(f"{NS}label")}
    for balise in ("input", "select", "textarea"):
        fautes += [
            f"champ sans étiquette : {champ.get('name')}"
            for champ in formulaire.iter(f"{NS}{balise}")
            if champ.get("type") not in SANS_ETIQUETTE and champ.get("id") not in etiquetes
        ]
    sans_jeton = formulaire.get("action", "").endswith(SANS_JETON)
    if (
        formulaire.get("method", "get").lower() == "post"
        and not sans_jeton
        and not any(champ.get("name") == "csrf_token" for champ in formulaire.iter(f"{NS}input"))
    ):
        fautes.append("formulaire POST sans jeton")
    return fautes


class ClientExigeant(FlaskClient):
    """Échoue si une page HTML reçue est fautive."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Envoie la requête et relit la page reçue ; le corps d’une redirection ne se montre à personne."""
        reponse = super().open(*args, **kwargs)
        if reponse.mimetype == "text/html" and reponse.data and reponse.status_code not in range(300, 400):
            fautes = fautes_html(reponse.get_data(as_text=True))
            assert not fautes, f"{reponse.request.path} : {fautes}"
        return reponse
