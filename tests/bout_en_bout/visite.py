"""Une personne devant son navigateur : aller, répondre, se connecter, lire son courrier, regarder l’écran."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

from portail.demonstration.boite import Envoi, page_d_envois
from portail.demonstration.pile import Pile
from tests.bout_en_bout.regards import ETROIT, HAUTEUR, LARGE, capturer, depassement, fautes_d_accessibilite

DELAI_DU_COURRIER_S, PAS_S = 600, 0.2
CAPTURES = os.environ.get("PORTAIL_CAPTURES", "")
CHEZ_LE_FOURNISSEUR = re.compile("Qui voulez-vous être|Vous êtes")
_NUMERO = re.compile(r"/dossiers/([0-9A-HJKMNP-TV-Z]{8})")


class Visite:
    """Ce qu’une personne fait dans le portail, en mots de tous les jours."""

    def __init__(self, page: Page, pile: Pile, *, script: bool = True) -> None:
        self.page = page
        self.pile = pile
        self._script = script

    # ---------- Se déplacer ----------

    def aller(self, chemin: str) -> Self:
        """Ouvre une adresse du portail."""
        self.page.goto(f"{self.pile.url}{chemin}")
        return self

    @property
    def chemin(self) -> str:
        """Rend l’adresse de la page, sans l’hôte."""
        return self.page.url.removeprefix(self.pile.url)

    @property
    def numero(self) -> str:
        """Rend le numéro du dossier que montre l’adresse."""
        trouve = _NUMERO.search(self.page.url)
        assert trouve, self.page.url
        return trouve[1]

    def suivre(self, lien: str, *, exact: bool = False) -> Self:
        """Suit un lien par son texte, le premier s’il y en a plusieurs."""
        self.page.get_by_role("link", name=lien, exact=exact).first.click()
        return self

    def presser(self, bouton: str, *, exact: bool = True) -> Self:
        """Presse un bouton par son texte."""
        self.page.get_by_role("button", name=bouton, exact=exact).first.click()
        return self

    def titre(self, texte: str) -> Self:
        """Vérifie le titre principal de la page."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(re.escape(texte)))
        return self

    def lire(self, *textes: str) -> Self:
        """Vérifie que le contenu principal dit tout cela."""
        for texte in textes:
            expect(self.page.get_by_role("main")).to_contain_text(texte)
        return self

    # ---------- Répondre ----------

    def repondre(self, **reponses: Any) -> Self:
        """Remplit des champs par leur nom ; « a__b » vise la partie « b » du champ « a »."""
        for nom, valeur in reponses.items():
            self._remplir(nom.replace("__", "-"), valeur)
        return self

    def _remplir(self, nom: str, valeur: Any) -> None:
        champ = self.page.locator(f'main [name="{nom}"]')
        genre = champ.first.evaluate("un => un.type")
        if genre == "select-one":
            champ.select_option(valeur)
        elif genre == "radio":
            self.page.locator(f'main [name="{nom}"][value="{valeur}"]').check()
        elif genre == "checkbox":
            champ.first.check()
        elif genre == "file":
            champ.set_input_files(valeur)
        else:
            champ.fill(str(valeur))

    def jour(self, nom: str, jour: int | str, mois: int | str, annee: int | str) -> Self:
        """Remplit une date en trois parties."""
        return self.repondre(**{f"{nom}__jour": jour, f"{nom}__mois": mois, f"{nom}__annee": annee})

    def champ(self, nom: str) -> Locator:
        """Rend un champ par son nom."""
        return self.page.locator(f'main [name="{nom.replace("__", "-")}"]')

    # ---------- Entrer ----------

    def franceconnect(self, personne: str) -> Self:
        """S’identifie avec FranceConnect (simulé) depuis la page de connexion."""
        self.suivre("S’identifier avec FranceConnect")
        return self._choisir(personne)

    def proconnect(self, personne: str) -> Self:
        """S’identifie avec ProConnect (simulé) depuis le bureau des agents."""
        self.aller("/agents/")
        self.suivre("S’identifier avec ProConnect")
        return self._choisir(personne)

    def usager(self, personne: str) -> Self:
        """Entre dans « Mon espace » au nom de cette personne."""
        return self.aller("/mon-espace/").franceconnect(personne)

    def _choisir(self, personne: str) -> Self:
        titre = self.page.get_by_role("heading", level=1)
        expect(titre).to_have_text(CHEZ_LE_FOURNISSEUR)
        # Une session encore ouverte chez le fournisseur évite de choisir de nouveau.
        if "Qui voulez-vous être" in titre.inner_text().replace("\N{NO-BREAK SPACE}", " "):
            self.presser(personne)
        self.presser("Continuer vers le portail")
        self.page.wait_for_url(f"{self.pile.url}/**")
        return self

    def sortir(self) -> Self:
        """Se déconnecte des deux côtés."""
        self.aller("/deconnexion")
        return self.presser("Se déconnecter")

    # ---------- Lire son courrier ----------

    def courriels(self, adresse: str) -> list[Envoi]:
        """Rend les courriels reçus à cette adresse, le plus récent d’abord."""
        boite = Path(self.pile.environnement["BOITE_ENVOI"])
        return [envoi for envoi in _tous(boite) if envoi.destinataire == adresse]

    def courriel(self, adresse: str, objet: str, *, apres: int = 0) -> Envoi:
        """Attend et rend le dernier courriel reçu là dont l’objet contient ces mots, `apres` d’autres."""
        fin = time.monotonic() + DELAI_DU_COURRIER_S
        while time.monotonic() < fin:
            recus = self.courriels(adresse)
            trouve = next((envoi for envoi in recus[: len(recus) - apres] if objet in envoi.objet), None)
            if trouve:
                return trouve
            time.sleep(PAS_S)
        raise AssertionError(f"pas de « {objet} » pour {adresse} : {[e.objet for e in self.courriels(adresse)]}")

    # ---------- Regarder ----------

    def ecran(self, nom: str) -> Self:
        """Regarde l’écran : aucune faute d’accessibilité ; photographié si `PORTAIL_CAPTURES` nomme un dossier."""
        if not self._script:  # axe est lui-même un script ; les mêmes écrans se regardent avec
            return self
        fautes = fautes_d_accessibilite(self.page)
        assert not fautes, f"{nom} ({self.chemin}) :\n" + "\n".join(fautes)
        if CAPTURES:
            capturer(self.page, Path(CAPTURES), nom)
        return self

    def partout(self, nom: str) -> Self:
        """Regarde l’écran, avec ou sans script, et vérifie qu’il tient dans la largeur d’un téléphone."""
        large = self.page.viewport_size
        self.ecran(nom).page.set_viewport_size({"width": ETROIT, "height": HAUTEUR})
        assert depassement(self.page) <= 0, f"{nom} ({self.chemin}) défile de côté de {depassement(self.page)} points"
        self.page.set_viewport_size(large or {"width": LARGE, "height": HAUTEUR})
        return self


def _tous(boite: Path) -> Iterator[Envoi]:
    premiere = page_d_envois(boite)
    yield from premiere.envois
    for numero in range(2, premiere.nombre + 1):
        yield from page_d_envois(boite, numero=numero).envois
