"""La journée d’une instructrice, avec et sans JavaScript, puis au clavier seul ; son responsable, la personne."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.test_clavier import tabuler_jusqu_a
from tests.bout_en_bout.visite import Visite

DELAI_DE_L_OUVRIER_MS = 600_000
MES_DOSSIERS = "/agents/dossiers/?vue=attendus&suivi=moi"
ARRETS = 250
EXPERT = "anne.kerbrat@hopital.example"


@pytest.mark.parametrize(
    ("script", "nouveau", "personne", "contestee"),
    [
        (False, "Haddad", "Eva Petit", "PETIT Eva"),
        (True, "KERBIRIOU", "Emma Le Gall", "LE GALL Emma"),
    ],
    ids=["sans-script", "avec-script"],
)
def test_la_journee_d_une_instructrice(ouvrir: Ouvrir, *, script: bool, nouveau: str, personne: str, contestee: str):
    claire, herve, usager = ouvrir(script=script), ouvrir(script=script), ouvrir(script=script)
    herve.proconnect("Hervé Guillou")
    sorties = _sorties(herve)

    claire.proconnect("Claire Lebreton").titre("Ce qui est attendu de moi")
    claire.suivre("nouveaux").suivre(nouveau)
    numero = claire.numero
    claire.presser("Prendre en charge").lire("L’accusé de réception est parti")
    _demander_un_avis(claire)
    _completer(claire.aller(f"/agents/dossiers/{numero}"))
    _ecrire_a_deux(claire)
    _exporter(claire)

    numero = _proposer_un_refus(claire, herve, contestee)
    herve.aller(f"/agents/dossiers/{numero}").presser("Signer la décision").lire("La décision est signée et notifiée")
    assert _sorties(herve) == sorties + 1

    usager.usager(personne).aller(f"/mon-espace/dossiers/{numero}").suivre("Contester cette décision")
    usager.titre("Contester la décision").ecran("contester-refus")
    usager.repondre(texte="Ma situation a changé depuis.").presser("Envoyer mon recours")
    usager.lire("Votre recours est envoyé")
    claire.aller(f"/agents/dossiers/{numero}").lire("Décision contestée").ecran("agents-dossier-conteste")


def test_un_lot_et_une_note_sans_souris(visite: Visite):
    page = visite.proconnect("Claire Lebreton").aller(MES_DOSSIERS).page
    for rang in (1, 2):
        tabuler_jusqu_a(page, f"tbody tr:nth-child({rang}) .case input", limite=ARRETS)
        page.keyboard.press("Space")
    tabuler_jusqu_a(page, "#lot-geste", limite=ARRETS)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    _valider(page, "#lot button")
    visite.titre("Écrire un message")
    tabuler_jusqu_a(page, "main textarea", limite=ARRETS)
    page.keyboard.type("Bonjour, votre demande avance.")
    _valider(page, "main form button")
    visite.lire("2 dossiers seront traités")
    _valider(page, "main form .bouton")
    _attendre(visite, "Terminé")

    visite.aller(MES_DOSSIERS)
    tabuler_jusqu_a(page, "[data-ligne]", limite=ARRETS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Notes internes")).to_be_visible()
    tabuler_jusqu_a(page, "form[action*='/notes'] textarea", limite=ARRETS)
    page.keyboard.type("Rappeler l’école de conduite.")
    _valider(page, "form[action*='/notes'] button")
    visite.lire("Rappeler l’école de conduite.")


def _valider(page: Page, bouton: str) -> None:
    tabuler_jusqu_a(page, bouton, limite=ARRETS)
    page.keyboard.press("Enter")


def _attendre(visite: Visite, texte: str) -> None:
    """Attend ce que fait l’ouvrier, sur une page qui se relit d’elle-même, sans script."""
    expect(visite.page.get_by_role("main")).to_contain_text(texte, timeout=DELAI_DE_L_OUVRIER_MS)


def _sorties(visite: Visite) -> int:
    visite.aller("/agents/tableau").titre("Tableau de bord").ecran("agents-tableau")
    fait = visite.page.locator("dl.faits > div", has_text="Sorties").locator("dd")
    return int(fait.evaluate("dd => dd.firstChild.textContent"))


def _demander_un_avis(claire: Visite) -> None:
    claire.suivre("Demander un avis").titre("Demander un avis").ecran("agents-demander-avis")
    claire.repondre(qui="dehors", nom="Dr Anne Kerbrat", courriel=EXPERT, question="Le contrat est-il complet ?")
    claire.repondre(pages=True, pieces=True).presser("Demander l’avis")
    claire.lire("Avis d’experts", "Dr Anne Kerbrat").ecran("agents-dossier-avis")
    assert "/avis/" in claire.courriel(EXPERT, "").texte


def _completer(claire: Visite) -> None:
    claire.suivre("Demander un complément")
    claire.page.get_by_label("Coût total de la formation").check()
    claire.repondre(message="Bonjour,\n\nMerci de vérifier le coût total.").presser("Envoyer la demande")
    claire.lire("La demande de complément est envoyée")


def _ecrire_a_deux(claire: Visite) -> None:
    cases = claire.aller(MES_DOSSIERS).page.locator("tbody .case input")
    for rang in (0, 1):
        cases.nth(rang).check()
    claire.page.locator("#lot-geste").select_option("ecrire")
    claire.presser("Continuer").titre("Écrire un message").ecran("agents-lot-choisir")
    claire.repondre(message="Bonjour, votre demande avance.").presser("Voir ce qui serait fait")
    claire.lire("2 dossiers seront traités").ecran("agents-lot-confirmer")
    claire.presser("Confirmer pour 2 dossiers", exact=False)
    _attendre(claire, "Terminé")
    claire.lire("2 dossiers sur 2").ecran("agents-lot-fini").suivre("Mes lots").ecran("agents-lots-faits")


def _exporter(claire: Visite) -> None:
    claire.aller(MES_DOSSIERS).suivre("Exporter cette vue").titre("Exporter une liste de dossiers")
    claire.page.locator('main [name="raison"]').first.check()
    claire.repondre(format="csv").presser("Demander l’export").aller("/agents/exports/?suivre=oui")
    lien = claire.page.get_by_role("link", name="Télécharger").first
    expect(lien).to_be_visible(timeout=DELAI_DE_L_OUVRIER_MS)
    claire.ecran("agents-exports-prets")
    with claire.page.expect_download() as recu:
        lien.click()
    assert Path(recu.value.path()).read_text("utf-8-sig").startswith("Numéro;Démarche")


def _proposer_un_refus(claire: Visite, herve: Visite, demandeur: str) -> str:
    """Propose un refus, que le responsable a d’abord renvoyé s’il attendait déjà sa signature."""
    claire.aller(f"/agents/dossiers/?vue=tous&q={demandeur}").suivre(demandeur)
    numero = claire.numero
    if not claire.page.get_by_role("link", name="Proposer une décision").count():
        herve.aller(f"/agents/dossiers/{numero}").presser("Renvoyer à l’instruction")
        claire.aller(f"/agents/dossiers/{numero}")
    claire.suivre("Proposer une décision").repondre(nature="refus")
    claire.page.locator('main [name="motifs"]').first.check()
    claire.presser("Proposer à la signature").lire("La décision est proposée à la signature")
    return numero
