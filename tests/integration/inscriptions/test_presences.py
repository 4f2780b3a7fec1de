"""Les présences d’un groupe : séance par séance, redites, notées ; jamais un jour à venir."""

from datetime import date, timedelta

from flask import Flask

from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.places.presences import comptes_des_seances
from portail.journal.queries import entrees_nommees
from tests import fabriques
from tests.integration.inscriptions.bureau import BUREAU, accueil, d_ailleurs, inscrit
from tests.integration.navigation import envoyer, mots, navigateur


def test_les_presents_se_notent_se_corrigent_et_se_comptent(application: Flask, stage: Groupe):
    _lou, la = inscrit(stage, "Lou")
    _ana, absente = inscrit(stage, "Ana")
    client, ici = navigateur(application, accueil()), f"{BUREAU}/groupes/{stage.code}/presences"
    assert "Aucune séance n’a encore eu lieu" in mots(client.get(ici))
    mardi = stage.premier_jour + timedelta(days=1)
    fabriques.mettre_l_horloge_au(mardi)

    assert envoyer(client, ici, {"presents": [str(la.id), str(absente.id)]}).status_code == 303
    assert envoyer(client, ici, {"presents": str(la.id)}).status_code == 303

    assert comptes_des_seances(stage.id) == {mardi: (1, 2)}
    assert "présents : 1 sur 2" in mots(client.get(ici))
    notees = entrees_nommees(("groupe", stage.id), ["noter_les_presents"])
    assert [une.details["presents"] for une in notees] == [2, 1]
    assert client.get(f"{ici}?jour={stage.premier_jour}").status_code == 200
    for jour in (mardi + timedelta(days=1), stage.premier_jour - timedelta(days=1), date(2027, 2, 20)):
        assert client.get(f"{ici}?jour={jour}").status_code == 404
    assert navigateur(application, d_ailleurs()).get(ici).status_code == 404
