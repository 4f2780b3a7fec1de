"""Douze instructions SQL par page, au plus : s’inscrire, visiter, payer, en famille et à plusieurs.

Ce que `test_douze_requetes` ne voit pas : les pages ouvertes à tous, et celles qui n’existent qu’à un moment d’une
commande.
"""

from collections.abc import Iterable

import pytest
from flask import Flask

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.evenements.models import EtatInscription
from portail.inscriptions.patrimoine import liens as liens_des_achats
from portail.inscriptions.patrimoine.models import SeanceDeVisite
from portail.paiement.paiements import liens as liens_des_sommes
from portail.parametres import queries as parametres
from tests.client import ClientExigeant
from tests.integration.billetterie import fabrique as billetterie
from tests.integration.billetterie.conftest import sites as sites
from tests.integration.billetterie.conftest import visite as visite
from tests.integration.evenements import fabrique as evenements
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.bureau import BUREAU, inscrit, recue
from tests.integration.inscriptions.conftest import ronan as ronan
from tests.integration.inscriptions.conftest import sport as sport
from tests.integration.inscriptions.conftest import stage as stage
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.navigation import navigateur
from tests.integration.test_requetes_sql import compter

MAX = 12
ENFANTS = ("Lou", "Malo", "Ana")


@pytest.fixture(autouse=True)
def parametres_gardes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Garde les paramètres lus tout l’essai : relus toutes les dix secondes, ils compteraient parfois en plus."""
    monkeypatch.setattr(parametres, "FRAICHEUR_SECONDES", 3600)


@pytest.fixture
def guillet(sport: None) -> Foyer:
    """Trois enfants."""
    return fabrique.foyer(*ENFANTS)


@pytest.fixture
def complet(sport: None) -> Groupe:
    """Un stage plein, où l’on attend."""
    plein = fabrique.groupe(places=4)
    for prenom in ("Ida", "Noé", "Zoé", "Tao"):
        inscrit(plein, prenom)
    return plein


def trop(client: ClientExigeant, adresses: Iterable[str]) -> dict[str, int]:
    """Rend les pages qui demandent trop d’instructions, et combien ; chacune doit s’ouvrir."""
    couts = {}
    for adresse in adresses:
        assert client.get(adresse).status_code == 200, adresse
        couts[adresse] = len(compter(lambda a=adresse: client.get(a)))
    return {adresse: cout for adresse, cout in couts.items() if cout > MAX}


def test_une_famille_de_trois_enfants_du_choix_a_la_commande(
    application: Flask, guillet: Foyer, stage: Groupe, complet: Groupe
):
    chez_elle = navigateur(application, guillet.usager)
    attente = fabrique.attend(guillet, complet)
    trois = [fabrique.groupe(places=5) for _ in ENFANTS]
    panier = fabrique.au_panier(guillet, *trois)
    activite, places = f"/inscriptions/activites/{stage.activite.code}", f"/inscriptions/attente/{attente.id}"
    choisir = f"{activite}/choisir?groupe={stage.code}"
    avant = ["/inscriptions/", activite, choisir, "/inscriptions/tarif", "/inscriptions/panier"]

    assert trop(chez_elle, [*avant, "/inscriptions/panier/recapitulatif", places, "/mon-espace/inscriptions/"]) == {}

    fabrique.regler(fabrique.engagee(guillet, panier))

    commande = f"/inscriptions/commandes/{panier.numero}"
    famille = ["/mon-espace/famille/", f"/mon-espace/famille/enfants/{guillet.enfant.id}"]
    assert trop(chez_elle, [commande, "/mon-espace/inscriptions/", "/mon-espace/", *famille]) == {}


def test_recevoir_une_famille_de_trois_enfants_au_guichet(
    application: Flask, guillet: Foyer, ronan: Agent, stage: Groupe, complet: Groupe
):
    au_bureau = navigateur(application, ronan)
    fabrique.attend(guillet, complet)
    fabrique.au_panier(guillet, *[fabrique.groupe(places=5) for _ in ENFANTS])
    ici = recue(guillet, ronan)
    famille = [ici, f"{ici}documents", f"{ici}choisir", f"{ici}choisir/{stage.activite.code}"]
    groupe = f"{BUREAU}/groupes/{complet.code}"

    assert trop(au_bureau, [*famille, f"{ici}inscrire/{stage.code}", f"{ici}regler"]) == {}
    assert trop(au_bureau, [f"{BUREAU}/a-traiter", groupe, f"{groupe}/attente", f"{groupe}/imprimer"]) == {}


def test_les_evenements_ou_l_on_vient_a_plusieurs(application: Flask, departement: None):
    nolwenn = evenements.responsable()
    personne, au_bureau = navigateur(application, None), navigateur(application, nolwenn)
    conferences = [evenements.evenement(nolwenn, places=6) for _ in range(4)]
    une = conferences[0]
    for rang in range(4):
        evenements.inscrite(une.id, rang, places=2, accompagnants=("Luc",))
    assert evenements.etats(une.id) == {EtatInscription.INSCRIT: 3, EtatInscription.ATTENTE: 1}
    premiere = evenements.inscrite(conferences[1].id, 9, places=3, accompagnants=("Luc", "Eva"))
    mienne = personne.get(evenements.chemin_promis(premiere)).location
    public = ["/evenements/", f"/evenements/{une.code}", f"/evenements/{une.code}/inscription", mienne]
    bureau = ["/agents/evenements/", f"/agents/evenements/{une.id}", f"/agents/evenements/{une.id}/places"]

    assert trop(personne, public) == {}
    assert trop(au_bureau, bureau) == {}


@pytest.mark.usefixtures("sans_jeton")
def test_les_billets_de_plusieurs_seances(application: Flask, visite: SeanceDeVisite):
    personne = navigateur(application, None)
    produit = f"/billetterie/{billetterie.ENTREE}"
    for une in (visite, billetterie.seance(jour=billetterie.demain(), heure=visite.debut.time().replace(hour=16))):
        personne.post(f"{produit}/billets?seance={une.id}", data={"tarif_1": "2", "tarif_3": "2"})
    achat = billetterie.gratuit(visite, 4)
    vendu = liens_des_achats.chemin_de(achat.id)
    choix = ["/billetterie/", produit, f"{produit}/billets?seance={visite.id}", "/billetterie/panier"]
    enora = billetterie.accueil()
    site = billetterie.produit().site.code
    bureau = ["/agents/billetterie/", f"/agents/billetterie/{site}", f"/agents/billetterie/achats/{achat.id}"]

    assert trop(personne, [*choix, "/billetterie/payer", vendu]) == {}
    assert trop(navigateur(application, enora), [*bureau, f"/agents/billetterie/seances/{visite.id}"]) == {}

    payant = billetterie.engage(billetterie.au_panier(visite, plein=2))
    assert trop(personne, [liens_des_sommes.chemin_de(billetterie.somme(payant).id), "/payer-un-titre"]) == {}
