"""La journée d’une instructrice au clavier seul et sans JavaScript : de sa file du matin à sa file du soir."""

import re

from playwright.sync_api import Locator, expect

from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.test_clavier import focus_visible
from tests.bout_en_bout.visite import Visite

ARRETS = 250
A_COMPLETER, A_DECIDER = "OUVRARD", "BÂ"
MA_FILE, MON_ATTENTE = "attendus de moi", "attendus de l’usager"


class Clavier:
    """Une personne qui n’a que son clavier : elle tabule, voit où elle est, valide."""

    def __init__(self, visite: Visite) -> None:
        self.visite = visite
        self.page = visite.page

    def atteindre(self, cible: Locator) -> None:
        """Tabule jusqu’à l’élément, qui montre alors un contour ; échoue si la touche n’y mène pas."""
        for _ in range(ARRETS):
            if cible.evaluate("un => un === document.activeElement"):
                assert focus_visible(self.page), cible
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{cible} ne s’atteint pas au clavier")

    def lien(self, texte: str) -> None:
        """Suit un lien, d’ordinaire par la touche Entrée."""
        self.valider(self.page.get_by_role("link", name=texte).first)

    def bouton(self, texte: str) -> None:
        """Presse un bouton."""
        self.valider(self.page.get_by_role("button", name=texte).first)

    def cocher(self, cible: Locator) -> None:
        """Coche une case, ou choisit une réponse."""
        self.atteindre(cible)
        self.page.keyboard.press("Space")
        expect(cible).to_be_checked()

    def ecrire(self, cible: Locator, texte: str) -> None:
        """Écrit dans un champ."""
        self.atteindre(cible)
        self.page.keyboard.type(texte)

    def valider(self, cible: Locator) -> None:
        """Valide un lien ou un bouton par la touche Entrée, et attend la page suivante."""
        self.atteindre(cible)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def entrer(self, personne: str) -> None:
        """S’identifie avec ProConnect et ouvre le bureau."""
        self.visite.aller("/agents/")
        self.lien("S’identifier avec ProConnect")
        self.bouton(personne)
        self.bouton("Continuer vers le portail")
        self.visite.titre("Ce qui est attendu de moi")


def nombre(visite: Visite, vue: str) -> int:
    """Rend le nombre que porte une vue de la file."""
    texte = visite.page.get_by_role("link", name=vue).first.inner_text()
    return int(re.findall(r"\d+", texte)[0])


def test_une_journee_d_instruction_sans_souris_ni_script(ouvrir: Ouvrir):
    claire, herve = Clavier(ouvrir(script=False)), Clavier(ouvrir(script=False))
    claire.entrer("Claire Lebreton")
    au_matin, chez_l_usager = nombre(claire.visite, MA_FILE), nombre(claire.visite, MON_ATTENTE)

    claire.lien("nouveaux")
    claire.lien(A_COMPLETER)
    claire.bouton("Prendre en charge")
    claire.visite.lire("Vous suivez ce dossier", "L’accusé de réception est parti")
    _demander_un_complement(claire)

    claire.lien("Dossiers")
    claire.lien(A_DECIDER)
    claire.lien("Proposer une décision")
    claire.cocher(claire.page.get_by_label("Accord", exact=True))
    claire.bouton("Proposer à la signature")
    claire.visite.lire("La décision est proposée à la signature")

    herve.entrer("Hervé Guillou")
    herve.lien(A_DECIDER)
    herve.bouton("Signer la décision")
    herve.visite.lire("La décision est signée et notifiée")

    claire.lien("Dossiers")
    assert nombre(claire.visite, MA_FILE) == au_matin - 2
    assert nombre(claire.visite, MON_ATTENTE) == chez_l_usager + 1
    claire.lien(MON_ATTENTE)
    claire.visite.lire(A_COMPLETER, "Attend l’usager")
    claire.ecrire(claire.page.get_by_label("Nom ou numéro"), A_DECIDER)
    claire.bouton("Filtrer")
    expect(claire.page.get_by_role("row", name=f"{A_DECIDER} Chloé")).to_contain_text("Décidé")


def _demander_un_complement(claire: Clavier) -> None:
    claire.lien("Demander un complément")
    claire.cocher(claire.page.get_by_label("Autorisation", exact=False).first)
    claire.ecrire(claire.visite.champ("message"), "Bonjour, il me manque l’autorisation d’un parent.")
    claire.bouton("Envoyer la demande")
    claire.visite.lire("La demande de complément est envoyée")
