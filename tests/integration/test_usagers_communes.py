"""Un code postal, plusieurs communes : on choisit dans une liste, sans rien réécrire du reste."""

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portail.dossiers.actions import brouillon
from portail.dossiers.models import Dossier
from portail.identite.models import Usager
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.lignes import relu
from tests.integration.navigation import NS, arbre, envoyer, erreurs, reenvoyer, valeurs
from tests.unitaires.situations_permis import PERMIS

SIX = ["Boussay", "Clisson", "Gétigné", "Gorges", "Saint-Hilaire-de-Clisson", "Saint-Lumine-de-Clisson"]
DOMICILE = {
    "adresse-voie": "8 rue du « Minage »",
    "adresse-complement": "Bâtiment B",
    "adresse-code_postal": "44 190",
    "adresse-commune": "",
    "date_arrivee_44-jour": "1",
    "date_arrivee_44-mois": "mars",
    "date_arrivee_44-annee": "2015",
    "courriel": "yanis@messagerie.example",
    "telephone": "06 39 98 00 01",
    "canal_prefere": "courriel",
}


@pytest.fixture
def dossier(yanis_entre: Usager) -> Dossier:
    return brouillon.commencer(PERMIS, usager=yanis_entre, qualite="lui_meme", langue="fr")


def page_de(dossier: Dossier, page: str) -> str:
    return f"/mon-espace/dossiers/{dossier.numero}/saisie/{page}"


def liste(page: TestResponse, nom: str) -> list[str]:
    """Rend les lignes de la liste déroulante de ce nom, l’invite à part."""
    return [
        ligne.get("value", "")
        for choix in arbre(page).iter(f"{NS}select")
        if choix.get("name") == nom
        for ligne in choix.iter(f"{NS}option")
    ][1:]


def test_la_commune_se_choisit_et_le_reste_de_l_adresse_ne_bouge_pas(client: ClientExigeant, dossier: Dossier):
    saisie = page_de(dossier, "coordonnees")

    refus = envoyer(client, saisie, DOMICILE)
    remontrees = valeurs(refus)
    acceptee = reenvoyer(client, refus, saisie, remontrees | {"adresse-commune": "Gétigné"})

    assert refus.status_code == 422
    assert erreurs(refus)[0].startswith("Erreur : plusieurs communes ont le code postal 44190")
    assert liste(refus, "adresse-commune") == SIX
    assert {nom: remontrees[nom] for nom in DOMICILE} == DOMICILE
    assert acceptee.status_code == 303
    assert relu(dossier).reponses["adresse"] == {
        "voie": "8 rue du « Minage »",
        "complement": "Bâtiment B",
        "code_postal": "44190",
        "commune": "Gétigné",
        "commune_insee": "44063",
    }


def test_un_nom_d_ailleurs_reste_au_choix_car_le_code_postal_peut_etre_faux(client: ClientExigeant, dossier: Dossier):
    saisie = page_de(dossier, "coordonnees")

    refus = envoyer(client, saisie, DOMICILE | {"adresse-commune": "Nozay"})
    corrige = reenvoyer(client, refus, saisie, valeurs(refus) | {"adresse-code_postal": "44170"})

    assert liste(refus, "adresse-commune") == ["Nozay", *SIX]
    assert valeurs(refus)["adresse-commune"] == "Nozay"
    assert corrige.status_code == 303
    assert relu(dossier).reponses["adresse"]["commune_insee"] == "44113"


def test_sans_plusieurs_communes_la_zone_reste_a_ecrire(client: ClientExigeant, dossier: Dossier):
    refus = envoyer(client, page_de(dossier, "coordonnees"), DOMICILE | {"adresse-code_postal": "35000"})

    assert erreurs(refus) == ["Erreur : indiquez le nom de la commune. Exemple : Clisson"]
    assert liste(refus, "adresse-commune") == []
    assert "adresse-commune" in valeurs(refus)


def test_une_question_de_commune_propose_aussi_la_liste_sans_empecher_d_ecrire(client: ClientExigeant, base: Session):
    del base
    fabriques.departement()
    pretest = "/demarches/aide-permis/ai-je-droit"

    refus = client.post(pretest, data=valeurs(client.get(pretest)) | {"commune_insee": "44190"})
    choisie = client.post(pretest, data=valeurs(refus) | {"commune_insee-choix": "Clisson"})
    ecrite = client.post(pretest, data=valeurs(refus) | {"commune_insee": "35000 Rennes"})

    assert liste(refus, "commune_insee-choix") == SIX
    assert valeurs(refus)["commune_insee"] == "44190"
    for page, nom in ((choisie, "Clisson"), (ecrite, "35000 Rennes")):
        assert valeurs(page)["commune_insee"] == nom
        assert liste(page, "commune_insee-choix") == []
        assert not any("commune" in erreur for erreur in erreurs(page))
