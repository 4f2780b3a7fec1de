"""Payer, avec ou sans script, quoi qu’il arrive chez PayFiP ; tenir la régie. Chaque écran est regardé."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from portail.demonstration.pile import Pile
from portail.socle import horloge
from tests.bout_en_bout.a_payer import NUMCLI, APayer, regler_payfip, sommes_a_payer
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.regards import HAUTEUR, LARGE, depassement
from tests.bout_en_bout.visite import Visite

CARTE, REFUS, ABANDON = "Payer par carte : accepté", "Payer par carte : refusé", "Abandonner"
PRELEVEMENT, FERMER = "Payer par prélèvement : accepté", "Fermer l’onglet"
PAYER, ENREGISTRE, VERIFICATION = "Payer 50 € sur PayFiP", "Votre paiement est enregistré", "en cours de vérification"
TRES_ETROIT = 320


@pytest.fixture(scope="module")
def reserve(pile: Pile) -> Iterator[APayer]:
    """Des sommes neuves, une par essai qui paie."""
    return iter(sommes_a_payer(pile, 22))


@pytest.fixture
def due(reserve: Iterator[APayer]) -> APayer:
    """Cinquante euros à payer."""
    return next(reserve)


@pytest.fixture
def travers(pile: Pile) -> Iterator[Pile]:
    """La pile, dont PayFiP se dérègle le temps de l’essai."""
    yield pile
    regler_payfip(pile)


def regarder(visite: Visite, nom: str) -> Visite:
    """Regarde l’écran, jusqu’à la largeur d’un petit téléphone."""
    visite.partout(nom).page.set_viewport_size({"width": TRES_ETROIT, "height": HAUTEUR})
    assert depassement(visite.page) <= 0, f"{nom} défile de côté à {TRES_ETROIT} points"
    visite.page.set_viewport_size({"width": LARGE, "height": HAUTEUR})
    return visite


def chez_payfip(visite: Visite, choix: str) -> Visite:
    """Choisit ce qui arrive sur la page de PayFiP."""
    return visite.titre("Que se passe-t-il ?").presser(choix)


def payer(visite: Visite, due: APayer, choix: str, *, courriel: str = "") -> Visite:
    """Va de la page de la somme à celle de PayFiP, et y choisit ce qui arrive."""
    visite.aller(due.chemin)
    if courriel:
        visite.repondre(courriel=courriel)
    return chez_payfip(visite.presser(PAYER), choix)


def test_payer_un_titre_sans_compte(avec_ou_sans_script: Visite, due: APayer):
    visite, courriel = avec_ou_sans_script, f"titre{id(due)}@messagerie.example"
    regarder(visite.aller("/payer-un-titre").titre("Payer un avis des sommes à payer"), "titre")
    visite.repondre(numcli="12", montant="0,80").presser("Continuer vers le paiement")
    regarder(visite.lire("3 champs à corriger"), "titre-erreurs")
    visite.repondre(numcli=NUMCLI, reference="7K4M2P9X", montant="50", courriel=courriel)
    visite.presser("Continuer vers le paiement")
    regarder(visite.titre("Payez ce titre sur payfip.gouv.fr"), "titre-ailleurs")
    visite.suivre("Corriger ce que j’ai écrit")
    visite.repondre(numcli=NUMCLI, reference=due.numero, montant="50", courriel=courriel)
    chez_payfip(visite.presser("Continuer vers le paiement"), CARTE)
    regarder(visite.titre(ENREGISTRE).lire("50 € le", "Reste à payer"), "somme-payee")
    recu = visite.page.get_by_role("link", name="Reçu n°").get_attribute("href")
    assert visite.page.request.get(f"{visite.pile.url}{recu}").body().startswith(b"%PDF")
    assert "L112-11" in visite.courriel(courriel, "Nous avons bien reçu votre paiement").texte


def test_refuse_abandonne_puis_paye(avec_ou_sans_script: Visite, due: APayer):
    visite = avec_ou_sans_script
    regarder(visite.aller(due.chemin).titre("Payer 50 €"), "somme-a-payer")
    regarder(payer(visite, due, REFUS).lire("Votre banque a refusé", "Rien n’a été payé"), "somme-refusee")
    payer(visite, due, ABANDON).lire("Vous avez abandonné", "Rien n’a été payé")
    payer(visite, due, CARTE).titre(ENREGISTRE)
    visite.proconnect("Patrick Le Roux").aller(f"/agents/regie/sommes/{due.identifiant}")
    visite.lire(*(f"ASD{due.numero}0{rang}" for rang in (1, 2, 3)), "Refusé", "Abandonné", "Payé")
    regarder(visite, "regie-somme-trois-tentatives")


def test_un_prelevement_est_en_cours(avec_ou_sans_script: Visite, due: APayer):
    visite, courriel = avec_ou_sans_script, f"prelevement{id(due)}@messagerie.example"
    payer(visite, due, PRELEVEMENT, courriel=courriel).titre("Votre prélèvement est accepté")
    visite.lire("dont 50 € à débiter", "Il sera débité dans quelques jours")
    regarder(visite, "somme-en-prelevement")
    visite.courriel(courriel, "Votre prélèvement de 50 € est accepté")


def test_tant_que_payfip_ne_sait_pas(avec_ou_sans_script: Visite, due: APayer):
    visite = avec_ou_sans_script
    payer(visite, due, FERMER).titre("L’onglet est fermé").suivre("Revenir tout de même au portail")
    regarder(visite.titre(VERIFICATION).lire("Ne payez pas une seconde fois"), "somme-en-verification")
    assert visite.page.get_by_role("button", name="Payer").count() == 0
    visite.suivre("Actualiser cette page").suivre("Arrêter l’actualisation").titre(VERIFICATION)


def test_fermer_le_navigateur_avant_le_retour(ouvrir: Ouvrir, travers: Pile, due: APayer):
    """Personne ne revient : la notification, venue en retard, fait lire le résultat ; l’accusé part."""
    regler_payfip(travers, delai_notification_secondes="1")
    visite, courriel = ouvrir(), f"ferme{id(due)}@messagerie.example"
    visite.aller(due.chemin).repondre(courriel=courriel).presser(PAYER).titre("Que se passe-t-il ?")
    choix = {"idop": visite.champ("idop").input_value(), "choix": "P"}
    visite.page.request.post(visite.page.url, form=choix, max_redirects=0)
    visite.page.close()
    recu = ouvrir().courriel(courriel, "Nous avons bien reçu votre paiement")
    assert due.chemin in recu.texte
    ouvrir(largeur=360).aller(due.chemin).titre(ENREGISTRE)


def test_sans_aucune_notification_revenir_suffit(ouvrir: Ouvrir, travers: Pile, due: APayer):
    regler_payfip(travers, notifications="perdues", p5_secondes="2")
    payer(ouvrir(script=False), due, CARTE).titre(VERIFICATION)
    revenu = ouvrir(script=False)
    revenu.page.wait_for_timeout(5500)  # PayFiP ne se redemande pas plus souvent que toutes les cinq secondes
    revenu.aller(due.chemin).titre(ENREGISTRE)


def test_un_double_clic_n_ouvre_qu_un_paiement(ouvrir: Ouvrir, due: APayer):
    visite = ouvrir()
    visite.aller(due.chemin).page.get_by_role("button", name=PAYER).dblclick()
    titre = visite.page.get_by_role("heading", level=1)
    expect(titre).to_have_text(re.compile("Que se passe-t-il|vérification"))
    if VERIFICATION in titre.inner_text():  # le second envoi a été refusé : la page mène à celle du premier
        visite.page.wait_for_timeout(1000)
        visite.aller(due.chemin).suivre("L’ouvrir")
    chez_payfip(visite, CARTE).titre(ENREGISTRE)
    visite.proconnect("Patrick Le Roux").aller(f"/agents/regie/sommes/{due.identifiant}")
    expect(visite.page.locator("table:has(#t-tentatives) tbody tr")).to_have_count(1)


# ---------- La régie ----------


def test_encaisser_au_guichet_et_echelonner(avec_ou_sans_script: Visite, reserve: Iterator[APayer]):
    visite, au_guichet, en_deux_fois = avec_ou_sans_script, next(reserve), next(reserve)
    visite.proconnect("Patrick Le Roux").aller("/agents/regie/").titre("Régie de l’animation sportive")
    visite.repondre(q=au_guichet.numero).presser("Chercher").lire("Stage de voile")
    visite.page.locator(f'main a[href$="{au_guichet.identifiant}"]').click()
    regarder(visite.lire("Claire Guillet", "À payer"), "regie-somme")
    visite.suivre("Encaisser hors ligne").repondre(moyen="cheque", montant="60", reference="0012345")
    regarder(visite.presser("Enregistrer").lire("il ne reste que 50,00 €"), "regie-encaisser-erreur")
    visite.repondre(montant="30").presser("Enregistrer").lire("L’encaissement est noté.", "Chèque", "20 €")
    visite.suivre("Encaisser hors ligne").repondre(moyen="ancv", montant="20").presser("Enregistrer").lire("Réglée")
    visite.suivre("Noter un impayé")
    regarder(visite.titre("Noter un impayé ?"), "regie-impaye").presser("Oui, noter l’impayé")
    regarder(visite.lire("la somme est de nouveau due", "Impayé"), "regie-somme-impayee")

    visite.aller(f"/agents/regie/sommes/{en_deux_fois.identifiant}").suivre("Payer en plusieurs fois")
    regarder(visite.titre("Payer en plusieurs fois"), "regie-echelonner")
    visite.repondre(fois="2").presser("Enregistrer").lire("L’échéancier est enregistré.", "25 €")
    payer_la_part = visite.aller(en_deux_fois.chemin).lire("En plusieurs fois").presser("Payer 25 € sur PayFiP")
    regarder(chez_payfip(payer_la_part, CARTE).lire("25 € le", "payé"), "somme-en-deux-fois")


def test_faire_payer_en_ligne_puis_rembourser_une_anomalie(ouvrir: Ouvrir, travers: Pile, due: APayer):
    agent, personne, courriel = ouvrir(), ouvrir(largeur=360), f"lien{id(due)}@messagerie.example"
    agent.proconnect("Patrick Le Roux").aller(f"/agents/regie/sommes/{due.identifiant}").suivre("Faire payer en ligne")
    regarder(agent.titre("Faire payer en ligne"), "regie-en-ligne")
    agent.repondre(courriel=courriel).presser("Envoyer le lien").lire("Le lien est envoyé.")
    lien = personne.courriel(courriel, "Payer 50 € en ligne").texte
    assert due.chemin in lien

    regler_payfip(travers, montant_altere="-1000")
    payer(personne, due, CARTE, courriel=courriel)
    regarder(personne.lire("La régie vérifie votre paiement"), "somme-anomalie")

    agent.aller("/agents/regie/").lire("À regarder", "50 €", "40 €")
    agent.page.get_by_role("link", name=f"ASD{due.numero}01").click()
    regarder(agent.titre("Décider d’un paiement"), "regie-anomalie")
    agent.repondre(verdict="rendre").presser("Enregistrer").lire("La décision est enregistrée.", "Paiement en anomalie")
    agent.aller("/agents/regie/").page.get_by_role("link", name=f"Noter le remboursement : {due.numero}").click()
    regarder(agent.titre("Noter le remboursement"), "regie-rembourser")
    agent.repondre(mandat="2026-118").presser("Enregistrer").lire("Rendu le", "mandat 2026-118")
    personne.aller(due.chemin).lire("40 € remboursés le")


def test_importer_le_releve_et_rapprocher(avec_ou_sans_script: Visite, reserve: Iterator[APayer], travers: Pile):
    visite, juste, manquee, sans_releve = avec_ou_sans_script, next(reserve), next(reserve), next(reserve)
    for une in (juste, sans_releve):
        payer(visite, une, CARTE).titre(ENREGISTRE)
    payer(visite, manquee, FERMER).titre("L’onglet est fermé")
    jour, ailleurs = horloge.aujourd_hui().isoformat(), f"AILLEURS{manquee.numero}"
    lignes = [
        "numcli;date;refdet;montant;moyen;autorisation",
        f"{NUMCLI};{jour};ASD{juste.numero}01;50,00;carte;A1",
        f"{NUMCLI};{jour};ASD{manquee.numero}01;50,00;carte;A2",
        f"{NUMCLI};{jour};{ailleurs};12,00;carte;A3",
        f"{NUMCLI};{jour};{ailleurs};douze;carte;A4",
    ]
    visite.proconnect("Patrick Le Roux").aller("/agents/regie/").suivre("Importer le relevé")
    regarder(visite.titre("Importer le relevé"), "regie-releve").presser("Importer")
    regarder(visite.lire("choisissez le fichier"), "regie-releve-erreur")
    fichier = {"name": "releve.csv", "mimeType": "text/csv", "buffer": "\n".join(lignes).encode()}
    visite.repondre(fichier=fichier).presser("Importer").titre("Bilan de l’import")
    regarder(visite.lire("Lignes à corriger", ailleurs), "regie-bilan").suivre("Voir le rapprochement")

    absents = visite.page.locator("section:has(#t-sans-encaissement)")
    expect(absents).to_contain_text(f"ASD{manquee.numero}01")
    expect(visite.page.locator("section:has(#t-sans-releve)")).to_contain_text(f"ASD{sans_releve.numero}01")
    expect(visite.page.locator("main")).not_to_contain_text(f"ASD{juste.numero}01")
    regarder(visite, "regie")
    visite.presser(f"Constater : ASD{manquee.numero}01", exact=False).lire("L’encaissement est constaté.")
    absents.get_by_role("link", name=ailleurs).click()
    regarder(visite.titre("Classer une ligne du relevé"), "regie-classer")
    visite.repondre(raison="Vente de la boutique, hors portail").presser("Classer").lire("La ligne est classée.")
    with visite.page.expect_download() as telecharge:
        visite.presser("Exporter la période (CSV)")
    assert juste.numero in telecharge.value.path().read_text(encoding="utf-8-sig")


def test_tenir_les_regies(visite: Visite):
    visite.proconnect("Nathalie Rio").aller("/administration/regies").lire(NUMCLI)
    regarder(visite, "administration-regies").suivre("Régie de l’animation sportive").presser("Demander à PayFiP")
    regarder(visite.lire("PayFiP connaît cette régie"), "administration-regie")
    regarder(visite.aller("/administration/regies/ouvrir"), "administration-regie-ouvrir")
    visite.repondre(code="musees", libelle="Régie des musées", numcli=NUMCLI, prefixe="MUS", mode="T")
    visite.page.locator('main [name="service"]').select_option(index=1)
    visite.presser("Ouvrir", exact=False).lire("une autre régie a déjà ce code, ce numéro")
