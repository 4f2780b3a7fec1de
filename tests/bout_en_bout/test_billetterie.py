"""La billetterie, vécue : acheter et payer, recevoir ses billets gratuits, trouver complet ; vendre et rembourser."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from portail.socle import horloge
from tests import pdf
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.test_evenements import regarder
from tests.bout_en_bout.visite import Visite

CHATEAUBRIANT, CLISSON = "Château de Châteaubriant", "Château de Clisson"
ENTREE, GUIDEE = "Entrée à l’heure choisie", "Visite guidée"
RESPONSABLE, REGISSEUR = "Ronan Kerdal", "Patrick Le Roux"
VERIFICATIONS = 120


@pytest.fixture
def courriel() -> str:
    return f"{uuid4().hex[:8]}@messagerie.example"


def choisir(visite: Visite, produit: str, site: str, **nombres: str) -> Visite:
    """Met au panier des billets de la première séance d’un autre jour."""
    visite.aller("/billetterie/").suivre(f"{produit} ({site})").titre(produit)
    visite.page.locator(".jour").nth(1).locator("a").first.click()
    return visite.titre("Combien de billets").repondre(**nombres).presser("Mettre au panier").titre("Mon panier")


def payer(visite: Visite) -> Visite:
    """Paie sur le PayFiP simulé, et attend que le portail l’ait vérifié."""
    visite.presser("sur PayFiP", exact=False)
    visite.page.get_by_role("button", name=re.compile("Payer par carte.*accepté")).click()
    visite.page.wait_for_url(f"{visite.pile.url}/**")
    titre = visite.page.get_by_role("heading", level=1)
    for _essai in range(VERIFICATIONS):
        if "Votre paiement est enregistré" in titre.inner_text():
            break
        visite.page.wait_for_timeout(1_000)
        visite.page.reload()
    return visite.titre("Votre paiement est enregistré")


def nombre_de_billets(visite: Visite) -> int:
    return visite.page.get_by_role("img", name="Code QR du billet").count()


def test_c1_deux_adultes_un_enfant_et_une_carte_paient_deux_pleins_tarifs(avec_ou_sans_script: Visite, courriel: str):
    visite = avec_ou_sans_script
    regarder(visite.aller("/billetterie/").titre("Visiter un site"), "billetterie")
    regarder(visite.suivre(f"{ENTREE} ({CHATEAUBRIANT})").titre(ENTREE), "billetterie-dates")
    visite.page.locator(".jour").nth(1).locator("a").first.click()
    regarder(visite.titre("Combien de billets").lire("Ne nous l’envoyez pas"), "billetterie-billets")
    visite.repondre(tarif_1="2", tarif_3="1", tarif_5="1").presser("Mettre au panier").titre("Mon panier")
    regarder(visite.lire("Total : 10 €"), "billetterie-panier")
    visite.presser("Garder mes places plus longtemps").lire("Vos places sont gardées plus longtemps")

    visite.suivre("Continuer").titre("Avant de payer").lire("L221-28", "n’ouvre pas de droit de rétractation")
    regarder(visite, "billetterie-payer")
    assert not visite.champ("prospection").is_checked()
    visite.repondre(courriel=courriel).presser("Payer 10", exact=False).lire("à corriger")
    visite.repondre(conditions=True).presser("Payer 10", exact=False).titre("Payer 10")
    regarder(payer(visite), "billetterie-paye").suivre("Continuer").titre("Vos billets")
    regarder(visite, "billetterie-achat")

    assert nombre_de_billets(visite) == 4
    texte = pdf.texte(visite.page.context.request.get(f"{visite.page.url}/billets.pdf").body())
    assert CHATEAUBRIANT in texte
    assert "ni repris ni échangés" in texte
    [lien] = set(re.findall(r"/billetterie/achats/[\w/-]+", visite.courriel(courriel, "Vos billets").texte))
    assert visite.page.url.endswith(lien)


def test_un_billet_gratuit_n_appelle_aucun_paiement(ouvrir: Ouvrir, courriel: str):
    visite = choisir(ouvrir(script=False, largeur=360), ENTREE, CLISSON, tarif_2="2")
    visite.suivre("Continuer").titre("Avant de confirmer").repondre(courriel=courriel, conditions=True)
    visite.presser("Recevoir mes billets gratuits").titre("Vos billets").lire("gratuit")

    assert nombre_de_billets(visite) == 2
    assert visite.courriel(courriel, "Vos billets")


def test_la_derniere_place_prise_les_autres_lisent_complet_puis_le_remboursement_la_rend(ouvrir: Ouvrir, courriel: str):
    agent, rapide, autre = ouvrir(), ouvrir(), ouvrir()
    jour = horloge.aujourd_hui() + timedelta(days=40)
    agent.proconnect(RESPONSABLE).aller("/agents/billetterie/").suivre(CHATEAUBRIANT).titre(CHATEAUBRIANT)
    regarder(agent, "bureau-billetterie").suivre("Ouvrir des séances").titre("Ouvrir des séances")
    agent.jour("premier", jour.day, jour.month, jour.year).jour("dernier", jour.day, jour.month, jour.year)
    agent.repondre(produit="chateaubriant-guidee", heures="11:10", places="1")
    agent.page.locator(f'[name="jours"][value="{jour.isoweekday()}"]').check()
    regarder(agent, "bureau-billetterie-ouvrir").presser("Ouvrir").lire("1 séance ouverte")

    def a_onze_heures_dix(visite: Visite) -> Visite:
        return visite.aller("/billetterie/").suivre(f"{GUIDEE} ({CHATEAUBRIANT})").titre(GUIDEE)

    a_onze_heures_dix(rapide).suivre("11 h 10").repondre(tarif_1="1").presser("Mettre au panier").titre("Mon panier")
    a_onze_heures_dix(autre).lire("11 h 10 complet")
    rapide.suivre("Continuer").repondre(courriel=courriel, conditions=True).presser("Payer 8", exact=False)
    payer(rapide.titre("Payer 8")).suivre("Continuer").titre("Vos billets")
    code = rapide.page.locator("main strong.chiffres").inner_text()

    agent.aller("/agents/billetterie/").repondre(q=code).presser("Chercher").titre("Achat").lire("Payé")
    regarder(agent, "bureau-achat").suivre("Annuler et rembourser").repondre(raison="La guide est malade.")
    regarder(agent, "bureau-achat-rembourser").page.locator("main form button.bouton").first.click()
    agent.titre("Achat").lire("Remboursé")
    rapide.page.reload()
    rapide.titre("Achat remboursé").lire("Le comptable public vous rembourse")
    expect(a_onze_heures_dix(autre).page.get_by_role("link", name="11 h 10")).to_be_visible()
    regarder(ouvrir().proconnect(REGISSEUR).aller("/agents/regie/").lire("rembourser"), "bureau-regie")


def test_les_ecrans_du_bureau_et_ne_plus_recevoir_de_nouvelles(ouvrir: Ouvrir, courriel: str):
    regarder(ouvrir().aller("/billetterie/nouvelles").titre("Ne plus recevoir"), "billetterie-nouvelles")
    agent = ouvrir().proconnect(RESPONSABLE).aller("/agents/billetterie/").suivre(CLISSON).titre(CLISSON)
    regarder(agent.suivre("Chiffres").titre("Chiffres"), "bureau-billetterie-chiffres")
    agent.aller("/agents/billetterie/chateau-clisson").page.locator("tbody th a").last.click()
    regarder(agent.titre(ENTREE), "bureau-seance")
    seance = agent.chemin
    for lien, nom in (("Changer les places", "places"), ("Annuler la séance", "annuler"), ("Vendre", "vendre")):
        regarder(agent.aller(seance).suivre(lien).titre(lien), f"bureau-seance-{nom}")
    agent.repondre(tarif_2="1", courriel=courriel).page.locator("main form button.bouton").first.click()
    regarder(agent.titre("Achat").lire("Payé"), "bureau-achat-gratuit")
    assert agent.courriel(courriel, "Vos billets")
