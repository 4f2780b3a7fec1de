"""L’évaluation à domicile sur une tablette : le réseau tombe, on continue, tout arrive ; rien ne reste lisible."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from forms.apa_evaluation import VOLET
from forms.regles.aggir_calculs import ACTIVITES, ADVERBES, NE_FAIT_PAS
from tests import fichiers
from tests.bout_en_bout.a_evaluer import dans_la_pile
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.visite import Visite

TABLETTE = 820
CONSTAT = "Fauteuil près de la fenêtre, mange peu."
PHOTO = {"name": "escalier.jpg", "mimeType": "image/jpeg", "buffer": fichiers.jpeg()}
COFFRE = """async () => {
  const base = await new Promise((ok) => { const d = indexedDB.open("volets", 1); d.onsuccess = () => ok(d.result);
    d.onupgradeneeded = () => d.result.createObjectStore("saisies"); });
  const tout = await new Promise((ok) => { const d = base.transaction("saisies").objectStore("saisies").getAll();
    d.onsuccess = () => ok(d.result); });
  base.close();
  const clair = (octets) => new TextDecoder("utf-8").decode(octets);
  const lu = (g) => ({ ...g, texte: clair(g.texte.contenu), fichier: g.fichier && clair(g.fichier.contenu) });
  return tout.map((g) => JSON.stringify(lu(g)));
}"""
PRET = "async () => (await navigator.serviceWorker.ready) && (await caches.match('/agents/hors-ligne')) !== undefined"


def evaluer(ouvrir: Ouvrir, nom: str, numero: str = "", **options: Any) -> tuple[Visite, str]:
    """Ouvre l’évaluation d’une demande sur la tablette de l’évaluatrice."""
    visite = ouvrir(largeur=TABLETTE, **options)
    numero = numero or dans_la_pile(visite.pile, "deposer", nom)["numero"]
    visite.proconnect("Isabelle Corre").aller(f"/agents/dossiers/{numero}/volets/{VOLET}").titre(
        "Évaluation à domicile"
    )
    return visite, numero


def section(page: Page, nom: str) -> Locator:
    return page.locator(f'[data-page="{nom}"]')


def etat(page: Page, nom: str) -> Locator:
    return section(page, nom).locator("[data-etat]")


def cocher(page: Page, activite: str, *options: str) -> None:
    for option in options:
        page.locator(f'[name="{activite}"][value="{option}"]').check()


def attendre_le_secours(page: Page) -> None:
    page.wait_for_function(PRET)


@pytest.fixture
def tablette(ouvrir: Ouvrir) -> tuple[Visite, str]:
    visite, numero = evaluer(ouvrir, "Tablette")
    attendre_le_secours(visite.page)
    return visite, numero


def test_remplir_hors_ligne_fermer_la_page_revenir_en_ligne_tout_est_en_base(tablette: tuple[Visite, str]):
    visite, numero = tablette
    page = visite.page
    visite.ecran("volet")
    cocher(page, "coherence", *ADVERBES[:2])
    expect(etat(page, "esprit")).to_contain_text("Enregistré à")

    page.context.set_offline(True)
    cocher(page, "orientation", NE_FAIT_PAS)
    for activite in list(ACTIVITES)[2:]:
        cocher(page, activite, *ADVERBES[:3])
    expect(etat(page, "corps")).to_contain_text("Gardé sur cet appareil")
    page.locator('[name="constats"]').fill(CONSTAT)
    page.locator('[name="presents"]').fill("Sa fille")
    page.locator('[name="photos_visite"]').set_input_files(PHOTO)
    expect(page.get_by_text(re.compile("escalier.jpg.*à envoyer"))).to_be_visible()
    expect(etat(page, "compte_rendu")).to_contain_text("Gardé sur cet appareil")
    assert dans_la_pile(visite.pile, "garde", numero)["reponses"] == {"coherence": list(ADVERBES[:2])}

    page.reload()
    visite.titre("Évaluation à domicile").ecran("volet-hors-ligne")
    expect(page.locator('[name="constats"]')).to_have_value(CONSTAT)
    expect(page.locator(f'[name="orientation"][value="{NE_FAIT_PAS}"]')).to_be_checked()
    expect(page.get_by_text(re.compile("escalier.jpg.*à envoyer"))).to_be_visible()
    page.locator('[name="date_visite"]').fill("hier")
    expect(etat(page, "compte_rendu")).to_contain_text("Gardé sur cet appareil")

    page.context.set_offline(False)
    expect(page.locator("#reseau")).to_contain_text("tout est envoyé")
    expect(page.locator('[data-resultat="gir"]')).to_contain_text("GIR")
    gardees = dans_la_pile(visite.pile, "garde", numero)
    assert gardees["reponses"]["constats"] == CONSTAT
    assert set(ACTIVITES) <= gardees["reponses"].keys()
    assert gardees["reponses"]["orientation"] == [NE_FAIT_PAS]
    assert (gardees["photos"], gardees["valide"]) == (["escalier.jpg"], False)

    visite.presser("Valider").lire("Le document est validé")
    assert dans_la_pile(visite.pile, "garde", numero)["agent"]["gir"] in {"1", "2", "3", "4"}
    assert page.evaluate(COFFRE) == []


def test_ce_que_la_tablette_garde_est_chiffre_et_s_efface_en_partant(tablette: tuple[Visite, str]):
    visite, _numero = tablette
    page = visite.page
    page.context.set_offline(True)
    page.locator('[name="constats"]').fill(CONSTAT)
    expect(etat(page, "compte_rendu")).to_contain_text("Gardé sur cet appareil")

    gardes = page.evaluate(COFFRE)
    assert len(gardes) == 1
    assert '"attente":true' in gardes[0]
    assert not re.search("Fauteuil|Tablette|Jeanne|constats", "".join(gardes), re.IGNORECASE)
    assert "Fauteuil" not in page.evaluate("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")

    page.context.set_offline(False)
    page.evaluate("() => window.stop()")
    visite.aller("/deconnexion")
    visite.presser("Se déconnecter").lire("Vous êtes déconnecté")
    assert page.evaluate(COFFRE) == []
    assert page.evaluate(
        "async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"
    ) == [0, 0]
    assert page.evaluate("() => sessionStorage.length") == 0


def test_partir_sans_avoir_tout_envoye_se_dit(tablette: tuple[Visite, str]):
    visite, numero = tablette
    page = visite.page
    page.route("**/pages/**", lambda route: route.abort())
    page.locator('[name="constats"]').fill(CONSTAT)
    expect(etat(page, "compte_rendu")).to_contain_text("Gardé sur cet appareil")

    visite.aller("/deconnexion").lire("ne sont pas encore envoyées", numero)


def test_un_conflit_au_retour_du_reseau_se_dit_et_se_tranche(ouvrir: Ouvrir):
    visite, numero = evaluer(ouvrir, "Conflit")
    attendre_le_secours(visite.page)
    visite.page.context.set_offline(True)
    visite.page.locator('[name="constats"]').fill("La mienne")
    expect(etat(visite.page, "compte_rendu")).to_contain_text("Gardé sur cet appareil")
    autre, _ = evaluer(ouvrir, "Conflit", numero)
    autre.page.locator('[name="constats"]').fill("La sienne")
    expect(etat(autre.page, "compte_rendu")).to_contain_text("Enregistré à")

    visite.page.context.set_offline(False)

    expect(etat(visite.page, "compte_rendu")).to_contain_text("La sienne")
    visite.ecran("volet-conflit")
    visite.presser("Garder ma saisie")
    expect(etat(visite.page, "compte_rendu")).to_contain_text("Enregistré à")
    assert dans_la_pile(visite.pile, "garde", numero)["reponses"]["constats"] == "La mienne"


def test_la_session_finit_pendant_la_visite_et_rien_ne_se_perd(tablette: tuple[Visite, str]):
    visite, numero = tablette
    page = visite.page
    page.context.set_offline(True)
    page.locator('[name="constats"]').fill(CONSTAT)
    expect(etat(page, "compte_rendu")).to_contain_text("Gardé sur cet appareil")
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(etat(page, "compte_rendu")).to_contain_text("Votre session est finie")

    visite.proconnect("Isabelle Corre").aller(f"/agents/dossiers/{numero}/volets/{VOLET}")
    expect(etat(page, "compte_rendu")).to_contain_text("Enregistré à")
    assert dans_la_pile(visite.pile, "garde", numero)["reponses"]["constats"] == CONSTAT


def test_un_second_onglet_renvoie_au_premier(tablette: tuple[Visite, str]):
    visite, _numero = tablette
    second = visite.page.context.new_page()
    second.goto(visite.page.url)

    expect(second.locator("#reseau")).to_contain_text("déjà ouvert dans un autre onglet")


def test_sans_script_l_evaluation_se_remplit_page_par_page(ouvrir: Ouvrir):
    visite, numero = evaluer(ouvrir, "Sobre", script=False)
    page = visite.page
    cocher(page, "coherence", NE_FAIT_PAS)
    visite.presser("Enregistrer « Cohérence et orientation »", exact=False).lire("La page est enregistrée", "Cote C")

    assert dans_la_pile(visite.pile, "garde", numero)["reponses"] == {"coherence": [NE_FAIT_PAS]}


def test_une_reponse_impossible_se_dit_et_se_corrige_sans_quitter_la_page(tablette: tuple[Visite, str]):
    visite, numero = tablette
    page = visite.page
    cocher(page, "coherence", NE_FAIT_PAS, ADVERBES[0])
    expect(etat(page, "esprit")).to_contain_text("À corriger")

    page.locator(f'[name="coherence"][value="{NE_FAIT_PAS}"]').uncheck()
    expect(etat(page, "esprit")).to_contain_text("Enregistré à")
    assert dans_la_pile(visite.pile, "garde", numero)["reponses"] == {"coherence": [ADVERBES[0]]}
