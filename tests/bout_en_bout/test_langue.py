"""L’anglais se choisit sans connexion, d’un clic, et suit la personne."""

from playwright.sync_api import expect

from tests.bout_en_bout.visite import Visite


def test_on_passe_a_l_anglais_et_l_on_revient_sans_quitter_la_page(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    visite.aller("/demarches/aide-permis").suivre("English")
    html = visite.page.locator("html")
    assert visite.chemin == "/demarches/aide-permis"
    expect(html).to_have_attribute("lang", "en")
    expect(visite.page.get_by_role("link", name="Français")).to_have_attribute("lang", "fr")
    visite.ecran("fiche-en")

    visite.aller("/demarches/aide-permis/ai-je-droit")
    expect(html).to_have_attribute("lang", "en")
    visite.suivre("Français")
    expect(html).to_have_attribute("lang", "fr")
    visite.titre("Ai-je droit à cette aide")


def test_l_anglais_suit_jusqu_aux_erreurs_du_formulaire(visite: Visite):
    visite.aller("/demarches/aide-permis/ai-je-droit").suivre("English")
    visite.page.locator("main form button[type=submit]:visible").last.click()
    expect(visite.page.locator("#erreurs")).to_be_focused()
    expect(visite.page.locator("#erreurs")).not_to_contain_text("champs à corriger")
    visite.ecran("ai-je-droit-en-erreurs")
