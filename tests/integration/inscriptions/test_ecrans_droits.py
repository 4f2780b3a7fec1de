"""Chacun chez soi : la commande, la place, l’attente, l’enfant d’un autre foyer n’existent pour aucun geste."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attente.models import AttenteFoyer
from portail.inscriptions.paniers import actions
from portail.inscriptions.paniers.models import Moyen
from portail.inscriptions.places.models import Inscription
from portail.socle.base import session
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.navigation import envoyer, mots

HIVER = "/inscriptions/activites/stages-hiver-2027"


@pytest.fixture
def guillet(sport: None) -> Foyer:
    return fabrique.foyer("Lou")


def inscription(un: Foyer) -> Inscription:
    siennes = select(Inscription).where(Inscription.usager_id == un.usager.id)
    return session.scalars(siennes.order_by(Inscription.cree_le.desc())).first()


@pytest.mark.usefixtures("sans_jeton")
def test_ce_qui_est_a_un_autre_foyer_n_existe_pour_aucun_geste(client: ClientExigeant, guillet: Foyer, stage: Groupe):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage), Moyen.AU_GUICHET)
    place = inscription(guillet)
    attente = fabrique.attend(fabrique.foyer("Malo", nom="Le Bris"), fabrique.groupe(places=0))
    entrer(client, fabrique.foyer("Zoé", nom="Tanguy").usager)

    lus = [f"/inscriptions/commandes/{commande.numero}", f"/inscriptions/places/{place.id}/renoncer",
           f"/inscriptions/attente/{attente.id}"]  # fmt: skip
    ecrits = [
        *(f"/inscriptions/commandes/{commande.numero}/{geste}" for geste in ("prolonger", "modifier", "rendre")),
        *(f"/inscriptions/attente/{attente.id}/{geste}" for geste in ("accepter", "refuser", "quitter")),
        f"/inscriptions/panier/{place.id}/retirer",
        f"/inscriptions/places/{place.id}/renoncer",
    ]
    codes = {adresse: client.get(adresse).status_code for adresse in lus}
    codes |= {f"POST {adresse}": client.post(adresse, data={"motif": "autre"}).status_code for adresse in ecrits}

    assert set(codes.values()) == {404}, codes
    assert inscription(guillet).active
    assert session.get_one(AttenteFoyer, attente.id, populate_existing=True).sortie_le is None


@pytest.mark.usefixtures("sans_jeton")
def test_l_enfant_d_un_autre_ne_s_inscrit_pas(client: ClientExigeant, guillet: Foyer, stage: Groupe):
    zoe = fabrique.foyer("Zoé", nom="Tanguy")
    entrer(client, zoe.usager)

    envoi = client.post(f"{HIVER}/choisir", data={f"groupes_{guillet.enfant.id.hex}": str(stage.id)})

    assert envoi.status_code == 422
    assert fabrique.etats(stage) == {}


@pytest.mark.usefixtures("sans_jeton")
def test_un_groupe_d_ailleurs_ou_interdit_ne_se_choisit_pas(client: ClientExigeant, guillet: Foyer):
    entrer(client, guillet.usager)
    autre = fabrique.groupe(activite="multisports-2026")
    grands = fabrique.groupe(age_min=12)
    champ = f"groupes_{guillet.enfant.id.hex}"

    codes = [
        client.post(f"{HIVER}/choisir", data={champ: voulu}).status_code
        for voulu in (str(autre.id), str(grands.id), str(uuid4()), "x")
    ]

    assert codes == [422] * 4
    assert fabrique.etats(autre) == fabrique.etats(grands) == {}


def test_sans_famille_on_est_mene_a_l_ecrire(client: ClientExigeant, guillet: Foyer):
    entrer(client, fabriques.usager(["Seul"]))

    page = client.get(f"{HIVER}/choisir")

    assert "Aucun enfant dans votre famille" in mots(page)
    assert "/mon-espace/famille/" in page.text


# ---------- La liste d’attente ----------


def test_complet_la_page_propose_la_liste_d_attente_et_dit_le_rang(
    client: ClientExigeant, guillet: Foyer, stage: Groupe
):
    fabrique.confirmee(fabrique.foyer("Ana", "Eli", nom="Tanguy"), stage)
    entrer(client, guillet.usager)
    voulu = {f"groupes_{guillet.enfant.id.hex}": str(stage.id)}
    refus = envoyer(client, f"{HIVER}/choisir", voulu)
    assert refus.status_code == 409
    assert "Nous inscrire sur la liste d’attente" in mots(refus)

    suite = envoyer(client, f"{HIVER}/choisir", {**voulu, "attendre": "1", "partage": "ce_qui_vient"})

    assert suite.status_code == 303
    lu = mots(client.get(suite.location))
    assert "Rang 1 dans ce groupe" in lu
    assert "même une seule place" in lu
    assert "place attendue" in mots(client.get("/mon-espace/inscriptions/"))
    fabrique.attend(fabrique.foyer("Yan", nom="Le Goff"), stage)
    envoyer(client, f"{suite.location}/quitter", depuis=suite.location)
    assert "Liste quittée" in mots(client.get(suite.location))


def test_ensemble_ou_rien_se_choisit(client: ClientExigeant, stage: Groupe):
    fabrique.confirmee(fabrique.foyer("Ana", nom="Tanguy"), stage)
    deux = fabrique.foyer("Lou", "Malo", nom="Le Bris")
    entrer(client, deux.usager)
    voulus = {f"groupes_{enfant.id.hex}": str(stage.id) for enfant in deux.enfants}

    suite = envoyer(client, f"{HIVER}/choisir", {**voulus, "attendre": "1", "partage": "ensemble"})

    assert "toutes les places ensemble, ou rien" in mots(client.get(suite.location))


def test_une_place_gardee_s_accepte_au_panier_ou_se_refuse(client: ClientExigeant, guillet: Foyer):
    plein = fabrique.groupe(places=1)
    autre = fabrique.foyer("Ana", nom="Tanguy")
    panier = fabrique.au_panier(autre, plein)
    attente = fabrique.attend(guillet, plein)
    suivant = fabrique.attend(fabrique.foyer("Yan", nom="Le Goff"), plein)
    actions.abandonner(panier.id, **autre.qui)
    entrer(client, guillet.usager)
    adresse = f"/inscriptions/attente/{attente.id}"
    assert "1 place vous est gardée" in mots(client.get(adresse))

    accepte = envoyer(client, f"{adresse}/accepter", depuis=adresse)

    assert accepte.location == "/inscriptions/panier"
    assert "Lou" in mots(client.get("/inscriptions/panier"))
    assert fabrique.relu(suivant).echeance is None
    assert envoyer(client, f"{adresse}/refuser", depuis="/inscriptions/panier").status_code == 409
