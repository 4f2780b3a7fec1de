"""Des téléphones à l’entrée : sans réseau on contrôle, on recharge ; tout arrive, et les doubles se disent."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.bout_en_bout.a_evaluer import dans_la_pile
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.test_evenements import ORGANISATEUR, regarder, s_inscrire
from tests.bout_en_bout.visite import Visite

FORUM, FAUX = "Forum de l’apprentissage", "0000000000000"
TELEPHONE = 360
PRET = "async () => (await navigator.serviceWorker.ready) && (await caches.match(location.pathname)) !== undefined"
LECTEUR = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.vu ? [{ rawValue: window.vu }] : []; }
};"""


@pytest.fixture
def codes(ouvrir: Ouvrir) -> list[str]:
    """Les codes de quatre billets neufs pour le forum, qui dure encore."""
    courriel = f"{uuid4().hex[:8]}@messagerie.example"
    visite = s_inscrire(ouvrir(script=False), FORUM, courriel, places="4").lire("C’est confirmé")
    return ["".join(lu.split()) for lu in visite.page.locator("main strong.chiffres").all_inner_texts()]


def telephone(ouvrir: Ouvrir, **options: object) -> Visite:
    """Un téléphone prêt à contrôler le forum sans réseau."""
    visite = ouvrir(largeur=TELEPHONE, **options)
    refus: list[str] = []
    visite.page.on("console", lambda dit: refus.append(dit.text) if "Security Policy" in dit.text else None)
    visite.proconnect(ORGANISATEUR).aller("/agents/evenements/").suivre(FORUM).suivre("Contrôler les billets")
    visite.titre(f"Entrée : {FORUM}".replace(" :", "\N{NO-BREAK SPACE}:")).suivre("Contrôler avec ce téléphone")
    expect(visite.page.locator("#etat-entree")).to_contain_text("feuille à jour")
    visite.page.wait_for_function(PRET)
    assert not refus
    return visite


def presenter(page: Page, code: str, verdict: str) -> None:
    page.locator("#code").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text(verdict)
    expect(page.locator("#code")).to_have_value("")


def a_envoyer(page: Page, texte: str) -> None:
    expect(page.locator("#a-envoyer-entree")).to_have_text(re.compile(texte))


def test_controler_sans_reseau_recharger_puis_tout_envoyer(ouvrir: Ouvrir, codes: list[str]):
    porte, autre = telephone(ouvrir), telephone(ouvrir)
    qr = dans_la_pile(porte.pile, "mention", codes[1], module="a_controler")["texte"]
    page = porte.page
    regarder(porte, "entree-telephone")

    page.context.set_offline(True)
    presenter(page, codes[0], "Entrée")
    presenter(page, codes[0].lower(), "Déjà entré")
    presenter(page, FAUX, "Code inconnu de ce téléphone")
    presenter(page, qr.replace(codes[1], codes[2]), "Faux billet")
    regarder(porte, "entree-telephone-refus")
    presenter(page, qr, "Entrée")
    a_envoyer(page, "2$")

    page.reload()
    expect(page.locator("#etat-entree")).to_contain_text("Pas de réseau")
    presenter(page, codes[0], "Déjà entré")
    presenter(page, codes[2], "Entrée")
    a_envoyer(page, "3$")
    regarder(porte, "entree-telephone-hors-ligne")
    autre.page.context.set_offline(True)
    presenter(autre.page, codes[0], "Entrée")
    assert not any(dans_la_pile(porte.pile, "passages", " ".join(codes), module="a_controler").values())

    page.context.set_offline(False)
    a_envoyer(page, "^$")
    expect(page.locator("#compte")).to_contain_text(re.compile(r"Personnes entrées.*\d+ / \d+"))
    autre.page.context.set_offline(False)
    expect(autre.page.locator("#conflits li")).to_contain_text("mais aussi ailleurs")
    expect(autre.page.locator("#verdict")).to_have_text("Déjà entré")
    regarder(autre, "entree-telephone-conflit")

    notes = dans_la_pile(porte.pile, "passages", " ".join(codes), module="a_controler")
    assert [notes[code] for code in codes] == [["admis", "en_double"], ["admis"], ["admis"], []]
    autre.suivre("Contrôler en ligne").lire("Présenté une seconde fois")
    regarder(autre, "entree-en-ligne")


def test_partir_avec_des_entrees_a_envoyer_se_dit_et_la_deconnexion_efface_tout(ouvrir: Ouvrir, codes: list[str]):
    porte = telephone(ouvrir)
    porte.page.route("**/synchroniser", lambda route: route.abort())
    presenter(porte.page, codes[3], "Entrée")

    porte.aller("/deconnexion").lire("ne sont pas encore envoyées", "Rouvrir l’entrée")
    porte.presser("Se déconnecter").lire("Vous êtes déconnecté")
    assert porte.page.evaluate("() => localStorage.length") == 0


def test_l_appareil_photo_lit_le_code_et_le_clavier_reste(ouvrir: Ouvrir, codes: list[str]):
    porte = telephone(ouvrir)
    assert not porte.page.locator("#camera").is_visible(), "ce navigateur ne sait pas lire un code QR"
    # Le lecteur de codes QR n’existe que sur téléphone : celui d’ici dit ce que l’on tient devant lui.
    porte.page.add_init_script(LECTEUR)
    porte.page.reload()
    porte.presser("Lire avec l’appareil photo")
    expect(porte.page.locator("#etat-entree")).to_contain_text("n’est pas permis")
    presenter(porte.page, codes[0], "Entrée")

    porte.page.context.grant_permissions(["camera"])
    porte.presser("Lire avec l’appareil photo")
    expect(porte.page.locator("#vue")).to_be_visible()
    montrer = "texte => { window.vu = texte; }"
    porte.page.evaluate(montrer, dans_la_pile(porte.pile, "mention", codes[1], module="a_controler")["texte"])
    expect(porte.page.locator("#verdict")).to_have_text("Entrée")
    expect(porte.page.locator("#detail")).to_contain_text("Place 2 sur 4")
    regarder(porte, "entree-telephone-camera")
    copie = porte.page.evaluate("() => { const tenu = window.vu; window.vu = ''; return tenu; }")
    porte.page.wait_for_timeout(2_500)
    porte.page.evaluate(montrer, copie)
    expect(porte.page.locator("#verdict")).to_have_text("Déjà entré")
    porte.presser("Arrêter l’appareil photo")
    expect(porte.page.locator("#vue")).to_be_hidden()
