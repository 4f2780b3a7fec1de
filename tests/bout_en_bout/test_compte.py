"""« Mon compte » au navigateur : changer d’adresse avec un code ; et choisir sa commune dans une liste."""

import re

from playwright.sync_api import expect

from tests.bout_en_bout.visite import Visite

NOUVELLE = "marcel.guerin@messagerie.example"


def test_une_adresse_nouvelle_se_confirme_par_le_code_recu(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    deja = len(visite.courriels(NOUVELLE))
    visite.usager("Marcel Guérin").suivre("Mon compte").titre("Mon compte")
    ancienne = visite.champ("courriel").input_value()

    visite.repondre(courriel=NOUVELLE, telephone="06 39 98").presser("Enregistrer").ecran("compte-faux")
    visite.repondre(telephone="").presser("Enregistrer").titre("Écrivez le code reçu").ecran("compte-code")
    [code] = re.findall(r"\b\d{6}\b", visite.courriel(NOUVELLE, "Confirmez votre adresse", apres=deja).objet)
    visite.repondre(code=code).presser("Confirmer cette adresse").lire("Sessions ouvertes")

    expect(visite.champ("courriel")).to_have_value(NOUVELLE)
    visite.repondre(courriel="").presser("Enregistrer")
    expect(visite.champ("courriel")).to_have_value("")
    assert ancienne != NOUVELLE


def test_une_commune_se_choisit_dans_la_liste(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    visite.aller("/demarches/aide-permis/ai-je-droit").repondre(commune_insee="44190").presser("Voir le résultat")

    visite.ecran("commune-au-choix").repondre(commune_insee__choix="Clisson").presser("Voir le résultat")

    expect(visite.champ("commune_insee")).to_have_value("Clisson")
