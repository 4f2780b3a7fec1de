"""Prendre rendez-vous, avec ou sans script : choisir, confirmer, déplacer, annuler ; la liste d’attente, l’agenda."""

import re
from datetime import timedelta

from portail.socle import horloge
from tests.bout_en_bout.visite import Visite

PESEE = "Peser et suivre votre bébé"
NEUVIEME_MOIS = timedelta(days=270)


def chercher(visite: Visite, commune: str = "Aigrefeuille-sur-Maine") -> Visite:
    naissance = horloge.aujourd_hui() - NEUVIEME_MOIS
    visite.aller("/rendez-vous/").titre("Prendre rendez-vous").ecran("rdv-besoin").suivre(PESEE)
    visite.titre("Où et comment").ecran("rdv-ou").repondre(commune=commune, interprete="aucun")
    visite.jour("naissance", naissance.day, naissance.month, naissance.year).presser("Voir les horaires")
    return visite.titre("Choisissez un horaire").ecran("rdv-horaires")


def choisir(visite: Visite, rang: int) -> Visite:
    visite.page.locator("ul.heures button").nth(rang).click()
    return visite


def code_de(visite: Visite, courriel: str, deja: int) -> str:
    envoi = visite.courriel(courriel, "Votre code", apres=deja)
    return re.findall(r"\b\d{6}\b", envoi.objet)[0]


def prendre(visite: Visite, prenom: str, courriel: str, rang: int = 1) -> Visite:
    deja = len(visite.courriels(courriel))
    choisir(chercher(visite), rang).titre("Vos coordonnées").ecran("rdv-vous")
    visite.repondre(prenom=prenom, nom="Petit", courriel=courriel).presser("Continuer")
    visite.titre("Écrivez le code reçu").ecran("rdv-code")
    visite.repondre(code=code_de(visite, courriel, deja)).presser("Prendre ce rendez-vous")
    return visite.titre("Votre rendez-vous")


def test_prendre_deplacer_puis_annuler(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    courriel = f"sarah{id(visite)}@messagerie.example"
    prendre(visite, "Sarah", courriel).lire("4 rue Lavoisier", "Carnet de santé").ecran("rdv-mien")
    confirme = visite.courriel(courriel, "Rendez-vous")
    assert "bébé" not in confirme.objet + confirme.texte

    visite.presser("Changer d’horaire").titre("Choisissez un horaire")
    choisir(visite, 3).titre("Changer d’horaire").ecran("rdv-deplacer").presser("Oui, changer d’horaire")
    visite.titre("Votre rendez-vous").suivre("Annuler ce rendez-vous")
    visite.titre("Annuler ce rendez-vous").ecran("rdv-annuler").presser("Oui, annuler")
    visite.titre("Votre rendez-vous").lire("Ce rendez-vous est annulé").ecran("rdv-annule")


def test_s_inscrire_en_liste_d_attente_et_se_faire_rappeler(visite: Visite):
    chercher(visite).suivre("Être prévenu si une place se libère").titre("Être prévenu").ecran("rdv-attendre")
    visite.repondre(prenom="Inès", nom="Hamon", courriel="ines.hamon@messagerie.example")
    visite.presser("M’inscrire sur la liste").titre("Votre place en liste d’attente").lire("rang").ecran("rdv-attente")
    visite.presser("Quitter la liste").lire("Liste quittée")

    visite.aller("/rendez-vous/etre-rappele").ecran("rdv-qui-rappelle")
    visite.page.locator("main ul.liste a").first.click()
    visite.titre("Être rappelé").ecran("rdv-etre-rappele")
    visite.page.locator('main [name="quand"]').first.check()
    visite.repondre(sujet="renseignement", nom="Inès Hamon", telephone="06 39 98 00 42", relais="aucun")
    visite.presser("Demander à être rappelé").titre("Nous vous appellerons").ecran("rdv-appel-demande")


def test_l_agenda_de_qui_recoit(visite: Visite):
    visite.proconnect("Nolwenn Le Gall").aller("/agents/agenda/?vue=semaine").titre("Agenda").ecran("agenda-semaine")
    visite.aller("/agents/agenda/").ecran("agenda-jour").suivre("Plages").titre("Plages de").ecran("agenda-plages")
    visite.suivre("Poser une plage").titre("Poser une plage").ecran("agenda-plage")
    visite.aller("/agents/agenda/reserver").titre("Prendre un rendez-vous pour quelqu’un").ecran("agenda-reserver")
