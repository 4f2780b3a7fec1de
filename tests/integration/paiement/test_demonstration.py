"""La démonstration du paiement : des sommes à essayer, un PayFiP simulé lisible et réglable."""

import pytest
import requests

from portail.demonstration.payfip.scenario import Notifications, Panne
from portail.demonstration.regies import FICHES, SOMMES, charger_les_regies, sommes_a_essayer
from portail.paiement.paiements.models import SommeDue
from portail.paiement.payfip.client import ClientPayfip
from tests.client import ClientExigeant, fautes_html
from tests.integration.navigation import envoyer, mots, titre
from tests.integration.paiement.fabrique import COURRIEL, Commandes, ouvrir
from tests.payfip import Guichetier

SANS_JETON = "formulaire POST sans jeton"
"""Le simulateur n’a pas de session : rien à protéger."""


def test_les_sommes_a_essayer_se_chargent_une_fois_et_se_paient(
    client: ClientExigeant, en_ligne: Guichetier, commandes: Commandes
):
    assert [charger_les_regies(), charger_les_regies()] == [len(SOMMES), 0]

    accueil = client.get("/demo/")
    for une in sommes_a_essayer():
        assert une.chemin in accueil.text
        assert client.get(une.chemin).status_code == 200
    depart = envoyer(client, sommes_a_essayer()[0].chemin, {"courriel": COURRIEL})
    assert depart.location.startswith(en_ligne.racine)
    assert f'href="{en_ligne.racine}/pupitre"' in accueil.text


def test_le_payfip_simule_connait_les_regies_de_la_demonstration(en_ligne: Guichetier):
    client = ClientPayfip(en_ligne.racine)

    assert [client.contrat(fiche.numcli).numcli for fiche in FICHES.values()] == ["090909", "090910"]


def test_ses_pages_sont_lisibles_par_tous(en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)
    racine = f"{en_ligne.racine}/tpa/paiementws.web"
    pages = [
        requests.get(racine, params={"idop": paiement.idop}, timeout=300),
        requests.get(racine, params={"idop": paiement.idop}, timeout=300),
        requests.get(f"{en_ligne.racine}/pupitre", timeout=300),
        requests.post(racine, data={"idop": paiement.idop, "choix": "fermer"}, timeout=300),
        requests.post(racine, data={"idop": paiement.idop, "choix": "plus_tard"}, timeout=300),
    ]

    assert [page.status_code for page in pages] == [200, 400, 200, 200, 200]
    for page in pages:
        assert [faute for faute in fautes_html(page.text) if faute != SANS_JETON] == []
    for bouton in ("Payer par carte : accepté", "Abandonner", "Fermer l’onglet", "Payer après 15 minutes"):
        assert bouton in " ".join(pages[0].text.replace("\u00a0", " ").split())


def test_son_pupitre_regle_ce_qui_va_de_travers(en_ligne: Guichetier, due: SommeDue):
    ouvrir(due)
    reglage = {
        "notifications": "doublees",
        "panne": "http_502",
        "faute": "R3",
        "p5_secondes": "30",
        "delai_notification_secondes": "2",
        "montant_altere": "-100",
        "saisie_alteree": "w",
        "purge": "1",
    }

    requests.post(f"{en_ligne.racine}/pupitre/scenario", data=reglage, timeout=300).raise_for_status()

    scenario = en_ligne.scenario
    assert (scenario.notifications, scenario.panne) == (Notifications.DOUBLEES, Panne.PASSERELLE)
    assert scenario.faute == "R3"
    assert (scenario.p5_secondes, scenario.montant_altere, scenario.saisie_alteree, scenario.purge) == (
        30,
        -100,
        "W",
        True,
    )
    avant = en_ligne.etat.heure()
    requests.post(f"{en_ligne.racine}/pupitre/avancer", timeout=300).raise_for_status()
    assert en_ligne.etat.heure() >= avant + 15 * 60


@pytest.mark.parametrize("idop", ["", "inconnu", "a" * 500])
def test_il_ne_paie_pas_ce_qu_il_ne_connait_pas(en_ligne: Guichetier, idop: str):
    envoi = requests.post(f"{en_ligne.racine}/tpa/paiementws.web", data={"idop": idop, "choix": "P"}, timeout=300)

    assert envoi.status_code == 400
    assert "<strong>P1</strong>" in envoi.text


def test_la_page_de_la_demonstration_se_lit_vide(client: ClientExigeant, departement: None):
    accueil = client.get("/demo/")

    assert titre(accueil) == "La démonstration"
    assert "Payer une somme fictive" not in mots(accueil)
