"""Le client de PayFiP contre le simulateur, par le réseau : chaque opération, chaque faute, chaque panne."""

from dataclasses import replace
from decimal import Decimal

import pytest
import requests

from portail.demonstration.payfip import regles
from portail.demonstration.payfip.application import InterditEnProduction, creer_payfip
from portail.demonstration.payfip.etat import OUVERTURE_SECONDES, SANS_ACCES
from portail.paiement.payfip.client import ClientPayfip
from portail.paiement.payfip.fautes import (
    DemandeRefusee,
    OperationInconnue,
    RegieRefusee,
    ResultatPasEncoreConnu,
)
from portail.paiement.payfip.formes import Demande, DemandeInvalide, Saisie, en_centimes, objet_admis
from tests.payfip import Guichetier

DEMANDE = Demande(
    numcli="090909",
    exer=2026,
    refdet="ASD7K4M2P9X01",
    objet="Stage de voile, été 2027 – 5 demi-journées",
    montant=Decimal("50.00"),
    mel="claire.guillet@courriel.example",
    saisie=Saisie.TEST,
    urlnotif="https://portail.example/paiement/payfip/notification",
    urlredirect="https://portail.example/paiement/x",
)


@pytest.fixture
def client(payfip: Guichetier) -> ClientPayfip:
    return ClientPayfip(payfip.racine, delai_secondes=300)


def test_cinquante_euros_partent_en_cinq_mille_centimes(client: ClientPayfip, payfip: Guichetier):
    idop = client.creer(DEMANDE)

    assert payfip.etat.operations[idop].champs == {
        "exer": "2026",
        "mel": "claire.guillet@courriel.example",
        "montant": "5000",
        "numcli": "090909",
        "objet": "Stage de voile ete 2027 5 demi journees",
        "refdet": "ASD7K4M2P9X01",
        "saisie": "T",
        "urlnotif": "https://portail.example/paiement/payfip/notification",
        "urlredirect": "https://portail.example/paiement/x",
    }
    assert client.page(idop) == f"{payfip.racine}/tpa/paiementws.web?idop={idop}"


def test_avant_que_la_personne_ait_fini_le_resultat_n_est_pas_connu(client: ClientPayfip):
    idop = client.creer(DEMANDE)

    with pytest.raises(ResultatPasEncoreConnu):
        client.lire(idop)


@pytest.mark.parametrize("issue", ["P", "V", "R", "Z", "A"])
def test_chaque_issue_se_lit(client: ClientPayfip, payfip: Guichetier, issue: str):
    idop = client.creer(DEMANDE)
    retour = payfip.choisir(idop, issue)

    lu = client.lire(idop)

    assert retour.headers["Location"] == DEMANDE.urlredirect
    assert (lu.issue, lu.idop, lu.numcli, lu.refdet, lu.saisie) == (issue, idop, "090909", DEMANDE.refdet, "T")
    assert lu.montant == Decimal("50.00")
    assert bool(lu.autorisation) is (issue in {"P", "V"})
    assert lu.jour is not None


def test_un_identifiant_inconnu_l_est_pour_toujours(client: ClientPayfip):
    with pytest.raises(OperationInconnue) as refus:
        client.lire("cc0cb210-1cd4-11ea-8cca-0213ad91a103")

    assert refus.value.code == "P1"


def test_un_abandon_est_oublie_la_nuit(client: ClientPayfip, payfip: Guichetier):
    idop = client.creer(DEMANDE)
    payfip.choisir(idop, "A")
    assert client.lire(idop).issue == "A"

    payfip.etat.avancer(24 * 3600)

    with pytest.raises(OperationInconnue):
        client.lire(idop)


def test_un_resultat_reste_inconnu_le_temps_voulu(client: ClientPayfip, payfip: Guichetier):
    payfip.scenario.p5_secondes = 60
    idop = client.creer(DEMANDE)
    payfip.choisir(idop, "P")

    with pytest.raises(ResultatPasEncoreConnu):
        client.lire(idop)
    payfip.etat.avancer(61)

    assert client.lire(idop).issue == "P"


def test_payer_apres_un_quart_d_heure(client: ClientPayfip, payfip: Guichetier):
    idop = client.creer(DEMANDE)
    payfip.choisir(idop, "plus_tard")

    with pytest.raises(ResultatPasEncoreConnu):
        client.lire(idop)
    payfip.etat.avancer(OUVERTURE_SECONDES)

    assert client.lire(idop).issue == "P"


