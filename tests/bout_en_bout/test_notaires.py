"""Un notaire demande une succession en six minutes, la suit, et lit les réponses de son office."""

import re
from uuid import uuid4

from playwright.sync_api import expect

from portail.notaires.successions.lots.lecture import COLONNES
from portail.notaires.successions.lots.queries import EXEMPLE
from portail.socle import tableur
from tests import fichiers
from tests.bout_en_bout.a_l_etude import PAUL, entrer
from tests.bout_en_bout.demandes import SUITE
from tests.bout_en_bout.visite import DELAI_DU_COURRIER_S, Visite

LETTRES = str.maketrans("0123456789", "ghijklmnop")


def un_nom() -> str:
    """Rend un nom que personne d’autre ne porte : le même défunt rappellerait la requête d’un autre essai."""
    return f"Bodin {uuid4().hex[:8].translate(LETTRES)}".upper()


def acte(nom: str) -> dict[str, object]:
    """Rend l’acte de décès de cette personne."""
    return {"name": "acte.pdf", "mimeType": "application/pdf", "buffer": fichiers.pdf() + f"\n% {nom}\n".encode()}


def dire_le_defunt(visite: Visite, nom: str) -> None:
    """Remplit la page de la personne décédée, sauf sa naissance."""
    visite.repondre(nom_naissance=nom, prenoms="Odette Marie", sexe="F", lieu_naissance="Savenay")
    visite.jour("deces_le", 3, "octobre", 2026).repondre(deces_commune="Nantes", conjoint="non")
    visite.repondre(domicile__voie="4 rue du Port", domicile__code_postal="44260", domicile__commune="Savenay")


def test_une_requete_de_l_accueil_a_son_suivi(avec_ou_sans_script: Visite):
    visite, nom = avec_ou_sans_script, un_nom()
    entrer(visite, "/notaires/").titre("Office Rolland").partout("notaires-accueil")
    visite.suivre("Nouvelle requête de succession").titre("Votre office").lire("44012", "Me Paul Rolland")
    visite.partout("notaires-reference").repondre(reference=f"2026-{nom[-4:]}").presser(SUITE)

    visite.titre("La personne décédée").partout("notaires-defunt")
    dire_le_defunt(visite, nom)
    visite.jour("naissance", 31, 2, 1931).page.keyboard.press("Enter")
    visite.lire("n’existe pas dans le calendrier").partout("notaires-defunt-en-erreur")
    expect(visite.page.locator("#erreurs")).to_be_focused()
    expect(visite.champ("domicile__voie")).to_have_value("4 rue du Port")
    visite.jour("naissance", 12, "février", 1931).presser(SUITE)

    visite.titre("La succession").partout("notaires-succession")
    visite.repondre(heritiers="enfants", testament="non", donations="ne_sais_pas", assurance_vie="non").presser(SUITE)
    visite.titre("Les pièces").repondre(acte=acte(nom)).presser(SUITE)
    visite.titre("Vérifiez la requête").lire(nom, "12 février 1931", "acte.pdf").partout("notaires-recapitulatif")
    visite.page.go_back()
    visite.titre("Les pièces").lire("acte.pdf").partout("notaires-pieces").presser(SUITE)
    visite.presser("Envoyer la requête").lire("champs à corriger").partout("notaires-recapitulatif-en-erreur")
    visite.repondre(engagement_finalite=True, engagement_secret=True).presser("Envoyer la requête")

    visite.titre(nom).lire("Votre requête est enregistrée", "Reçue", "ne vaut pas absence de créance")
    expect(visite.page.get_by_role("heading", name=re.compile(r"Réponse le .* à 9"))).to_be_visible()
    visite.partout("notaires-recue")
    assert nom not in visite.courriel(PAUL[1], "est enregistrée").texte
    visite.suivre("Retirer cette requête").titre("Retirer la requête").partout("notaires-retirer")
    visite.presser("Oui, retirer la requête").titre(nom).lire("Retirée par vous")


def test_les_reponses_se_lisent_et_se_retrouvent(visite: Visite):
    entrer(visite, "/notaires/successions/").titre("Successions").lire("GAUTIER Yvonne").partout("notaires-requetes")
    visite.suivre("GAUTIER Yvonne").titre("GAUTIER Yvonne").lire("Aucune aide récupérable connue", "Valable jusqu’au")
    visite.partout("notaires-reponse-a").suivre("Lire la réponse").lire("aucune créance d’aide sociale", "CARSAT")
    visite.partout("notaires-reponse-lue")

    visite.aller("/notaires/historique?q=2026+aubert+pierre").lire("Créance récupérable").partout("notaires-historique")
    visite.suivre("AUBERT Pierre").lire("Créance récupérable").partout("notaires-reponse-b")
    visite.suivre("Lire la réponse").lire("42 000", "état liquidatif").partout("notaires-creance-lue")

    visite.aller("/notaires/successions/?etat=repondue").suivre("LE GOFF Marie").lire("Précisez les noms")
    visite.partout("notaires-reponse-c").presser("Refaire la requête en la précisant").titre("La personne décédée")
    expect(visite.champ("nom_naissance")).to_have_value("LE GOFF")
    visite.aller("/notaires/").lire("Reprendre la requête commencée").partout("notaires-accueil-a-faire")
    visite.presser("Effacer", exact=False).lire("effacée")
    visite.aller("/notaires/historique?q=introuvable").lire("Aucune requête").partout("notaires-historique-vide")


def test_un_fichier_de_requetes_et_sa_ligne_a_corriger(visite: Visite):
    nom = un_nom()
    entrer(visite, "/notaires/successions/lots/").titre("Fichiers de requêtes").suivre("Envoyer un fichier")
    visite.titre("Envoyer un fichier").partout("notaires-lot-nouveau").presser("Envoyer le fichier")
    visite.lire("à corriger").partout("notaires-lot-en-erreur")
    lignes = [
        {**EXEMPLE, "nom_naissance": nom, "reference": nom[-8:]},
        {**EXEMPLE, "nom_naissance": "", "reference": "9"},
    ]
    contenu = tableur.ecrire(tuple(COLONNES), [[ligne.get(un, "") for un in COLONNES] for ligne in lignes])
    fichier = {"name": f"{nom[-8:]}.csv", "mimeType": "text/csv", "buffer": contenu}
    visite.repondre(fichier=fichier, engagement=True).presser("Envoyer le fichier")

    a_corriger = visite.page.get_by_role("link", name="Corriger la ligne 3")
    expect(a_corriger).to_be_visible(timeout=DELAI_DU_COURRIER_S * 1000)
    visite.lire("acte de décès attendu", "1 requête attend son acte").partout("notaires-lot")
    visite.suivre("Corriger la ligne 3").titre("Corriger la ligne 3").partout("notaires-lot-ligne")
    visite.aller("/notaires/successions/lots/").lire("À corriger").partout("notaires-lots")
    visite.aller("/notaires/office").titre("Office Rolland").partout("notaires-office")
