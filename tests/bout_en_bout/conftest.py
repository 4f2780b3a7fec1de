"""La pile entière et un vrai navigateur, une fois par session : ce que vivent les gens, d’un bout à l’autre."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from portail.config import Environnement
from portail.demonstration.pile import Pile, pile_de_demonstration
from tests.bout_en_bout.visite import Visite

NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
)
REGLAGES_DU_PORTAIL = ("PORTAIL_", "DATABASE_", "FRANCECONNECT_", "PROCONNECT_", "NOTAIRES_", "SMTP_", "URL_PUBLIQUE")
DELAI_MS = 120_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marque tout ce dossier : un vrai navigateur est nécessaire."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.chromium)


@pytest.fixture(scope="session")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pile]:
    """Le portail, l’ouvrier, les fournisseurs d’identité et la boîte d’envoi, sur une base chargée, ports libres."""
    environ = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(REGLAGES_DU_PORTAIL)}
    dossier = tmp_path_factory.mktemp("pile")
    with pile_de_demonstration(
        dossier, environnement=Environnement.TEST, environ={**environ, "LIMITES": "0"}
    ) as lancee:
        yield lancee


@pytest.fixture(scope="package")
def navigateur() -> Iterator[Browser]:
    """Le Chromium du système, à défaut celui de Playwright."""
    installe = next((chemin for nom in NAVIGATEURS if (chemin := shutil.which(nom))), None)
    expect.set_options(timeout=DELAI_MS)
    with sync_playwright() as lance:
        ouvert = lance.chromium.launch(executable_path=installe, args=list(OPTIONS))
        yield ouvert
        ouvert.close()


Ouvrir = Callable[..., Visite]


@pytest.fixture
def ouvrir(navigateur: Browser, pile: Pile) -> Iterator[Ouvrir]:
    """Ouvre une personne devant un navigateur neuf : `ouvrir(script=False)` la prive de JavaScript."""
    contextes: list[BrowserContext] = []

    def nouvelle(*, script: bool = True, largeur: int = 1280, **options: object) -> Visite:
        contexte = navigateur.new_context(
            java_script_enabled=script, locale="fr-FR", viewport={"width": largeur, "height": 900}, **options
        )
        contexte.set_default_timeout(DELAI_MS)
        contextes.append(contexte)
        return Visite(contexte.new_page(), pile, script=script)

    yield nouvelle
    for contexte in contextes:
        contexte.close()


@pytest.fixture
def visite(ouvrir: Ouvrir) -> Visite:
    """Une personne devant un navigateur neuf, avec JavaScript."""
    return ouvrir()


@pytest.fixture(params=[False, True], ids=["sans-script", "avec-script"])
def avec_ou_sans_script(request: pytest.FixtureRequest, ouvrir: Ouvrir) -> Visite:
    """La même personne, sans puis avec JavaScript."""
    return ouvrir(script=request.param)
