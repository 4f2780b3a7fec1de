"""Où et comment : le lieu qui vient d’abord, les façons que quelqu’un pratique, qui n’a pas d’adresse ici."""

import re

import pytest

from portail.journal.actions import SYSTEME
from portail.rendez_vous.lieux.actions import ajouter_au_secteur
from tests.integration import rendez_vous
from tests.integration.test_rdv_ecrans import ICI, envoyer

FACONS = re.compile(r'name="modalite"[^>]*value="(\w+)"')
TOUTES = frozenset({"sur_place", "telephone", "visio"})


def lieu_lu(page) -> str:
    """Rend le lieu que la page montre d’abord."""
    return re.search(r'<section class="rubrique">\s*<div><h2>([^<]+)</h2>', page.text).group(1)


@pytest.fixture
def loin(departement):
    """Le secteur d’Aigrefeuille ; on ne reçoit qu’à Clisson, tout près, et à Nantes."""
    situes = {"nantes": (-1.55, 47.21), "clisson": (-1.28, 47.09), "aigrefeuille": (-1.40, 47.07)}
    lieux = {
        code: rendez_vous.lieu(code, nom=f"Espace de {code.title()}", longitude=x, latitude=y)
        for code, (x, y) in situes.items()
    }
    ajouter_au_secteur("aigrefeuille", code_insee="44002", auteur=SYSTEME)
    return lieux


@pytest.mark.parametrize(("sectorise", "attendu"), [(True, "Espace de Aigrefeuille"), (False, "Espace de Clisson")])
def test_le_secteur_vient_d_abord_seulement_pour_ce_qui_est_sectorise(client, loin, sectorise, attendu):
    objet, agent = rendez_vous.objet(sectorise=sectorise), rendez_vous.puericultrice()
    agenda = rendez_vous.agenda(agent, loin["nantes"])
    for code, jour in (("nantes", 1), ("clisson", 2)):
        rendez_vous.plage(agent, agenda, loin[code], objet, jours=frozenset({jour}))
    page = client.get(envoyer(client, f"/rendez-vous/ou?pour={objet.id}", **ICI).location)

    assert lieu_lu(page) == attendu
    assert ("Aucun horaire libre ici" in page.text) is sectorise
    assert ("Celui de mon secteur" in page.text) is sectorise


def test_une_facon_que_personne_ne_pratique_ne_se_propose_pas(client, loin):
    objet = rendez_vous.objet(modalites=["visio", "telephone", "sur_place"])
    adresse = f"/rendez-vous/ou?pour={objet.id}"
    assert FACONS.findall(client.get(adresse).text) == ["visio", "telephone", "sur_place"]  # personne ne reçoit encore
    sans, avec = rendez_vous.puericultrice(), rendez_vous.puericultrice("Anne", "Autre")
    rendez_vous.plage(sans, rendez_vous.agenda(sans), loin["clisson"], objet, modalites=TOUTES - {"telephone"})
    assert FACONS.findall(client.get(adresse).text) == ["sur_place"]
    horaires = envoyer(client, adresse, **ICI, modalite="sur_place").location
    assert "modalite=sur_place" in horaires

    en_visio = rendez_vous.agenda(avec, visio="https://visio.example/anne")
    rendez_vous.plage(avec, en_visio, loin["clisson"], objet, modalites=frozenset({"visio"}))
    assert FACONS.findall(client.get(adresse).text) == ["visio", "sur_place"]


@pytest.mark.parametrize("commune", ["Rennes", "35000 Rennes"])
def test_une_commune_d_ailleurs_se_refuse_et_dit_que_faire(client, loin, commune):
    adresse = f"/rendez-vous/ou?pour={rendez_vous.objet().id}"
    refus = envoyer(client, adresse, **(ICI | {"commune": commune}))

    assert refus.status_code == 422
    for dit in ("Rennes", "dans le département", "adressez-vous à votre département", "02"):
        assert dit in refus.text
    assert f'value="{commune}"' in refus.text


def test_sans_domicile_la_page_mene_aux_permanences(client, departement):
    rendez_vous.lieu("clisson", nom="Espace de Clisson", permanences="Le mardi de 9 h à 12 h.")
    rendez_vous.lieu("blain", nom="Espace de Blain")
    page = client.get(f"/rendez-vous/ou?pour={rendez_vous.objet().id}")
    [adresse] = set(re.findall(r'href="(/rendez-vous/permanences)"', page.text))
    permanences = client.get(adresse).text

    assert "Sans domicile fixe" in page.text
    assert "Le mardi de 9 h à 12 h." in permanences
    assert 'href="tel:115"' in permanences
    assert "Espace de Blain" not in permanences  # on n’y reçoit que sur rendez-vous
