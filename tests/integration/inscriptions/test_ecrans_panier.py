"""Du choix au règlement, à l’écran : les places gardées, le temps, le prix, les règles, la suite ; puis renoncer."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import update

from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.paniers.models import Commande, EtatCommande, Moyen
from portail.inscriptions.paniers.queries import commandes_de, demandes_a_verifier, panier_de
from portail.inscriptions.places.models import EtatPlace
from portail.socle import decalage
from portail.socle.base import session, transaction
from tests import fichiers
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.navigation import envoyer, mots, reenvoyer, titre
from tests.integration.test_requetes_sql import compter
from tests.payfip import Guichetier

HIVER = "/inscriptions/activites/stages-hiver-2027"
CHOISIR, PANIER, RELIRE = f"{HIVER}/choisir", "/inscriptions/panier", "/inscriptions/panier/recapitulatif"
MIENNES = "/mon-espace/inscriptions/"


@pytest.fixture
def guillet(client: ClientExigeant, sport: None) -> Foyer:
    """Un foyer de deux enfants, connecté ; son quotient est connu."""
    un = fabrique.foyer("Lou", "Malo")
    fabrique.quotient(un, "750")
    entrer(client, un.usager)
    return un


def choix(un: Foyer, ou: Groupe, *autres: Groupe) -> dict[str, Any]:
    ensemble = zip(un.enfants, (ou, *(autres or [ou] * len(un.enfants))), strict=False)
    return {f"groupes_{enfant.id.hex}": str(groupe.id) for enfant, groupe in ensemble}


def au_panier(client: ClientExigeant, un: Foyer, ou: Groupe) -> Commande:
    envoi = envoyer(client, CHOISIR, choix(un, ou))
    assert (envoi.status_code, envoi.location) == (303, PANIER)
    panier = panier_de(un.usager.id)
    assert panier is not None
    return panier


def regler(client: ClientExigeant, moyen: Moyen) -> Any:
    return envoyer(client, RELIRE, {"moyen": moyen.value, "conditions": "oui"})


def test_toute_la_fratrie_va_au_panier_avec_son_temps_et_son_prix(
    client: ClientExigeant, guillet: Foyer, stage: Groupe
):
    au_panier(client, guillet, stage)
    page = client.get(PANIER)

    lu = mots(page)
    assert "Il reste 20 minutes" in lu
    assert "Garder mes places" in lu
    assert "encore 10 fois" in lu
    assert "1 × 20 € − 25 % (enfant n° 2)" in lu
    assert "65 €" in lu
    assert fabrique.etats(stage) == {EtatPlace.PANIER: 2}
    assert len(compter(lambda: client.get(PANIER))) <= 12
    assert len(compter(lambda: client.get(RELIRE))) <= 12
    assert len(compter(lambda: client.get(CHOISIR))) <= 12


def test_garder_mes_places_rend_tout_le_temps(client: ClientExigeant, guillet: Foyer, stage: Groupe):
    au_panier(client, guillet, stage)
    decalage.avancer(timedelta(minutes=15))
    assert "Il reste 5 minutes" in mots(client.get(PANIER))

    suite = envoyer(client, f"{PANIER}/prolonger", depuis=PANIER)

    assert suite.location == PANIER
    assert "Il reste 20 minutes" in mots(client.get(PANIER))
    decalage.avancer(timedelta(minutes=21))
    assert "Votre panier est vide" in mots(client.get(PANIER))


def test_sans_choix_rien_ne_part(client: ClientExigeant, guillet: Foyer, stage: Groupe):
    page = envoyer(client, CHOISIR, {})

    assert page.status_code == 422
    assert "Choisissez un groupe pour au moins un enfant" in mots(page)
    assert fabrique.etats(stage) == {}


def test_retirer_et_tout_rendre(client: ClientExigeant, guillet: Foyer, stage: Groupe):
    au_panier(client, guillet, stage)
    page = client.get(PANIER)
    adresse = page.text.split('action="/inscriptions/panier/')[2].split('"')[0]

    assert reenvoyer(client, page, f"{PANIER}/{adresse}").status_code == 303
    assert fabrique.prises(stage) == 1
    assert reenvoyer(client, page, f"{PANIER}/{adresse}").status_code == 409
    reenvoyer(client, page, f"{PANIER}/vider")
    assert fabrique.prises(stage) == 0


def test_les_regles_d_annulation_se_lisent_et_s_acceptent_avant_de_payer(
    client: ClientExigeant, guillet: Foyer, stage: Groupe
):
    au_panier(client, guillet, stage)
    page = client.get(RELIRE)
    assert "il l’est sur justificatif médical ou de déménagement" in mots(page)

    sans = reenvoyer(client, page, RELIRE, {"moyen": "en_ligne"})

    assert sans.status_code == 422
    assert commandes_de(guillet.usager.id) == []


def test_en_ligne_on_va_a_la_page_de_paiement_puis_on_revient_a_la_commande(
    client: ClientExigeant, guillet: Foyer, stage: Groupe, en_ligne: Guichetier
):
    del en_ligne
    panier = au_panier(client, guillet, stage)

    suite = regler(client, Moyen.EN_LIGNE)

    assert suite.status_code == 303
    assert suite.location.startswith("/paiement/")
    payer = client.get(suite.location)
    commande = f"/inscriptions/commandes/{panier.numero}"
    assert titre(payer) == "Payer 65 €"
    assert commande in payer.text
    attend = mots(client.get(commande))
    assert "À payer" in attend
    assert "Garder mes places" in attend
    fabrique.regler(fabrique.relue(panier))
    fini = client.get(commande)
    assert "Les inscriptions sont faites" in mots(fini)
    assert fini.text.count("/renoncer") == 2
    assert len(compter(lambda: client.get(commande))) <= 12
    assert len(compter(lambda: client.get(MIENNES))) <= 12


def test_une_commande_a_payer_se_modifie_ou_se_rend(client: ClientExigeant, guillet: Foyer, stage: Groupe):
    panier = au_panier(client, guillet, stage)
    regler(client, Moyen.EN_LIGNE)
    adresse = f"/inscriptions/commandes/{panier.numero}"

    retour = envoyer(client, f"{adresse}/modifier", depuis=adresse)

    assert retour.location == PANIER
    neuf = panier_de(guillet.usager.id)
    assert neuf is not None
    assert fabrique.etats(stage) == {EtatPlace.PANIER: 2}
    regler(client, Moyen.EN_LIGNE)
    seconde = f"/inscriptions/commandes/{neuf.numero}"
    envoyer(client, f"{seconde}/rendre", depuis=seconde)
    assert fabrique.prises(stage) == 0
    assert "Cette commande est abandonnée" in mots(client.get(seconde))


def test_au_guichet_l_echeance_est_dite(client: ClientExigeant, guillet: Foyer, stage: Groupe):
    panier = au_panier(client, guillet, stage)

    suite = regler(client, Moyen.AU_GUICHET)

    assert suite.location == f"/inscriptions/commandes/{panier.numero}"
    lu = mots(client.get(suite.location))
    assert "À régler avant le" in lu
    assert "chèques-vacances" in lu
    assert fabrique.relue(panier).etat is EtatCommande.AU_GUICHET
    assert "À régler au guichet" in mots(client.get(MIENNES))


def test_sans_quotient_le_tarif_le_plus_haut_est_un_choix(client: ClientExigeant, stage: Groupe):
    un = fabrique.foyer("Zoé", nom="Tanguy")
    entrer(client, un.usager)
    au_panier(client, un, stage)
    assert "tarif le plus haut" in mots(client.get(RELIRE))

    assert regler(client, Moyen.AU_GUICHET).status_code == 422
    envoi = envoyer(client, RELIRE, {"moyen": "au_guichet", "conditions": "oui", "tarif_le_plus_haut": "oui"})

    assert envoi.status_code == 303


def test_une_attestation_qui_manque_se_dit_avant_et_empeche(client: ClientExigeant, stage: Groupe):
    un = fabrique.foyer("Zoé", nom="Tanguy", pieces=False)
    fabrique.quotient(un, "500")
    entrer(client, un.usager)
    au_panier(client, un, stage)

    relu = mots(client.get(RELIRE))
    refus = regler(client, Moyen.EN_LIGNE)

    assert "Zoé : Attestation de santé" in relu
    assert "Zoé : Assurance de responsabilité civile" in relu
    assert refus.status_code == 422
    assert "Il manque une attestation" in mots(refus)


def test_gratuit_on_est_inscrit_sans_payer(client: ClientExigeant, guillet: Foyer):
    gratuit = fabrique.groupe(produit="", quantite=0)
    with transaction():
        session.execute(
            update(type(gratuit.activite))
            .where(type(gratuit.activite).id == gratuit.activite_id)
            .values(adhesion=False)
        )
    panier = au_panier(client, guillet, gratuit)
    assert "Inscrire, c’est gratuit" in mots(client.get(RELIRE))

    suite = envoyer(client, RELIRE, {"conditions": "oui"})

    assert suite.location == f"/inscriptions/commandes/{panier.numero}"
    assert "Il n’y avait rien à payer" in mots(client.get(suite.location))
    assert fabrique.etats(gratuit) == {EtatPlace.CONFIRMEE: 2}


def test_renoncer_dit_ce_qui_est_rendu_et_ouvre_une_demande(client: ClientExigeant, guillet: Foyer, stage: Groupe):
    commande = fabrique.confirmee(guillet, stage)
    page = client.get(MIENNES)
    adresse = page.text.split('href="/inscriptions/places/')[1].split('"')[0]
    renoncer = f"/inscriptions/places/{adresse}"
    assert "100 % de ce que vous avez payé" in mots(client.get(renoncer))

    joint = (BytesIO(fichiers.pdf()), "certificat.pdf")
    assert envoyer(client, renoncer, {"motif": "medical", "document": joint}).status_code == 422
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 2}

    suite = envoyer(client, renoncer, {"motif": "medical"})

    assert suite.location == MIENNES
    assert len(demandes_a_verifier()) == 1
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 1, EtatPlace.LIBEREE: 1}
    assert "à vérifier. Montrez le justificatif" in mots(client.get(f"/inscriptions/commandes/{commande.numero}"))
    assert client.get(renoncer).status_code == 404