@pytest.mark.parametrize(("avant", "code"), [("ouverte", "P3"), ("perimee", "P4"), ("inconnue", "P1")])
def test_la_page_ne_s_ouvre_qu_une_fois_et_dans_le_quart_d_heure(
    client: ClientPayfip, payfip: Guichetier, avant: str, code: str
):
    idop = client.creer(DEMANDE)
    if avant == "ouverte":
        requests.get(client.page(idop), timeout=300)
    if avant == "perimee":
        payfip.etat.avancer(OUVERTURE_SECONDES + 1)

    page = requests.get(client.page("x" * 20 if avant == "inconnue" else idop), timeout=300)

    assert page.status_code == 400
    assert f"<strong>{code}</strong>" in page.text


def test_la_regie_s_essaie(client: ClientPayfip):
    contrat = client.contrat("090909")

    assert (contrat.numcli, contrat.libelles[1]) == ("090909", "ANIMATION SPORTIVE")


@pytest.mark.parametrize(("numcli", "code"), [("12", "T1"), ("123456", "T2"), (SANS_ACCES, "T4")])
def test_une_regie_mal_reglee_se_dit(client: ClientPayfip, numcli: str, code: str):
    with pytest.raises(RegieRefusee) as refus:
        client.contrat(numcli)

    assert refus.value.code == code


# ---------- Ce que notre client refuse d’envoyer, PayFiP le refuserait aussi ----------


@pytest.mark.parametrize(
    ("champ", "valeur", "code"),
    [
        ("numcli", "90909", "T1"),
        ("refdet", "ABCD", "R3"),
        ("refdet", "AVEC-TIRET", "R3"),
        ("refdet", "A" * 31, "R3"),
        ("mel", "", "A1"),
        ("mel", "sans-arobase", "A2"),
        ("mel", f"claire@{'a' * 66}.example", "A2"),
        ("urlnotif", "https://" + "a" * 250, "N1"),
        ("urlredirect", "ftp://portail.example", "D1"),
    ],
)
def test_une_demande_fautive_ne_part_pas(client: ClientPayfip, payfip: Guichetier, champ: str, valeur: str, code: str):
    fautive = replace(DEMANDE, **{champ: valeur})

    with pytest.raises(DemandeInvalide) as refus:
        client.creer(fautive)

    assert refus.value.champ == champ
    assert payfip.etat.operations == {}
    assert regles.faute_de(_champs_forces(champ, valeur)) == code


@pytest.mark.parametrize(
    ("montant", "code"), [("0", "M3"), ("99", "M3"), ("10000000", "M5"), ("50,00", "M1"), ("", "M1")]
)
def test_payfip_borne_le_montant(montant: str, code: str):
    assert regles.faute_de(_champs_forces("montant", montant)) == code


def test_quatre_vingts_centimes_sont_sous_le_minimum_de_payfip(client: ClientPayfip):
    with pytest.raises(DemandeRefusee) as refus:
        client.creer(replace(DEMANDE, montant=Decimal("0.80")))

    assert refus.value.code == "M3"


@pytest.mark.parametrize("montant", ["0", "-1", "50.005", "NaN", "Infinity"])
def test_un_montant_qui_ne_fait_pas_des_centimes_ne_part_pas(montant: str):
    with pytest.raises(DemandeInvalide):
        en_centimes(Decimal(montant))


def test_un_objet_sans_lettre_admise_ne_part_pas(client: ClientPayfip):
    assert objet_admis("Œuvre à l’été : 5 €") == "OEuvre a l ete 5"
    assert len(objet_admis("a" * 300)) == 100
    with pytest.raises(DemandeInvalide):
        client.creer(replace(DEMANDE, objet="…"))


def _champs_forces(champ: str, valeur: str) -> dict[str, str]:
    return DEMANDE.champs() | {champ: valeur}


# ---------- Jamais en production ----------


@pytest.mark.parametrize("environ", [{}, {"PORTAIL_ENV": "production"}, {"PORTAIL_ENV": "autre"}])
def test_le_simulateur_refuse_la_production(environ: dict[str, str]):
    with pytest.raises(InterditEnProduction):
        creer_payfip(environ)
