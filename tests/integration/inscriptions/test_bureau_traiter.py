"""Ce que le service traite : annulations, argent sans place, documents ; la liste d’attente et ses raisons."""

from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask

from portail.identite.actions import auteur_usager
from portail.identite.models import Agent, Usager
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attente.models import AttenteFoyer
from portail.inscriptions.paniers.a_traiter import demandes_tenues
from portail.inscriptions.paniers.annulations import renoncer
from portail.inscriptions.paniers.models import Commande, EtatCommande, EtatDemande, MotifDeRenoncement
from portail.inscriptions.places.queries import inscrits
from portail.journal.queries import entrees_nommees, textes_cites
from portail.pieces.justificatifs.taches import preparer_le_justificatif
from portail.socle.base import session, transaction
from tests import fichiers
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.bureau import BUREAU, accueil, d_ailleurs, inscrit
from tests.integration.navigation import envoyer, jeton, mots, navigateur
from tests.integration.paiement import fabrique as caisse

A_TRAITER = f"{BUREAU}/a-traiter"


@pytest.fixture
def nolwenn(sport: None) -> Agent:
    return accueil()


def test_une_annulation_justifiee_se_decide(application: Flask, nolwenn: Agent, stage: Groupe):
    foyer = fabrique.foyer("Lou")
    commande = fabrique.reglee(foyer, fabrique.regisseuse(), stage)
    [sienne] = inscrits(stage.id)
    demande = renoncer(sienne.id, MotifDeRenoncement.MEDICAL, **foyer.qui)
    assert demande is not None
    client, ici = navigateur(application, nolwenn), f"{BUREAU}/demandes/{demande.id}"

    assert foyer.enfant.nom_affiche in mots(client.get(A_TRAITER))
    assert navigateur(application, d_ailleurs()).get(ici).status_code == 404
    assert envoyer(client, ici, {"etat": "refusee", "raison": ""}).status_code == 422
    assert fabrique.a_rendre(commande) == []
    assert envoyer(client, ici, {"etat": "acceptee", "raison": ""}).status_code == 303

    assert [montant for montant, _motif in fabrique.a_rendre(commande)] == [demande.montant]
    assert demandes_tenues([caisse.SERVICE]) == []
    assert envoyer(client, ici, {"etat": "refusee", "raison": "Trop tard"}).status_code == 422
    assert session.get_one(type(demande), demande.id, populate_existing=True).etat is EtatDemande.ACCEPTEE


def test_le_justificatif_joint_a_un_renoncement_se_lit_et_se_note(
    application: Flask, client: ClientExigeant, nolwenn: Agent, stage: Groupe
):
    foyer, sienne = inscrit(stage)
    entrer(client, foyer.usager)
    joint = (BytesIO(fichiers.pdf()), "bail.pdf")
    envoi = {"motif": "demenagement", "document": joint}
    assert envoyer(client, f"/inscriptions/places/{sienne.id}/renoncer", envoi).status_code == 303
    [tenue] = demandes_tenues([caisse.SERVICE])
    preparer_le_justificatif(str(tenue.demande.piece_id))
    document = f"{BUREAU}/demandes/{tenue.demande.id}/justificatif"

    assert document in navigateur(application, nolwenn).get(A_TRAITER).text
    assert navigateur(application, d_ailleurs()).get(document).status_code == 404
    assert navigateur(application, nolwenn).get(document).mimetype == "application/pdf"
    assert len(entrees_nommees(("commande", tenue.demande.commande_id), ["lire_justificatif"])) == 1


def test_l_argent_sans_place_demande_un_appel(application: Flask, nolwenn: Agent, stage: Groupe):
    _foyer, sienne = inscrit(stage)
    commande = session.get_one(Commande, sienne.commande_id)
    with transaction():
        commande.etat = EtatCommande.PAYE_SANS_PLACE
    client, ici = navigateur(application, nolwenn), f"{BUREAU}/commandes/{commande.id}/appel"

    assert commande.numero in mots(client.get(A_TRAITER))
    assert navigateur(application, d_ailleurs()).get(ici).status_code == 404
    assert envoyer(client, ici, {"texte": ""}).status_code == 422
    assert envoyer(client, ici, {"texte": "Remboursement expliqué"}).status_code == 303

    assert commande.numero not in mots(client.get(A_TRAITER))
    [appel] = entrees_nommees(("commande", commande.id), ["appeler_la_famille"])
    assert [un.texte for un in textes_cites([appel]).values()] == ["Remboursement expliqué"]


