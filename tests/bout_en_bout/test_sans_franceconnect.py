"""Entrer sans FranceConnect : dire qui l’on est, lire son courrier, recopier le code ; puis la pièce d’identité."""

import re

from playwright.sync_api import expect

from tests.bout_en_bout import demandes
from tests.bout_en_bout.visite import Visite

COURRIEL = "robin.pasquier@messagerie.example"


def se_presenter(visite: Visite) -> None:
    visite.aller("/demarches/aide-permis/commencer").suivre("Recevoir un code par courriel").titre("Qui êtes-vous")
    visite.repondre(nom_naissance="Pasquier", prenoms="Robin Alexis", courriel=COURRIEL)
    visite.jour("date_naissance", 4, "mars", 2007).presser("Recevoir mon code")


def test_le_code_recu_par_courriel_ouvre_l_espace(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    deja = len(visite.courriels(COURRIEL))
    visite.aller("/connexion/courriel").ecran("connexion-courriel")
    se_presenter(visite)
    visite.titre("Écrivez le code reçu").ecran("connexion-code")
    expect(visite.champ("code")).to_have_attribute("autocomplete", "one-time-code")

    visite.repondre(code="12").presser("Me connecter").lire("ce code n’est pas le bon").ecran("connexion-code-faux")
    envoi = visite.courriel(COURRIEL, "Votre code de connexion", apres=deja)
    [code] = re.findall(r"\b\d{6}\b", envoi.objet)
    visite.repondre(code=f"{code[:3]} {code[3:]}").presser("Me connecter")

    visite.titre("Demander l’aide au permis de conduire")
    visite.repondre(qualite_deposant="lui_meme").presser("Continuer")
    expect(visite.champ("nom_naissance")).to_have_value("Pasquier")
    expect(visite.champ("date_naissance__annee")).to_have_value("2007")
    demandes.identite_et_domicile(visite, courriel=COURRIEL)
    demandes.situation_et_ressources(visite)
    demandes.permis_et_paiement(visite, titulaire="Robin Pasquier")
    visite.titre("Vos documents").lire("Pièce d’identité")
    demandes.documents(visite, piece_identite=demandes.PHOTO)
    visite.titre("Vérifiez votre demande")


def test_le_lien_du_courriel_demande_un_clic_puis_ne_sert_plus(visite: Visite):
    deja = len(visite.courriels(COURRIEL))
    se_presenter(visite)
    envoi = visite.courriel(COURRIEL, "Votre code de connexion", apres=deja)
    [lien] = re.findall(r"https?://\S+/connexion/courriel/lien/\S+", envoi.texte)

    visite.page.goto(lien)
    visite.titre("Vous avez demandé à vous connecter").ecran("connexion-lien").presser("Me connecter")
    visite.titre("Demander l’aide au permis de conduire").sortir().titre("Vous êtes déconnecté").ecran("deconnecte")

    visite.page.goto(lien)
    visite.presser("Me connecter").titre("Ce lien ne peut plus servir").ecran("connexion-lien-perime")
