"""Tout faire au clavier : éviter l’en-tête, corriger ses erreurs, choisir, envoyer."""

import re

from playwright.sync_api import Page, expect

from tests.bout_en_bout.visite import Visite

DEFILEMENT_MS = 100


def tabuler_jusqu_a(page: Page, selecteur: str, *, limite: int = 60) -> None:
    """Avance d’élément en élément ; échoue si la touche Tab n’y mène pas."""
    for _ in range(limite):
        page.keyboard.press("Tab")
        if page.evaluate("choix => document.activeElement.matches(choix)", selecteur):
            return
    raise AssertionError(f"{selecteur} ne s’atteint pas au clavier")


def focus_visible(page: Page) -> bool:
    """Vrai si l’élément courant porte un contour."""
    return bool(page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"))


def test_le_lien_d_evitement_mene_au_contenu(visite: Visite):
    page = visite.aller("/demarches/aide-permis").page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_in_viewport()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_chaque_arret_du_clavier_se_voit(visite: Visite):
    page = visite.aller("/demarches/aide-permis/ai-je-droit").page
    for rang in range(25):
        page.keyboard.press("Tab")
        assert focus_visible(page), page.evaluate("document.activeElement.outerHTML")[:120] + f" ({rang})"


def test_une_page_fautive_donne_le_focus_a_ses_erreurs_et_se_corrige_sans_souris(visite: Visite):
    visite.aller("/demarches/aide-permis/commencer").franceconnect("Fatou Sarr")
    visite.repondre(qualite_deposant="lui_meme").presser("Continuer")
    visite.repondre(nationalite="fr").presser("Enregistrer et continuer").titre("Adresse et coordonnées")
    page = visite.page

    tabuler_jusqu_a(page, '[name="adresse-code_postal"]')
    page.keyboard.type("4424")
    page.keyboard.press("Enter")
    resume = page.locator("#erreurs")
    expect(resume).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur"))
    visite.ecran("saisie-en-erreur")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(visite.champ("adresse__voie")).to_be_focused()
    page.keyboard.type("8 rue du Minage")
    tabuler_jusqu_a(page, '[name="adresse-code_postal"]')
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("44240")
    page.keyboard.press("Tab")
    page.keyboard.type("suce sur erdre")
    tabuler_jusqu_a(page, '[name="date_arrivee_44-jour"]')
    for partie in ("3", "9", "2015"):
        page.keyboard.type(partie)
        page.keyboard.press("Tab")
    tabuler_jusqu_a(page, '[name="canal_prefere"]')
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    visite.titre("Situation actuelle")


def test_les_raccourcis_menent_ou_ils_disent_et_s_eteignent(visite: Visite):
    page = visite.proconnect("Claire Lebreton").page
    lignes = page.locator("[data-ligne]")
    page.keyboard.press("j")
    expect(lignes.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(lignes.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(lignes.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Nom ou numéro")).to_be_focused()
    page.keyboard.type("jk/n")
    expect(page.get_by_label("Nom ou numéro")).to_have_value("jk/n")

    visite.aller("/agents/raccourcis").page.get_by_label("Employer les raccourcis d’une touche").uncheck()
    visite.presser("Enregistrer").aller("/agents/dossiers/")
    page.keyboard.press("j")
    expect(page.locator("[data-ligne]:focus")).to_have_count(0)
    tabuler_jusqu_a(page, "[data-ligne]")
    visite.aller("/agents/raccourcis").page.get_by_label("Employer les raccourcis d’une touche").check()
    visite.presser("Enregistrer")


def test_une_longue_liste_defile_au_clavier(visite: Visite):
    visite.proconnect("Claire Lebreton")
    page = visite.page
    page.set_viewport_size({"width": 400, "height": 800})
    tabuler_jusqu_a(page, ".defilant")
    page.keyboard.press("ArrowRight")
    # La politique de contenu interdit l’évaluation dans la page : on regarde d’ici.
    region = page.locator(".defilant")

    def defile() -> bool:
        page.wait_for_timeout(DEFILEMENT_MS)
        return bool(region.evaluate("region => region.scrollLeft") > 0)

    assert any(defile() for _ in range(600))
