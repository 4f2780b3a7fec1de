"""Les écrans publics des évènements : sans compte, sans script."""

from datetime import timedelta

import pytest
from flask import Flask

from portail.identite.models import Agent
from portail.inscriptions.evenements.models import EtatInscription, Evenement, InscriptionEvenement
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques, pdf
from tests.client import ClientExigeant
from tests.integration.evenements.fabrique import chemin_promis, evenement, gabarits, inscrite, relue
from tests.integration.navigation import navigateur

ENVOI = {
    "prenom": "Ana",
    "nom": "Diaz",
    "courriel": "ana@messagerie.example",
    "places": "2",
    "accompagnants": "Luc Morel",
    "accessibilite": "lsf",
    "cle": "une-cle",
}


@pytest.fixture
def client(application: Flask, sans_jeton: None) -> ClientExigeant:
    """Un navigateur, sans compte."""
    return navigateur(application, None)


def envoyer(client: ClientExigeant, un: Evenement, **autres: str):
    return client.post(f"/evenements/{un.code}/inscription", data={**ENVOI, **autres})


def la_seule() -> InscriptionEvenement:
    return session.query(InscriptionEvenement).one()


def test_le_public_voit_les_evenements_publies_seulement(client: ClientExigeant, nolwenn: Agent, conference: Evenement):
    cache = evenement(nolwenn, publie=False, titre="Pas encore")

    page = client.get("/evenements/").text

    assert conference.titre in page
    assert "Pas encore" not in page
    assert client.get(f"/evenements/{conference.code}").status_code == 200
    assert client.get(f"/evenements/{cache.code}").status_code == 404


def test_s_inscrire_sans_compte_montre_ses_billets(client: ClientExigeant, conference: Evenement):
    reponse = envoyer(client, conference)

    une = la_seule()
    assert reponse.status_code == 303
    assert reponse.location == f"/evenements/inscriptions/{une.numero}"
    page = client.get(reponse.location).text
    assert page.count('role="img"') == 2
    assert "Luc Morel" in page
    assert une.accessibilite == ["lsf"]


def test_renvoyer_le_meme_formulaire_rend_la_meme_inscription(client: ClientExigeant, conference: Evenement):
    premiere, seconde = envoyer(client, conference), envoyer(client, conference)

    assert premiere.location == seconde.location


def test_un_refus_se_dit_sur_son_champ(client: ClientExigeant, conference: Evenement):
    reponse = envoyer(client, conference, accompagnants="Un\nDeux\nTrois")

    assert reponse.status_code == 422
    assert "plus de noms que de places" in reponse.text
    assert "Ana" in reponse.text


def test_une_inscription_deja_faite_ne_montre_rien_de_celle_d_un_autre(
    application: Flask, client: ClientExigeant, conference: Evenement
):
    envoyer(client, conference)
    curieux = navigateur(application, None)

    reponse = envoyer(curieux, conference, cle="autre")

    assert reponse.status_code == 422
    assert "Luc" not in reponse.text.replace(ENVOI["accompagnants"], "")
    assert gabarits(la_seule())[-1] == "evenements/lien"
    assert curieux.get(f"/evenements/inscriptions/{la_seule().numero}").status_code == 404


def test_l_adresse_seule_n_ouvre_rien(application: Flask, client: ClientExigeant, conference: Evenement):
    adresse = envoyer(client, conference).location
    autre = navigateur(application, None)

    for suite in ("", "/agenda.ics", "/billets.pdf", "/annuler"):
        assert autre.get(f"{adresse}{suite}").status_code == 404
    assert autre.post(f"{adresse}/annuler").status_code == 404
    assert relue(la_seule()).etat is EtatInscription.INSCRIT


def test_le_lien_ouvre_l_inscription_et_n_y_change_rien(client: ClientExigeant, conference: Evenement):
    une = inscrite(conference.id)

    reponse = client.get(chemin_promis(une))

    assert reponse.location == f"/evenements/inscriptions/{une.numero}"
    assert client.get(reponse.location).status_code == 200
    assert relue(une).etat is EtatInscription.INSCRIT
    assert client.get("/e/inconnu").status_code == 404