def test_un_document_vu_est_note_une_fois_par_qui_en_a_le_droit(application: Flask, nolwenn: Agent, stage: Groupe):
    foyer, _sienne = inscrit(stage)
    fabrique.quotient(foyer, "540")
    ailleurs = fabrique.foyer("Zoé", nom="Allain")
    fabrique.quotient(ailleurs, "300")
    client = navigateur(application, nolwenn)
    page = client.get(A_TRAITER)
    assert mots(page).count("Document vu") == 1
    attestation = page.text.split("/attestations/")[1].split("/")[0]
    adresse = f"{BUREAU}/attestations/{attestation}/verifier"
    donnees = {"csrf_token": jeton(page)}

    autre = navigateur(application, d_ailleurs())
    assert autre.post(adresse, data={"csrf_token": jeton(autre.get("/accessibilite/signaler"))}).status_code == 404
    assert client.post(f"{BUREAU}/attestations/{uuid4()}/verifier", data=donnees).status_code == 404
    assert client.post(adresse, data=donnees).status_code == 303
    assert "Rien n’attend personne" in mots(client.get(A_TRAITER))


def test_un_autre_service_ne_voit_rien_a_traiter(application: Flask, stage: Groupe):
    inscrit(stage)

    assert navigateur(application, d_ailleurs()).get(A_TRAITER).status_code == 403


@pytest.fixture
def file(stage: Groupe) -> list[AttenteFoyer]:
    """Un stage complet, et deux foyers qui attendent : le premier veut deux places ensemble."""
    inscrit(stage, "Malo")
    inscrit(stage, "Nino")
    premier = fabrique.attend(fabrique.foyer("Ana", "Bob", nom="Allain"), stage, tout_ou_rien=True)
    second = fabrique.attend(fabrique.foyer("Cid", nom="Bertho"), stage)
    return [premier, second]


def test_la_liste_dit_le_rang_et_pourquoi_l_on_est_passe(
    application: Flask, nolwenn: Agent, stage: Groupe, file: list[AttenteFoyer]
):
    client = navigateur(application, nolwenn)
    page = mots(client.get(f"{BUREAU}/groupes/{stage.code}/attente"))
    assert page.index("ALLAIN") < page.index("BERTHO")

    sortant = inscrits(stage.id)[0]
    auteur = auteur_usager(session.get_one(Usager, sortant.usager_id))
    renoncer(sortant.id, MotifDeRenoncement.AUTRE, usager_id=sortant.usager_id, auteur=auteur)

    dit = mots(client.get(f"{BUREAU}/attente/{file[0].id}"))
    assert "toutes ses places ensemble" in dit
    assert "Une place lui est gardée" in mots(client.get(f"{BUREAU}/attente/{file[1].id}"))


def test_changer_une_priorite_demande_une_raison_et_change_l_ordre(
    application: Flask, nolwenn: Agent, stage: Groupe, file: list[AttenteFoyer]
):
    client, ici = navigateur(application, nolwenn), f"{BUREAU}/attente/{file[1].id}"

    assert envoyer(client, ici, {"priorite": "9", "raison": ""}).status_code == 422
    assert envoyer(client, ici, {"priorite": "-1", "raison": "Oubli du service"}).status_code == 422
    assert envoyer(client, ici, {"priorite": "9", "raison": "Oubli du service"}).status_code == 303

    page = mots(client.get(f"{BUREAU}/groupes/{stage.code}/attente"))
    assert page.index("BERTHO") < page.index("ALLAIN")
    dit = mots(client.get(ici))
    assert "Oubli du service" in dit
    assert nolwenn.nom_affiche in dit
    assert navigateur(application, d_ailleurs()).get(ici).status_code == 404
