"""Déposer une demande d’un bout à l’autre : chercher, vérifier son droit, remplir, joindre, envoyer, suivre."""

import re

from playwright.sync_api import expect

from tests.bout_en_bout import demandes
from tests.bout_en_bout.visite import Visite

FATOU = "fatou.sarr@courriel.example"


def verifier_son_droit(visite: Visite) -> None:
    """Répond au pré-test anonyme d’une personne de dix-neuf ans qui y a droit."""
    visite.titre("Ai-je droit à cette aide")
    visite.repondre(categorie="B", commune_insee="Clisson", rfr="14300", nb_parts="2,5", autre_aide="non")
    visite.jour("date_naissance", 12, 5, 2007).jour("date_arrivee_44", 3, 9, 2015).presser("Voir le résultat")
    visite.lire("D’après vos réponses, vous avez droit à cette aide", "476").ecran("ai-je-droit-oui")


def test_une_etudiante_depose_sa_demande_et_la_suit(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    visite.aller("/").titre("Que voulez-vous faire").ecran("accueil")
    visite.repondre(q="permis").presser("Rechercher")
    visite.suivre("Aide au permis de conduire", exact=True)
    visite.titre("Aide au permis de conduire").ecran("fiche")
    visite.suivre("Ai-je droit à cette aide").ecran("ai-je-droit")
    verifier_son_droit(visite)
    visite.suivre("Commencer ma demande").titre("Se connecter").ecran("connexion")
    visite.franceconnect("Fatou Sarr").titre("Demander l’aide au permis de conduire").ecran("commencer")
    visite.repondre(qualite_deposant="lui_meme").presser("Continuer")

    visite.lire("SARR", "Donnée transmise par FranceConnect").ecran("saisie-identite")
    demandes.identite_et_domicile(visite, courriel=FATOU)
    visite.ecran("saisie-situation")
    demandes.situation_et_ressources(visite)
    visite.ecran("saisie-permis")
    demandes.permis_et_paiement(visite, titulaire="Fatou Sarr")
    visite.ecran("saisie-pieces")
    demandes.documents(visite)
    visite.lire("476", "1 640,50 €", "photo du contrat.jpg").ecran("recapitulatif")
    demandes.attester_et_envoyer(visite)

    visite.titre("Votre demande est envoyée").ecran("confirmation")
    numero = visite.numero
    visite.suivre("Suivre ma demande").lire("Déposée", "Service jeunesse").ecran("suivi-depose")
    envoi = visite.courriel(FATOU, "enregistr")
    assert f"{numero[:4]} {numero[4:]}" in envoi.texte.replace("\N{NO-BREAK SPACE}", " ")
    assert "ne préjuge pas du caractère complet ou recevable" in envoi.texte


def test_une_lyceenne_mineure_donne_son_representant_et_promet_une_piece(visite: Visite):
    visite.aller("/demarches/aide-permis/commencer").franceconnect("Lina Moreau")
    visite.repondre(qualite_deposant="lui_meme").presser("Continuer")
    demandes.identite_et_domicile(visite, courriel="lina.moreau@courriel.example")
    visite.titre("Représentant légal").ecran("saisie-representant")
    visite.repondre(
        representant_nom="Moreau",
        representant_prenoms="Sophie",
        representant_lien="mere",
        representant_courriel="sophie.moreau@courriel.example",
    ).presser(demandes.SUITE)
    demandes.situation_et_ressources(visite)
    demandes.permis_et_paiement(visite, titulaire="Sophie Moreau")
    visite.titre("Vos documents").lire("Autorisation du représentant légal")
    visite.page.locator('main [name="autorisation_parentale-plus-tard"]').check()
    demandes.documents(visite)
    demandes.attester_et_envoyer(visite)

    visite.titre("Votre demande est envoyée")
    visite.suivre("Suivre ma demande").lire("Vous l’enverrez plus tard")
    visite.suivre("Envoyer un document").ecran("ajouter-document")
    visite.repondre(autorisation_parentale=demandes.PHOTO).presser("Envoyer")
    visite.lire("Vos documents sont reçus")
    expect(visite.page.get_by_text("Vous l’enverrez plus tard")).to_have_count(0)


def test_on_s_arrete_et_on_reprend_ou_l_on_en_etait(visite: Visite):
    visite.aller("/demarches/aide-permis/commencer").franceconnect("Camille Rousseau")
    visite.repondre(qualite_deposant="lui_meme").presser("Continuer")
    visite.repondre(nationalite="fr").presser("Enregistrer et revenir plus tard")
    visite.titre("Mon espace").lire("À faire par vous").ecran("espace-brouillon")
    visite.suivre("Aide au permis de conduire").titre("Adresse et coordonnées")


def test_les_documents_a_lire_existent_en_pdf(visite: Visite):
    visite.usager("Noé Petit").suivre("Aide au permis de conduire").lire("Demande acceptée").ecran("suivi-accord")
    lien = visite.page.get_by_role("link", name="Récapitulatif de votre demande").first.get_attribute("href")
    reponse = visite.page.request.get(f"{visite.pile.url}{lien}")
    assert reponse.headers["content-type"] == "application/pdf"
    assert re.match(rb"%PDF-1\.[4-7]", reponse.body())
    visite.suivre("Lire la décision").titre("Décision sur votre demande").ecran("decision-usager")