def test_annuler_demande_un_bouton_et_rend_la_place(client: ClientExigeant, conference: Evenement):
    adresse = envoyer(client, conference).location

    assert client.get(f"{adresse}/annuler").status_code == 200
    assert client.post(f"{adresse}/annuler").status_code == 303

    assert relue(la_seule()).etat is EtatInscription.ANNULE
    assert "annulée" in client.get(adresse).text


def test_confirmer_exige_d_avoir_suivi_le_lien(client: ClientExigeant, nolwenn: Agent):
    grande = evenement(nolwenn, places=60)
    adresse = envoyer(client, grande).location
    une = la_seule()
    assert "confirmez votre adresse" in client.get(adresse).text
    assert client.post(f"{adresse}/confirmer").status_code == 404

    client.get(chemin_promis(une))
    assert "Confirmer mon inscription" in client.get(adresse).text
    assert relue(une).etat is EtatInscription.A_CONFIRMER
    assert client.post(f"{adresse}/confirmer").status_code == 303

    assert relue(une).etat is EtatInscription.INSCRIT


def test_l_agenda_et_les_billets_se_telechargent(client: ClientExigeant, conference: Evenement):
    adresse = envoyer(client, conference).location

    agenda = client.get(f"{adresse}/agenda.ics")
    billets = client.get(f"{adresse}/billets.pdf")

    assert agenda.mimetype == "text/calendar"
    assert "SUMMARY:Vivre avec l’estuaire" in agenda.text
    assert pdf.defauts(billets.data) == []


def test_la_personne_connectee_retrouve_ses_inscriptions(application: Flask, sans_jeton: None, conference: Evenement):
    usager, autre = fabriques.usager(), fabriques.usager(("Emma",), "Le Gall")
    yanis, emma = navigateur(application, usager), navigateur(application, autre)
    envoyer(yanis, conference)
    numero = la_seule().numero

    assert numero in yanis.get("/evenements/").text
    assert yanis.get(f"/evenements/ouvrir/{numero}").status_code == 303
    assert emma.get(f"/evenements/ouvrir/{numero}").status_code == 404


def test_filme_se_dit_avant_et_permet_de_s_opposer(client: ClientExigeant, nolwenn: Agent):
    filme = evenement(nolwenn, enregistre=True, usage_des_images="En ligne un an.")
    assert "En ligne un an." in client.get(f"/evenements/{filme.code}").text

    adresse = envoyer(client, filme, refuse_l_image="oui").location

    assert la_seule().refuse_l_image
    assert "hors champ" in client.get(adresse).text
    assert client.post(f"{adresse}/image").status_code == 303
    assert not relue(la_seule()).refuse_l_image
    client.post(f"{adresse}/image", data={"refuse": "1"})
    assert relue(la_seule()).refuse_l_image


def test_le_refus_de_l_image_ne_se_change_ni_par_un_autre_ni_pour_rien(
    application: Flask, client: ClientExigeant, conference: Evenement
):
    adresse = envoyer(client, conference).location

    assert navigateur(application, None).post(f"{adresse}/image", data={"refuse": "1"}).status_code == 404
    client.post(f"{adresse}/image", data={"refuse": "1"})
    assert not relue(la_seule()).refuse_l_image, "l’évènement n’est pas filmé"


def test_reserve_on_dit_ce_qui_reste_aux_structures_et_laquelle_est_complete(client: ClientExigeant, nolwenn: Agent):
    reserve = evenement(nolwenn, places=9, invitees={"École": 3, "Mairie": 1})
    [mairie] = [une for une in reserve.structures if une.libelle == "Mairie"]
    _prise, _attend = (inscrite(reserve.id, rang, structure_id=mairie.id) for rang in (1, 2))

    page = client.get(f"/evenements/{reserve.code}").text
    assert "Il reste 3 places" in page
    assert "Mairie (complet" in page
    assert "École (complet" not in page
    assert "3 places libres" in client.get("/evenements/").text


def test_clos_ou_annule_ne_montre_plus_de_formulaire(client: ClientExigeant, nolwenn: Agent):
    hier = horloge.maintenant() - timedelta(hours=1)
    clos = evenement(nolwenn, ouvre_le=hier - timedelta(days=1), ferme_le=hier)

    assert "closes" in client.get(f"/evenements/{clos.code}").text
    assert client.get(f"/evenements/{clos.code}/inscription").status_code == 409
