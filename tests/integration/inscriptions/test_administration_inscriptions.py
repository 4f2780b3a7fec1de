"""L’administration des inscriptions : tarifs à confirmer, audit des places ; un écart se montre, rien ne se corrige."""

from flask import Flask
from sqlalchemy import update

from portail.identite.models import Role
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.places.models import Quota
from portail.inscriptions.tarifs.queries import grille_du_code
from portail.journal.queries import entrees_nommees
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.bureau import inscrit
from tests.integration.navigation import jeton, mots, navigateur

ICI = "/administration/inscriptions"


def test_les_tarifs_se_confirment(application: Flask, sport: None):
    client = navigateur(application, fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude"))
    page = client.get(ICI)
    assert "À confirmer" in mots(page)

    donnees = {"csrf_token": jeton(client.get(f"{ICI}/tarifs/sport-2026"))}
    assert client.post(f"{ICI}/grilles/sport-2026/confirmer", data=donnees).status_code == 303
    assert client.post(f"{ICI}/grilles/inconnue/confirmer", data=donnees).status_code == 404

    assert [une.a_confirmer for une in grille_du_code("sport-2026").versions] == [False]
    assert len(entrees_nommees(("grille_tarifaire", "sport-2026"), ["confirmer_grille"])) == 1


def test_un_compteur_qui_derive_se_montre_et_ne_se_corrige_pas(application: Flask, stage: Groupe):
    foyer, _sienne = inscrit(stage)
    client = navigateur(application, fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude"))
    assert "Chaque compteur dit les places tenues" in mots(client.get(ICI))

    with transaction():
        session.execute(update(Quota).where(Quota.code == stage.code).values(pris=2))

    page = mots(client.get(ICI))
    assert "ont dérivé" in page
    assert stage.code in page
    assert foyer.enfant.nom not in page
    assert fabrique.prises(stage) == 2
