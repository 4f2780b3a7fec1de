"""Ce qu’on vérifie d’un écran : accessibilité, largeur, poids, hôtes ; et de quoi le photographier."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

ETIQUETTES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ETROIT, LARGE = LARGEURS = (360, 1280)
HAUTEUR = 900
_AXE = Axe()


def fautes_d_accessibilite(page: Page) -> list[str]:
    """Rend les fautes qu’axe trouve, une ligne chacune."""
    resultat = _AXE.run(page, options={"runOnly": {"type": "tag", "values": ETIQUETTES}, "resultTypes": ["violations"]})
    return [
        f"{faute['id']} : {faute['help']} — {noeud['html'][:160]}"
        for faute in resultat.response["violations"]
        for noeud in faute["nodes"]
    ]


def depassement(page: Page) -> int:
    """Rend de combien de points la page dépasse en largeur ; zéro ou moins quand rien ne défile de côté."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def capturer(page: Page, dossier: Path, nom: str) -> None:
    """Photographie la page entière, sur un téléphone et sur un ordinateur."""
    dossier.mkdir(parents=True, exist_ok=True)
    avant = page.viewport_size
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        page.screenshot(path=dossier / f"{nom}-{largeur}.png", full_page=True)
    if avant:
        page.set_viewport_size(avant)


@dataclass
class Transfert:
    """Ce qu’une page a demandé au réseau : adresses, et octets transférés, en-têtes des réponses compris."""

    adresses: list[str] = field(default_factory=list)
    octets: int = 0

    @property
    def hotes(self) -> set[str]:
        """Rend les hôtes joints."""
        return {urlsplit(adresse).netloc for adresse in self.adresses}

    def partir(self, depart: dict[str, Any]) -> None:
        """Note une adresse demandée ; une image écrite dans la feuille (« data: ») ne compte pas."""
        if not depart["request"]["url"].startswith("data:"):
            self.adresses.append(depart["request"]["url"])

    def noter(self, fin: dict[str, Any]) -> None:
        """Compte les octets d’une réponse entièrement reçue."""
        self.octets += int(fin["encodedDataLength"])


def transfert(contexte: BrowserContext, adresse: str) -> Transfert:
    """Rend ce que demande une première visite de cette adresse, cache vide, dans un onglet à part."""
    compte, onglet = Transfert(), contexte.new_page()
    reseau = contexte.new_cdp_session(onglet)
    reseau.on("Network.requestWillBeSent", compte.partir)
    reseau.on("Network.loadingFinished", compte.noter)
    reseau.send("Network.enable")
    reseau.send("Network.setCacheDisabled", {"cacheDisabled": True})
    onglet.goto(adresse, wait_until="load")
    onglet.close()
    return compte
