"""Ce qu’on écrivait sans compte, ou à l’administration, revient aussi ; et toute page qui reçoit un envoi est vue."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.saisies import SaisieGardee
from portail.guichets.reprise import REMONTREES
from portail.identite.models import Role
from portail.notifications.models import SignalementAccessibilite
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.navigation import ecrites, finir_la_session, mots, reenvoyer, valeurs
from tests.integration.rien_a_remontrer import RIEN_A_REMONTRER


@pytest.fixture
def departement(base: Session) -> None:
    del base
    fabriques.departement()


@pytest.mark.parametrize(
    ("page", "envoi"),
    [
        (
            "/administration/parametres/permis_montant_b",
            {
                "valeur": "650,50 euros",
                "debut-jour": "1",
                "debut-mois": "janvier",
                "debut-annee": "",
                "source": "Délibération du 3 décembre",
            },
        ),
        (
            "/administration/ouvertures/aide-permis",
            {"etat": "suspendue", "message": "L’enveloppe est épuisée.\nRéouverture en janvier."},
        ),
    ],
)
@pytest.mark.usefixtures("departement")
def test_l_administratrice_retrouve_ce_qu_elle_ecrivait(client: ClientExigeant, page: str, envoi: dict[str, str]):
    administratrice = fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude")
    entrer(client, administratrice)
    ouverte = client.get(page)
    finir_la_session(client)

    assert reenvoyer(client, ouverte, page, envoi).location == page
    assert client.get(page).location.startswith("/connexion?guichet=agents&suite=")
    entrer(client, administratrice)

    assert ecrites(client.get(page), *envoi) == envoi


# ---------- Sans connexion ----------


@pytest.mark.parametrize(
    ("page", "envoi"),
    [
        (
            "/connexion/courriel?suite=/mon-espace/compte%3Fa%3D1%26b%3D2",
            {
                "nom_naissance": "Le « Gall »",
                "prenoms": "Emma Rose",
                "date_naissance-jour": "31",
                "date_naissance-mois": "fév",
                "date_naissance-annee": "1990",
                "courriel": "emma@messagerie",
            },
        ),
        (
            "/accessibilite/signaler",
            {"description": "Le contraste.\nLa taille.", "page": "/demarches/", "courriel": "emma@messagerie.example"},
        ),
    ],
)
def test_sans_session_la_page_revient_avec_ce_qui_etait_ecrit(
    client: ClientExigeant, base: Session, page: str, envoi: dict[str, str]
):
    fabriques.departement()
    ouverte = client.get(page)
    finir_la_session(client)

    refus = reenvoyer(client, ouverte, page, envoi)
    reprise = client.get(refus.location)

    assert refus.status_code == 303
    assert "restée ouverte trop longtemps" in mots(reprise)
    assert {nom: valeur.strip() for nom, valeur in ecrites(reprise, *envoi).items()} == envoi
    assert base.scalars(select(SaisieGardee)).all() == []
    assert base.scalars(select(SignalementAccessibilite)).all() == []
    # Où la personne voulait aller la suit aussi.
    assert [valeur for _, valeur in parse_qsl(urlsplit(refus.location).query)] == (
        ["/mon-espace/compte?a=1&b=2"] if "suite" in page else []
    )
    assert valeurs(client.get(page)).get("nom_naissance", "") == ""


def test_chaque_formulaire_ou_l_on_repond_est_remontre(application: Flask):
    """Une adresse de plus qui reçoit un envoi : la remontrer, ou dire ici pourquoi il n’y a rien à remontrer."""
    recoivent = {
        regle.endpoint
        for regle in application.url_map.iter_rules()
        if "POST" in (regle.methods or ()) and not str(regle).startswith(("/demo", "/api/"))
    }

    assert recoivent - set(REMONTREES) == set(RIEN_A_REMONTRER)
