"""Prendre rendez-vous, avec ou sans script, ou au clavier seul : choisir, confirmer, déplacer, annuler ; attendre."""

import re
from datetime import timedelta

from portail.socle import horloge
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.test_journee_au_clavier import Clavier
from tests.bout_en_bout.visite import Visite

PESEE, PESEE_CODE = "Peser et suivre votre bébé", "PMI_PESEE"
NEUVIEME_MOIS = timedelta(days=270)


def chercher(visite: Visite) -> Visite:
    """Va du motif aux horaires, pour un enfant de neuf mois."""
    naissance = horloge.aujourd_hui() - NEUVIEME_MOIS
    visite.aller("/rendez-vous/").titre("Prendre rendez-vous").suivre(PESEE)
    visite.titre("Où et comment").repondre(commune="Aigrefeuille-sur-Maine", interprete="aucun")
    visite.jour("naissance", naissance.day, naissance.month, naissance.year).presser("Voir les horaires")
    return visite.titre("Choisissez un horaire")


def choisir(visite: Visite, rang: int) -> Visite:
    """Choisit le rang-ième horaire montré."""
    visite.page.locator("ul.heures button").nth(rang).click()
    return visite


def code_de(visite: Visite, courriel: str, deja: int) -> str:
    """Attend le code que reçoit cette adresse."""
    envoi = visite.courriel(courriel, "Votre code", apres=deja)
    return re.findall(r"\b\d{6}\b", envoi.objet)[0]


def prendre(visite: Visite, prenom: str, courriel: str, rang: int = 1) -> Visite:
    """Prend un rendez-vous sans compte."""
    deja = len(visite.courriels(courriel))
    choisir(chercher(visite), rang).titre("Vos coordonnées").partout("rdv-vous")
    visite.repondre(prenom=prenom, nom="Petit", courriel=courriel).presser("Continuer")
    visite.titre("Écrivez le code reçu").partout("rdv-code")
    visite.repondre(code=code_de(visite, courriel, deja)).presser("Prendre ce rendez-vous")
    return visite.titre("Votre rendez-vous")


