"""Inscrire ses enfants, du tarif au reçu : avec un script, puis au clavier seul et sans script."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator

from portail.socle import horloge
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.test_journee_au_clavier import Clavier
from tests.bout_en_bout.visite import Visite

MERE, PERE = "Nadia Cherif", "Daniel Kervella"
ACTIVITES, CHOISIR = "/inscriptions/", "/inscriptions/activites/multisports-2026/choisir"
VALLET = {"adresse__voie": "3 rue des Vignes", "adresse__code_postal": "44330", "adresse__commune": "Vallet"}
MANQUES = "section[aria-labelledby=t-manques] a"
ECOLES, HIVER = "Écoles multisports", "Stages des vacances d’hiver"
MERCREDI, STAGE = "Vallet, mercredi, 11 à 14 ans", "Vallet, première semaine"


def case(visite: Visite, debut: str) -> Locator:
    """Rend la case dont l’étiquette commence ainsi."""
    return visite.page.get_by_label(re.compile(re.escape(debut))).first


def enfant(visite: Visite, prenom: str, ne: tuple[int, int, int], **autres: Any) -> Visite:
    """Écrit un enfant qui vit avec la personne."""
    visite.titre("Ajouter un enfant").repondre(prenom=prenom, nom="Guillou").jour("date_naissance", *ne)
    visite.repondre(**{"qualite": "parent", "residence": "principale", **VALLET, **autres})
    return visite.presser("Ajouter cet enfant").lire(f"{prenom} est dans votre famille")


def attester(visite: Visite, piece: str) -> Visite:
    """Donne l’attestation que le récapitulatif réclame, et y revient."""
    jour = horloge.aujourd_hui()
    visite.suivre(piece).titre(piece.partition(" : ")[2].capitalize()[:8])
    visite.jour("faite_le", jour.day, jour.month, jour.year).repondre(atteste=True).presser("Attester")
    return visite.titre("Relire et régler")


def payfip(visite: Visite, choix: str) -> Visite:
    """Va sur PayFiP et y choisit ce qui arrive."""
    visite.presser("sur PayFiP", exact=False).titre("Que se passe-t-il").presser(choix, exact=False)
    visite.page.wait_for_url(f"{visite.pile.url}/**")
    return visite


def test_a1_du_tarif_au_recu_sans_rien_perdre_en_route(visite: Visite):
    visite.aller(ACTIVITES).titre("Inscrire un enfant").suivre("Combien cela coûtera")
    visite.repondre(quotient="750", enfants="2", demi_journee_1="5").presser("Calculer").lire("Environ 50 €")
    visite.partout("ins-tarif").suivre("Voir les groupes et les places").titre(ECOLES)
    visite.repondre(habite="Blain").presser("Afficher les groupes").lire("10 376 habitants", "garde alternée")
    visite.repondre(habite="Vallet").presser("Afficher les groupes").lire("ses enfants peuvent s’inscrire")
    visite.partout("ins-activite").suivre("Inscrire mes enfants")
    visite.titre("Se connecter").franceconnect(MERE).titre("Choisir les groupes").partout("ins-sans-enfant")

    visite.suivre("Ajouter un enfant")
    enfant(visite, "Zoé", (2, 3, 2015)).titre("Choisir les groupes").suivre("L’ajouter")
    enfant(visite, "Paul", (2, 3, 2018)).titre("Choisir les groupes")
    case(visite, MERCREDI).check()
    visite.presser("Garder ces places").titre("Mon panier").lire("Il reste 20 minutes", "40 €")
    visite.presser("Garder mes places").lire("Vos places sont gardées jusqu’à", "encore 9 fois")
    visite.suivre("Donner mon quotient familial").partout("ins-quotient").repondre(choix="donne", quotient="750")
    visite.presser("Enregistrer mon choix").titre("Mon panier").lire("20 €").suivre("Ajouter une inscription")
    visite.suivre(HIVER).suivre("Inscrire mes enfants").titre("Choisir les groupes")
    visite.page.get_by_role("group", name="Paul, dans quel groupe").get_by_label(STAGE, exact=False).check()
    visite.presser("Garder ces places").titre("Mon panier").lire("50 €").suivre("Relire et régler")

    visite.titre("Relire et régler").lire("Il manque des attestations", "justificatif médical")
    visite.page.locator(MANQUES).first.click()
    visite.partout("ins-attester").suivre("Revenir").titre("Relire et régler")
    while (manque := visite.page.locator(MANQUES)).count():
        attester(visite, manque.first.inner_text().replace("\N{NO-BREAK SPACE}", " "))
    visite.presser("Valider", exact=False).lire("Comment réglez-vous").partout("ins-relire-faute")
    visite.repondre(moyen="en_ligne", conditions=True).presser("Valider", exact=False).titre("Payer")
    visite.partout("ins-payer")
    payfip(visite, "Payer par carte : refusé").partout("ins-refuse")
    visite.aller("/mon-espace/inscriptions/").lire("À faire par vous", "À payer").partout("ins-a-payer")
    visite.suivre("Commande").lire("Places gardées jusqu’à").partout("ins-commande-a-payer").suivre("Payer 50")
    payfip(visite, "Abandonner").partout("ins-abandonne")
    payfip(visite, "Payer par carte : accepté").titre("Votre paiement est enregistré").partout("ins-paye")
    recu = visite.page.get_by_role("link", name="Reçu n°").get_attribute("href")
    assert visite.page.request.get(f"{visite.pile.url}{recu}").body().startswith(b"%PDF")
    visite.suivre("Continuer").lire("Les inscriptions sont faites", "Zoé", "Paul").partout("ins-commande-payee")
    visite.aller("/mon-espace/inscriptions/").lire("Inscrit")
    visite.suivre("Renoncer").titre("Renoncer").partout("ins-renoncer")


def test_tout_au_clavier_sans_script(ouvrir: Ouvrir):
    visite = ouvrir(script=False, largeur=360)
    seul = Clavier(visite)
    visite.aller(CHOISIR).titre("Se connecter").franceconnect(PERE)
    seul.lien("Ajouter un enfant")
    naissance = {"date_naissance__jour": "2", "date_naissance__mois": "3", "date_naissance__annee": "2012"}
    remplir(seul, {"prenom": "Ewen", "nom": "Kervella", **naissance})
    seul.cocher(visite.page.locator('[name="qualite"][value="parent"]'))
    seul.cocher(visite.page.locator('[name="residence"][value="principale"]'))
    remplir(seul, VALLET)
    seul.bouton("Ajouter cet enfant")
    seul.cocher(case(visite, MERCREDI))
    seul.bouton("Garder ces places")
    visite.titre("Mon panier").lire("Il reste 20 minutes")
    seul.bouton("Garder mes places")
    seul.lien("Relire et régler")
    while (manque := visite.page.locator(MANQUES)).count():
        seul.valider(manque.first)
        jour = horloge.aujourd_hui()
        remplir(seul, {"faite_le__jour": jour.day, "faite_le__mois": jour.month, "faite_le__annee": jour.year})
        seul.cocher(visite.champ("atteste"))
        seul.bouton("Attester")
        visite.titre("Relire et régler")
    seul.cocher(visite.champ("tarif_le_plus_haut"))
    seul.cocher(visite.page.locator('[name="moyen"][value="en_ligne"]'))
    seul.cocher(visite.champ("conditions"))
    seul.bouton("Valider")
    seul.bouton("Payer 40")
    visite.presser("Payer par carte : accepté", exact=False)
    visite.titre("Votre paiement est enregistré")
    seul.lien("Continuer")
    visite.lire("Les inscriptions sont faites", "Ewen")


def remplir(seul: Clavier, valeurs: Mapping[str, Any]) -> None:
    """Écrit dans ces champs, l’un après l’autre, sans souris."""
    for nom, valeur in valeurs.items():
        seul.ecrire(seul.visite.champ(nom), str(valeur))
