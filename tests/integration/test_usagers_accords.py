"""Ce que la personne lit s’accorde : une part, deux conditions ; et rien ne se dit modifiable qui ne l’est pas."""

from datetime import date

import pytest

from portail.identite.models import Usager
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.navigation import NS, arbre, mots

PRETEST = "/demarches/aide-permis/ai-je-droit"
SANS_DROIT = {
    "categorie": "B",
    "date_naissance-jour": "1",
    "date_naissance-mois": "1",
    "date_naissance-annee": "1980",
    "commune_insee": "Clisson",
    "date_arrivee_44-jour": "1",
    "date_arrivee_44-mois": "1",
    "date_arrivee_44-annee": "1980",
    "rfr": "7000",
    "nb_parts": "1",
    "autre_aide": "non",
}

pytestmark = pytest.mark.usefixtures("yanis_entre")


@pytest.mark.parametrize(
    ("parts", "dit"), [("1", "÷ 1 part ="), ("1,5", "÷ 1,5 part ="), ("2", "÷ 2 parts ="), ("2,5", "÷ 2,5 parts =")]
)
def test_les_parts_s_accordent(client: ClientExigeant, yanis: Usager, parts: str, dit: str):
    assert dit in mots(client.post(PRETEST, data=SANS_DROIT | {"nb_parts": parts}))


def test_les_conditions_non_remplies_se_comptent(client: ClientExigeant, yanis: Usager):
    une = client.post(PRETEST, data=SANS_DROIT)
    deux = client.post(PRETEST, data=SANS_DROIT | {"rfr": "90000"})

    assert "Une condition n’est pas remplie" in mots(une)
    assert "2 conditions ne sont pas remplies" in mots(deux)
    client.set_cookie("langue", "en")
    assert "2 conditions are not met" in mots(client.post(PRETEST, data=SANS_DROIT | {"rfr": "90000"}))


def test_au_recapitulatif_aussi(client: ClientExigeant, yanis: Usager):
    ines = fabriques.usager(("Inès",), "Garnier", naissance=date(1980, 1, 1))  # trop âgée quel que soit le jour
    entrer(client, ines)
    une = fabriques.brouillon(ines, pieces=False)
    deux = fabriques.brouillon(ines, pieces=False, rfr="90000")

    pages = [mots(client.get(f"/mon-espace/dossiers/{dossier.numero}/recapitulatif")) for dossier in (une, deux)]

    assert "Une condition ne semble pas remplie" in pages[0]
    assert "2 conditions ne semblent pas remplies" in pages[1]


def test_une_valeur_calculee_ne_se_modifie_pas(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.brouillon(yanis, pieces=False)

    page = client.get(f"/mon-espace/dossiers/{dossier.numero}/recapitulatif")
    liens = {" ".join("".join(lien.itertext()).split()) for lien in arbre(page).iter(f"{NS}a")}

    assert "Quotient familial" in mots(page)
    assert {"Modifier : Nombre de parts", "Modifier : Revenu fiscal de référence du foyer"} <= liens
    assert "Modifier : Quotient familial" not in liens
