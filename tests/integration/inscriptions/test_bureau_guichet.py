"""Inscrire une famille au guichet : le même chemin qu’elle, la même file, et rien d’une famille qu’on n’a pas reçue."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.famille.queries import enfants_de
from portail.identite.models import Agent, Usager
from portail.inscriptions.activites.models import DerogationDeCommune, Groupe
from portail.inscriptions.attente.queries import attentes_de
from portail.inscriptions.ouvertures import salles
from portail.inscriptions.paniers.models import Commande, EtatCommande
from portail.inscriptions.paniers.queries import panier_de
from portail.inscriptions.places.models import EtatPlace
from portail.journal.models import TypeAuteur
from portail.journal.queries import entrees_nommees
from portail.socle import decalage, horloge
from portail.socle.base import session
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.bureau import BUREAU, accueil, d_ailleurs, inscrit, recue
from tests.integration.navigation import envoyer, jeton, mots, navigateur

GUICHET = f"{BUREAU}/guichet"


@pytest.fixture
def nolwenn(sport: None) -> Agent:
    return accueil()


def test_une_famille_se_trouve_par_ce_qu_elle_donne_exactement(application: Flask, nolwenn: Agent):
    foyer = fabrique.foyer("Lou")
    client = navigateur(application, nolwenn)

    assert "Aucune famille" in mots(envoyer(client, GUICHET, {"courriel": "claire@courriel.example"}))
    trouvee = envoyer(client, GUICHET, {"courriel": foyer.usager.courriel})
    assert foyer.usager.nom_affiche in mots(trouvee)

    ouverte = envoyer(client, GUICHET, {"courriel": foyer.usager.courriel, "famille": str(foyer.usager.id)})
    assert ouverte.status_code == 303
    assert foyer.enfant.prenom in mots(client.get(ouverte.location))
    [entree] = entrees_nommees(("usager", foyer.usager.id), ["ouvrir_au_guichet"])
    assert entree.auteur_id == nolwenn.id


def test_une_famille_pas_recue_n_existe_pas(application: Flask, nolwenn: Agent, stage: Groupe):
    foyer, autre = fabrique.foyer("Lou"), fabrique.foyer("Zoé", nom="Allain")
    ici = recue(foyer, nolwenn)
    client, ailleurs = navigateur(application, nolwenn), f"{GUICHET}/{autre.usager.id}/"

    assert client.get(ici).status_code == 200
    for suite in ("", "enfant", "documents", "quotient", "choisir", "regler", f"inscrire/{stage.code}"):
        assert client.get(f"{ailleurs}{suite}").status_code == 404
    assert client.get(f"{ici}enfants/{autre.enfant.id}/attester").status_code == 404
    code = f"{ici}enfants/{autre.enfant.id}/code"
    assert client.post(code, data={"csrf_token": jeton(client.get(ici))}).status_code == 404
    # Trouver une autre famille que celle qui a donné son adresse ne l’ouvre pas.
    envoyer(client, GUICHET, {"courriel": foyer.usager.courriel, "famille": str(autre.usager.id)})
    assert client.get(ailleurs).status_code == 404


def test_une_collegue_ou_le_lendemain_la_famille_est_refermee(application: Flask, nolwenn: Agent):
    ici = recue(fabrique.foyer("Lou"), nolwenn)

    assert navigateur(application, accueil("Soizic")).get(ici).status_code == 404
    decalage.avancer(timedelta(days=1))
    assert navigateur(application, nolwenn).get(ici).status_code == 404


def test_un_autre_service_ne_recoit_pas_pour_celui_ci(application: Flask, stage: Groupe):
    alain, foyer = d_ailleurs(), fabrique.foyer("Lou")
    ici = recue(foyer, alain)
    client = navigateur(application, alain)

    assert client.get(f"{ici}inscrire/{stage.code}").status_code == 404
    assert client.get(f"{ici}choisir/{stage.activite.code}").status_code == 404


def test_une_famille_sans_compte_s_ouvre_et_inscrit_son_enfant(application: Flask, nolwenn: Agent, stage: Groupe):
    client = navigateur(application, nolwenn)
    assert envoyer(client, f"{GUICHET}/nouvelle", {"prenom": "Rose", "nom": "Allain"}).status_code == 422

    ouverte = envoyer(client, f"{GUICHET}/nouvelle", {"prenom": "Rose", "nom": "Allain", "telephone": "02 61 91 45 07"})
    ici = ouverte.location
    enfant = {
        "prenom": "Zoé", "nom": "Allain", "naissance-jour": "2", "naissance-mois": "3", "naissance-annee": "2018",
        "qualite": "parent", "residence": "principale", "commune": "Vallet",
    }  # fmt: skip
    assert envoyer(client, f"{ici}enfant", enfant).status_code == 303
    usager = session.scalars(select(Usager).where(Usager.telephone == "+33261914507")).one()
    [zoe] = enfants_de(usager.id)
    assert zoe.communes == {fabrique.VALLET}
    fabrique.attester(usager, zoe)

    assert envoyer(client, f"{ici}inscrire/{stage.code}", {"enfants": str(zoe.id)}).status_code == 303
    panier = panier_de(usager.id)
    assert panier is not None
    assert (panier.auteur_type, panier.auteur_id) == (TypeAuteur.AGENT, nolwenn.id)
    assert (
        envoyer(client, f"{ici}regler", {"conditions": "oui"}).status_code == 422
    )  # ni quotient, ni tarif le plus haut
    accords = {"conditions": "oui", "tarif_le_plus_haut": "oui"}
    assert envoyer(client, f"{ici}regler", accords).status_code == 303

    commande = session.get_one(Commande, panier.id, populate_existing=True)
    assert commande.etat is EtatCommande.AU_GUICHET
    assert commande.numero in mots(client.get(ici))
    assert fabrique.etats(stage) == {EtatPlace.EN_PAIEMENT: 1}


def test_complet_la_famille_attend_a_son_rang(application: Flask, nolwenn: Agent):
    plein = fabrique.groupe(places=1)
    inscrit(plein, "Malo")
    foyer = fabrique.foyer("Lou", nom="Allain")
    ici = recue(foyer, nolwenn)
    client, voulu = navigateur(application, nolwenn), {"enfants": str(foyer.enfant.id)}

    assert envoyer(client, f"{ici}inscrire/{plein.code}", voulu).status_code == 422
    assert envoyer(client, f"{ici}inscrire/{plein.code}", voulu | {"attendre": "oui"}).status_code == 303

    assert len(attentes_de(foyer.usager.id)) == 1
    assert "sur la liste d’attente" in mots(client.get(ici))


def test_a_l_ouverture_le_guichet_prend_la_meme_file(application: Flask, nolwenn: Agent, ronan: Agent, stage: Groupe):
    maintenant = horloge.maintenant()
    salle = salles.ouvrir_une_salle(
        stage.activite.id, salle_le=maintenant - timedelta(minutes=5), ouvre_le=maintenant + timedelta(minutes=5),
        debit=60, agent=ronan, auteur=auteur_agent(ronan),
    )  # fmt: skip
    foyer = fabrique.foyer("Lou")
    ici = recue(foyer, nolwenn)
    client, voulu = navigateur(application, nolwenn), {"enfants": str(foyer.enfant.id)}
    salle_ici = f"{ici}salle/{stage.activite.code}"

    assert envoyer(client, f"{ici}inscrire/{stage.code}", voulu).status_code == 422
    assert envoyer(client, salle_ici).status_code == 303
    assert "au sort" in mots(client.get(salle_ici))
    decalage.avancer(timedelta(minutes=10))
    recue(foyer, nolwenn)
    assert "C’est son tour" in mots(client.get(salle_ici))
    assert salles.situation(salle.id, usager_id=foyer.usager.id).passe
    assert envoyer(client, f"{ici}inscrire/{stage.code}", voulu).status_code == 303
    assert fabrique.etats(stage) == {EtatPlace.PANIER: 1}


def test_admettre_un_enfant_hors_commune_demande_de_regler_et_une_raison(
    application: Flask, nolwenn: Agent, ronan: Agent, stage: Groupe
):
    foyer = fabrique.foyer("Lou", commune=fabrique.NANTES)
    suite = f"{BUREAU}/{stage.activite.code}/derogation/{foyer.usager.id}/{foyer.enfant.id}"
    recue(foyer, nolwenn)
    assert navigateur(application, nolwenn).get(suite).status_code == 403
    client = navigateur(application, ronan)
    assert client.get(suite).status_code == 404  # Ronan ne l’a pas reçue
    ici = recue(foyer, ronan)

    assert "Admettre Lou" in mots(client.get(f"{ici}inscrire/{stage.code}"))
    assert envoyer(client, suite, {"raison": ""}).status_code == 422
    assert envoyer(client, suite, {"raison": "Sa commune n’a pas d’activité"}).status_code == 303
    assert len(session.scalars(select(DerogationDeCommune)).all()) == 1
    assert envoyer(client, f"{ici}inscrire/{stage.code}", {"enfants": str(foyer.enfant.id)}).status_code == 303


def test_noter_une_attestation_et_le_quotient_vus_au_guichet(application: Flask, nolwenn: Agent):
    foyer = fabrique.foyer("Lou", pieces=False)
    ici = recue(foyer, nolwenn)
    client = navigateur(application, nolwenn)
    jour = horloge.aujourd_hui()
    vue = {
        "genre": "sante",
        "faite_le-jour": str(jour.day),
        "faite_le-mois": str(jour.month),
        "faite_le-annee": str(jour.year),
    }

    assert envoyer(client, f"{ici}enfants/{foyer.enfant.id}/attester", vue).status_code == 303
    assert envoyer(client, f"{ici}quotient", {"quotient": "540"}).status_code == 303

    page = mots(client.get(f"{ici}documents"))
    assert "540 €" in page
    assert "Attestation de santé" in page
    assert "Document vu" not in page


def test_le_code_d_un_enfant_se_montre_une_fois(application: Flask, nolwenn: Agent):
    foyer = fabrique.foyer("Lou")
    ici = recue(foyer, nolwenn)
    client = navigateur(application, nolwenn)

    page = client.post(f"{ici}enfants/{foyer.enfant.id}/code", data={"csrf_token": jeton(client.get(ici))})

    assert page.status_code == 200
    assert "il ne se montre qu’une fois" in mots(page)
    assert client.get(f"{GUICHET}/{uuid4()}/").status_code == 404
