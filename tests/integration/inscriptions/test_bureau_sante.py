"""La fiche sanitaire : qui dirige l’activité la lit, personne d’autre ne sait même que la page existe."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from portail.identite.actions import auteur_agent
from portail.identite.famille import actions as famille
from portail.identite.models import Agent, Role
from portail.inscriptions.activites.actions import nommer_le_directeur
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.sante.actions import ContenuSanitaire, ecrire
from portail.journal.queries import entrees_nommees
from portail.socle.base import Modele
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.bureau import BUREAU, accueil, d_ailleurs, inscrit
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.navigation import envoyer, jeton, mots, navigateur
from tests.integration.paiement import fabrique as caisse

ALLERGIE = "Arachide, stylo dans le sac"


@pytest.fixture
def gaelle(sport: None) -> Agent:
    return fabrique.directrice()


@pytest.fixture
def malade(stage: Groupe, ronan: Agent, gaelle: Agent) -> Foyer:
    """Un enfant inscrit, dont la fiche est écrite, dans une activité que Gaëlle dirige."""
    nommer_le_directeur(stage.activite.id, gaelle, agent=ronan, auteur=auteur_agent(ronan))
    foyer, _sienne = inscrit(stage)
    ecrire(foyer.enfant.id, stage.activite.id, ContenuSanitaire(allergies=ALLERGIE), **foyer.qui)
    famille.autoriser(foyer.enfant.id, nom="Yvonne Guillet", telephone="02 61 91 45 09", **foyer.qui)
    return foyer


def fiches(groupe: Groupe, suite: str = "") -> str:
    return f"{BUREAU}/{groupe.activite.code}/sante{suite}"


def lectures(foyer: Foyer) -> list[Agent]:
    return [une.auteur_id for une in entrees_nommees(("enfant", foyer.enfant.id), ["lire_fiche_sanitaire"])]


def test_la_directrice_lit_et_chaque_lecture_est_notee(application: Flask, stage: Groupe, malade: Foyer, gaelle: Agent):
    client = navigateur(application, gaelle)

    choix = client.get(fiches(stage))
    assert ALLERGIE not in mots(choix)
    assert lectures(malade) == []

    liste = envoyer(client, fiches(stage, "/liste"), {"groupe": stage.code}, depuis=fiches(stage))
    assert ALLERGIE in mots(liste)
    assert "Yvonne Guillet" in mots(liste)
    assert liste.headers["Cache-Control"] == "no-store"
    seule = envoyer(client, fiches(stage, f"/{malade.enfant.id}"), depuis=fiches(stage))
    assert ALLERGIE in mots(seule)
    assert lectures(malade) == [gaelle.id, gaelle.id]


@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.RESPONSABLE, caisse.SERVICE),
        (Role.ACCUEIL, caisse.SERVICE),
        (Role.INSTRUCTEUR, caisse.SERVICE),
        (Role.DIRECTEUR_ACTIVITE, caisse.SERVICE),
        (Role.DIRECTEUR_ACTIVITE, "autonomie"),
        (Role.ADMINISTRATEUR, None),
        (Role.DPO, None),
    ],
)
def test_tout_autre_n_en_lit_rien(application: Flask, stage: Groupe, malade: Foyer, role: Role, service: str | None):
    client = navigateur(application, fabriques.agent(role, service, prenom="Alain", nom="Morvan"))
    jeton_lu = {"csrf_token": jeton(client.get("/accessibilite/signaler"))}

    assert client.get(fiches(stage)).status_code == 404
    assert client.post(fiches(stage, "/liste"), data=jeton_lu | {"groupe": stage.code}).status_code == 404
    assert client.post(fiches(stage, f"/{malade.enfant.id}"), data=jeton_lu).status_code == 404
    assert lectures(malade) == []


def test_aucune_autre_page_ni_export_ne_la_porte(
    application: Flask, stage: Groupe, malade: Foyer, gaelle: Agent, ronan: Agent
):
    for agent in (gaelle, ronan, accueil()):
        client = navigateur(application, agent)
        page = client.get(f"{BUREAU}/groupes/{stage.code}")
        export = client.post(f"{BUREAU}/groupes/{stage.code}/inscrits.csv", data={"csrf_token": jeton(page)})
        imprimee = client.get(f"{BUREAU}/groupes/{stage.code}/imprimer")
        assert not any(ALLERGIE in une.get_data(as_text=True) for une in (page, export, imprimee))
        assert "Yvonne Guillet" in mots(imprimee)
    assert lectures(malade) == []


def test_l_ancienne_directrice_n_y_a_plus_acces(
    application: Flask, stage: Groupe, malade: Foyer, gaelle: Agent, ronan: Agent
):
    client = navigateur(application, ronan)
    assert envoyer(client, f"{BUREAU}/{stage.activite.code}/directeur", {"directeur": ""}).status_code == 303

    assert navigateur(application, gaelle).get(fiches(stage)).status_code == 404


def test_la_directrice_ne_lit_que_ses_inscrits(application: Flask, stage: Groupe, malade: Foyer, gaelle: Agent):
    ailleurs = fabrique.foyer("Zoé", nom="Allain")
    client = navigateur(application, gaelle)

    for enfant_id in (ailleurs.enfant.id, uuid4()):
        assert envoyer(client, fiches(stage, f"/{enfant_id}"), depuis=fiches(stage)).status_code == 404
    assert envoyer(client, fiches(stage, "/liste"), {"groupe": "inconnu"}, depuis=fiches(stage)).status_code == 404
    assert d_ailleurs().id not in lectures(malade)


def test_rien_de_la_fiche_n_est_en_clair_dans_la_base_ni_dans_un_message_ni_trouve_par_la_recherche(
    application: Flask, stage: Groupe, malade: Foyer, gaelle: Agent, base: Session
):
    client = navigateur(application, gaelle)
    envoyer(client, fiches(stage, "/liste"), {"groupe": stage.code}, depuis=fiches(stage))

    for table in Modele.metadata.sorted_tables:
        lignes = base.execute(text(f'SELECT t::text FROM "{table.name}" t')).scalars()  # noqa: S608 — nos tables
        assert not any("stylo" in ligne or "Arachide" in ligne for ligne in lignes), table.name
    trouve = client.get("/agents/dossiers/?q=Arachide")
    assert trouve.status_code == 200
    assert malade.enfant.nom not in mots(trouve)
