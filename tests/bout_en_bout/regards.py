"""Ce qu’on vérifie d’un écran : accessibilité, largeur, poids, hôtes ; et de quoi le photographier."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

ETIQUETTES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGEURS = (360, 1280)
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
    """Ce qu’une page a demandé au réseau."""

    requetes: list[Request] = field(default_factory=list)

    @property
    def octets(self) -> int:
        """Rend les octets transférés, en-têtes des réponses compris."""
        return sum(
            tailles["responseBodySize"] + tailles["responseHeadersSize"]
            for tailles in (requete.sizes() for requete in self.requetes)
        )

    @property
    def hotes(self) -> set[str]:
        """Rend les hôtes joints."""
        return {urlsplit(requete.url).netloc for requete in self.requetes}


@contextmanager
def transfert(page: Page) -> Iterator[Transfert]:
    """Compte ce que la page demande au réseau tant qu’on est dans ce bloc."""
    compte = Transfert()
    page.on("requestfinished", compte.requetes.append)
    try:
        yield compte
        page.wait_for_load_state("networkidle")
    finally:
        page.remove_listener("requestfinished", compte.requetes.append)