def test_prendre_deplacer_puis_annuler(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    courriel = f"sarah{id(visite)}@messagerie.example"
    prendre(visite, "Sarah", courriel).lire("4 rue Lavoisier", "carnet de santé").partout("rdv-mien")
    confirme = visite.courriel(courriel, "Votre rendez-vous")
    assert "bébé" not in confirme.objet + confirme.texte

    visite.presser("Changer d’horaire").titre("Choisissez un horaire")
    choisir(visite, 3).titre("Changer d’horaire").partout("rdv-deplacer").presser("Oui, changer d’horaire")
    visite.titre("Votre rendez-vous").suivre("Annuler ce rendez-vous")
    visite.titre("Annuler ce rendez-vous").partout("rdv-annuler").presser("Oui, annuler")
    visite.titre("Votre rendez-vous").lire("Ce rendez-vous est annulé").partout("rdv-annule")


def test_le_lien_du_courriel_suffit_pour_revenir(ouvrir: Ouvrir):
    courriel = "revient@messagerie.example"
    prendre(ouvrir(script=False), "Rozenn", courriel, rang=2)
    confirme = ouvrir().courriel(courriel, "Votre rendez-vous")
    [lien] = set(re.findall(r"/r/[\w-]{20,}", confirme.texte))
    revenue = ouvrir(largeur=360).aller(lien).titre("Votre rendez-vous").lire("Aigrefeuille-sur-Maine")
    assert lien not in revenue.chemin, "le jeton ne reste pas dans l’adresse"


def test_prendre_un_rendez_vous_au_clavier_seul(ouvrir: Ouvrir):
    visite, courriel = ouvrir(script=False), "clavier@messagerie.example"
    seul, naissance = Clavier(visite), horloge.aujourd_hui() - NEUVIEME_MOIS
    visite.aller("/rendez-vous/")
    seul.lien(PESEE)
    seul.ecrire(visite.champ("commune"), "Clisson")
    for partie, valeur in zip(("jour", "mois", "annee"), (naissance.day, naissance.month, naissance.year), strict=True):
        seul.ecrire(visite.champ(f"naissance__{partie}"), str(valeur))
    seul.bouton("Voir les horaires")
    seul.valider(visite.page.locator("ul.heures button").first)
    seul.ecrire(visite.champ("prenom"), "Maël")
    seul.ecrire(visite.champ("nom"), "Petit")
    seul.ecrire(visite.champ("courriel"), courriel)
    seul.bouton("Continuer")
    seul.ecrire(visite.champ("code"), code_de(visite, courriel, 0))
    seul.bouton("Prendre ce rendez-vous")
    visite.titre("Votre rendez-vous").lire("Clisson")


def test_prendre_depuis_son_espace_sans_rien_redire(visite: Visite):
    visite.usager("Jeanne Briand").aller("/rendez-vous/").suivre("Être aidé pour une démarche")
    visite.titre("Où et comment").partout("rdv-ou").repondre(commune="Nantes", modalite="telephone", interprete="aucun")
    visite.presser("Voir les horaires").titre("Choisissez un horaire").partout("rdv-horaires")
    if visite.page.locator("ul.heures button").count() == 0:
        visite.suivre("Nantes Centre").titre("Choisissez un horaire")
    choisir(visite, 0).titre("Vos coordonnées").partout("rdv-vous-connectee")
    visite.repondre(telephone="02 61 91 01 04").presser("Continuer").titre("Votre rendez-vous")
    visite.aller("/mon-espace/rendez-vous/").lire("À venir", "Être aidé pour une démarche").partout("mes-rendez-vous")
    visite.page.locator("main ul.liste a").first.click()
    visite.titre("Votre rendez-vous").lire("Par téléphone, nous vous appelons").repondre(
        texte="Je préfère être appelée le matin."
    )
    visite.presser("Envoyer").lire("Je préfère être appelée le matin.").partout("rdv-mien-avec-message")


def test_prendre_une_place_dans_une_reunion(visite: Visite):
    courriel = "luc.martin@messagerie.example"
    visite.aller("/rendez-vous/").suivre("Découvrir le métier d’assistant maternel").titre("Où et comment")
    visite.repondre(commune="Nantes", interprete="aucun").presser("Voir les horaires").titre("Choisissez un horaire")
    choisir(visite, 0).titre("Vos coordonnées").repondre(prenom="Luc", nom="Martin", courriel=courriel)
    visite.presser("Continuer").titre("Écrivez le code reçu").repondre(code=code_de(visite, courriel, 0))
    visite.presser("Prendre ce rendez-vous").titre("Votre rendez-vous").lire("18 h 00").partout("rdv-mien-reunion")


def test_attendre_une_place_et_les_agents_le_voient(ouvrir: Ouvrir):
    visite, agent = ouvrir(), ouvrir()
    chercher(visite).suivre("Être prévenu si une place se libère").titre("Être prévenu").partout("rdv-attendre")
    courriel = "ines.hamon@messagerie.example"
    visite.repondre(prenom="Inès", nom="Hamon", courriel=courriel).presser("M’inscrire sur la liste")
    visite.titre("Écrivez le code reçu").repondre(code=code_de(visite, courriel, 0))
    visite.presser("M’inscrire sur la liste").titre("Votre place en liste d’attente").lire("rang").partout(
        "rdv-attente"
    )

    agent.proconnect("Odile Carré").aller(f"/agents/agenda/attente?objet={PESEE_CODE}")
    agent.titre("Liste d’attente").lire("Inès Hamon", "Attend").partout("agenda-attente")

    visite.presser("Quitter la liste").lire("Liste quittée")
    agent.aller(f"/agents/agenda/attente?objet={PESEE_CODE}").lire("Personne n’attend ce rendez-vous.")


def test_demander_a_etre_rappele_et_l_etre(ouvrir: Ouvrir):
    visite, agent = ouvrir(), ouvrir()
    visite.aller("/rendez-vous/").suivre("Être reçu sans rendez-vous, à une permanence")
    visite.titre("Être reçu sans rendez-vous").lire("115", "9 h").partout("rdv-permanences")
    visite.aller("/rendez-vous/etre-rappele").suivre("Espace départemental des solidarités").titre("Être rappelé")
    moments = visite.champ("quand").locator("option[value]:not([value=''])")
    visite.repondre(quand=moments.first.get_attribute("value"), sujet="renseignement", relais="transcription")
    visite.repondre(nom="Inès Hamon", telephone="06 39 98 00 42", sans_message=True).presser("Demander à être rappelé")
    visite.titre("Nous vous appellerons").lire("06 39 98 00 42").partout("rdv-appel-demande")

    agent.proconnect("Odile Carré").aller("/agents/agenda/appels/").titre("Personnes à rappeler").lire("Inès Hamon")
    agent.partout("agenda-appels").presser("M’en charger", exact=False).titre("Rappeler Inès Hamon")
    agent.lire("Ne laissez aucun message").partout("agenda-appel").repondre(issue="jointe").presser("Noter cet appel")
    agent.titre("Personnes à rappeler").lire("L’appel est noté.", "Personne n’attend d’appel.")
    agent.suivre("Quand le service rappelle").titre("Quand le service rappelle").lire("3 plages d’appel")
