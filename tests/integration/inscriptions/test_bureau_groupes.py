"""Le bureau des inscriptions : chacun ne voit que ses services, chaque lecture de noms est au journal."""

import pytest
from flask import Flask

from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.places.chiffres import quotas_du_groupe
from portail.inscriptions.places.models import EtatPlace
from portail.journal.queries import entrees_nommees, textes_cites
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.bureau import BUREAU, accueil, d_ailleurs, inscrit
from tests.integration.navigation import envoyer, jeton, mots, navigateur


def adresse(groupe: Groupe, suite: str = "") -> str:
    return f"{BUREAU}/groupes/{groupe.code}{suite}"


def test_le_service_voit_ses_activites_et_leurs_nombres(application: Flask, stage: Groupe, ronan: Agent):
    inscrit(stage)
    client = navigateur(application, ronan)

    assert "Stages des vacances d’hiver" in mots(client.get(f"{BUREAU}/"))
    page = mots(client.get(f"{BUREAU}/{stage.activite.code}/"))
    assert "1 place libre sur 2" in page


@pytest.mark.parametrize("role", [Role.RESPONSABLE, Role.ACCUEIL, Role.DIRECTEUR_ACTIVITE])
def test_un_autre_service_n_en_sait_rien(application: Flask, stage: Groupe, role: Role):
    _foyer, sienne = inscrit(stage)
    client = navigateur(application, d_ailleurs(role))
    quota = quotas_du_groupe(stage.id)[0].quota.id

    for suite in ("", "/imprimer", "/attente", "/places", f"/places/{quota}", "/annuler", f"/exclure/{sienne.id}"):
        assert client.get(adresse(stage, suite)).status_code == 404
    assert client.get(f"{BUREAU}/{stage.activite.code}/").status_code == 404
    assert client.get(f"{BUREAU}/{stage.activite.code}/chiffres.csv").status_code == 404


def test_lire_les_noms_est_au_journal(application: Flask, stage: Groupe):
    foyer, _sienne = inscrit(stage)
    nolwenn = accueil()
    client = navigateur(application, nolwenn)

    page = client.get(adresse(stage))

    assert foyer.enfant.nom_affiche in mots(page)
    assert foyer.usager.nom_affiche in mots(client.get(adresse(stage, "/imprimer")))
    lues = entrees_nommees(("groupe", stage.id), ["lire_inscrits", "imprimer_inscrits"])
    assert [une.auteur_id for une in lues] == [nolwenn.id, nolwenn.id]


def test_l_administration_regle_sans_lire_de_nom(application: Flask, stage: Groupe):
    inscrit(stage)
    client = navigateur(application, fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude"))

    assert client.get(f"{BUREAU}/{stage.activite.code}/").status_code == 200
    assert client.get(adresse(stage, "/places")).status_code == 200
    assert client.get(adresse(stage)).status_code == 404
    assert client.get(adresse(stage, "/imprimer")).status_code == 404
    assert client.get(adresse(stage, "/attente")).status_code == 404


def test_l_export_porte_les_noms_et_nulle_formule(application: Flask, stage: Groupe, ronan: Agent):
    foyer = fabrique.foyer("=Lou")
    fabrique.confirmee(foyer, stage)
    client = navigateur(application, ronan)

    fichier = client.post(adresse(stage, "/inscrits.csv"), data={"csrf_token": jeton(client.get(adresse(stage)))})

    assert fichier.mimetype == "text/csv"
    assert fichier.headers["Cache-Control"] == "no-store"
    assert "'=Lou" in fichier.get_data(as_text=True)
    assert len(entrees_nommees(("groupe", stage.id), ["exporter_inscrits"])) == 1


def test_les_chiffres_ne_portent_aucun_nom(application: Flask, stage: Groupe, ronan: Agent):
    foyer, _sienne = inscrit(stage)

    fichier = navigateur(application, ronan).get(f"{BUREAU}/{stage.activite.code}/chiffres.csv").get_data(as_text=True)

    [ligne] = [une for une in fichier.splitlines() if une.startswith(stage.code)]
    assert ligne.split(";")[4:10] == ["2", "1", "0", "0", "0", "1"]
    assert foyer.enfant.nom not in fichier


def test_changer_les_places_demande_une_raison_et_sert_qui_attend(application: Flask, ronan: Agent):
    petit = fabrique.groupe(places=1)
    inscrit(petit, "Lou")
    fabrique.attend(fabrique.foyer("Zoé", nom="Allain"), petit)
    quota = quotas_du_groupe(petit.id)[0].quota
    client, ici = navigateur(application, ronan), adresse(petit, f"/places/{quota.id}")

    assert envoyer(client, ici, {"capacite": "2", "raison": " "}).status_code == 422
    assert envoyer(client, ici, {"capacite": "0", "raison": "Salle plus petite"}).status_code == 422
    assert envoyer(client, ici, {"capacite": "2", "raison": "Salle plus grande"}).status_code == 303

    assert fabrique.etats(petit) == {EtatPlace.CONFIRMEE: 1, EtatPlace.PROPOSEE: 1}
    [changee] = entrees_nommees(("quota", quota.id), ["changer_capacite"])
    assert [un.texte for un in textes_cites([changee]).values()] == ["Salle plus grande"]
    assert "Salle plus grande" in mots(client.get(adresse(petit, "/places")))


def test_qui_recoit_ne_regle_rien(application: Flask, stage: Groupe):
    _foyer, sienne = inscrit(stage)
    client = navigateur(application, accueil())

    for suite in ("/places", "/annuler", f"/exclure/{sienne.id}"):
        assert client.get(adresse(stage, suite)).status_code == 403
    for suite in ("ouverture", "directeur", "salle", "voeux/preparer"):
        assert client.get(f"{BUREAU}/{stage.activite.code}/{suite}").status_code == 403


def test_exclure_demande_une_raison_et_rend_la_place(application: Flask, stage: Groupe, ronan: Agent):
    _foyer, sienne = inscrit(stage)
    client, ici = navigateur(application, ronan), adresse(stage, f"/exclure/{sienne.id}")

    assert envoyer(client, ici, {"raison": ""}).status_code == 422
    assert envoyer(client, ici, {"raison": "Mise en danger d’autres enfants"}).status_code == 303

    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 1}
    assert fabrique.sans_derive()
    assert client.get(ici).status_code == 404


def test_annuler_un_groupe_rend_toutes_les_places(application: Flask, stage: Groupe, ronan: Agent):
    inscrit(stage, "Lou")
    client = navigateur(application, ronan)

    assert envoyer(client, adresse(stage, "/annuler"), {"raison": "Gymnase fermé"}).status_code == 303

    assert "1 enfant prévenu" in mots(client.get(f"{BUREAU}/{stage.activite.code}/"))
    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 1}
