"""Un notaire entre par le fournisseur simulé, prouve son second facteur, et un inconnu sait à qui écrire."""

import pytest
from sqlalchemy import select

from portail.demonstration.offices import charger_les_offices, charger_un_fichier
from portail.identite.models import Compte
from portail.notaires.successions.lots.queries import lots_de
from portail.notaires.successions.models import EtatLigne
from portail.notifications.models import Notification
from portail.socle.base import session
from tests.integration.connexions import connecter
from tests.integration.navigation import envoyer, mots

pytestmark = pytest.mark.usefixtures("departement")


def test_de_bout_en_bout_jusqu_au_bureau(client, comptoir):
    membres = charger_les_offices()

    retour = connecter(client, comptoir, "ines-garnier", nom="notaires", suite="/notaires/office")
    facteur = client.get(retour.location)
    envoyer(client, "/notaires/second-facteur/envoyer", depuis=facteur.location)
    envoye = session.scalars(select(Notification).where(Notification.gabarit == "notaires/code")).one()
    entree = envoyer(client, facteur.location, {"code": envoye.contexte["code"]})

    assert facteur.location.startswith("/notaires/second-facteur")
    assert entree.location == "/notaires/office"
    assert "Inès Garnier" in mots(client.get("/notaires/office"))
    assert session.scalars(select(Compte.membre_id)).all() == [membres["ines-garnier"].id]


def test_sans_acces_ouvert_on_sait_a_qui_ecrire(client, comptoir):
    refus = connecter(client, comptoir, "anne-breton", nom="notaires")

    assert refus.status_code == 403
    assert "votre office ne vous a pas encore ouvert d’accès" in mots(refus)
    assert 'href="/successions"' in refus.text
    page = mots(client.get("/successions"))
    assert "Unité des recours en récupération" in page
    assert "15 jours ouvrés" in page


def test_la_page_de_connexion_des_notaires_dit_ou_ecrire(client, comptoir):
    del comptoir
    assert 'href="/successions"' in client.get("/connexion?guichet=notaires").text


def test_les_offices_de_demonstration_ne_s_ouvrent_qu_une_fois():
    assert {nom: un.id for nom, un in charger_les_offices().items()} == {
        nom: un.id for nom, un in charger_les_offices().items()
    }


def test_le_fichier_de_demonstration_a_une_ligne_a_corriger_et_ne_s_envoie_qu_une_fois():
    membres = charger_les_offices()
    for _fois in range(2):
        charger_un_fichier(membres)

    [(_lot, avancement)] = lots_de(membres["ines-garnier"].office_id)
    assert (avancement.nombre(EtatLigne.DEPOSEE), avancement.nombre(EtatLigne.FAUTIVE)) == (2, 1)
