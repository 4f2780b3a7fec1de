"""Mille navigateurs envoient le même horaire au même instant, à travers toute l’application : un seul est servi.

La fenêtre de course est élargie par la base : les agendas restent verrouillés jusqu’à ce que plusieurs attendent leur
tour. Les lignes se comptent en base, par des requêtes qui ignorent notre code.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portail.guichets.session import EN_CHEMIN
from portail.socle.base import fermer_session
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, paris
from tests.integration.test_rdv_concurrence import compter, ressources_retenues
from tests.integration.test_rdv_ecrans import ICI, debuts, envoyer

PERSONNES = 1000
FILS = 24
"""La moitié de plus qu’un processus en service (docs/exploitation.md)."""
PARCOURS = f"{EN_CHEMIN}parcours/"


@pytest.fixture
def ici(base_de_tous: str) -> Accueil:
    return accueil()


def navigateur(application: Flask) -> FlaskClient:
    """Rend un navigateur qui ne relit pas chaque page : mille fois, ce serait le plus long."""
    return FlaskClient(application, application.response_class, use_cookies=True)


def arrives_au_meme_point(application: Flask, modele: FlaskClient) -> list[FlaskClient]:
    """Rend mille navigateurs, chacun sa session et son parcours (son rang), qui en ont dit autant que celui-ci."""
    with modele.session_transaction() as ouverte:
        dites = deepcopy(dict(ouverte))
    [parcours] = [nom for nom in dites if nom.startswith(PARCOURS)]
    rendus = [navigateur(application) for _rang in range(PERSONNES)]
    for rang, rendu in enumerate(rendus):
        with rendu.session_transaction() as sienne:
            sienne.update({nom: dit for nom, dit in dites.items() if nom != parcours})
            sienne[f"{PARCOURS}{rang}"] = dites[parcours]
    return rendus


def tous_ensemble(url: str, envois: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Fait tous les envois, autant à la fois qu’il y a de fils ; rend les réponses."""
    fermer_session()
    depart = threading.Event()

    def un(envoi: Callable[[], TestResponse]) -> TestResponse:
        depart.wait()
        try:
            return envoi()
        finally:
            fermer_session()

    with ThreadPoolExecutor(FILS) as fils:
        futurs = [fils.submit(un, envoi) for envoi in envois]
        with ressources_retenues(url, FILS // 2):
            depart.set()
        return [futur.result() for futur in futurs]


def test_mille_envois_du_meme_horaire_un_seul_reussit_les_autres_en_voient_trois(application, base_de_tous, ici):
    modele = navigateur(application)
    horaires = f"{envoyer(modele, f'/rendez-vous/ou?pour={ici.objet.id}', **ICI).location}&lieu={ici.lieu.code}"
    jeton = jeton_de_formulaire(modele.get(horaires))
    debut = paris(LUNDI, 9).isoformat().replace("+", "%2B")
    avant, _, apres = f"{horaires}&debut={debut}".replace("/horaires", "/vous").partition("parcours=")
    suite = apres.partition("&")[2]
    coordonnees = {"prenom": "Sarah", "sans_message": "oui", "csrf_token": jeton}  # sans message, pas de code

    def envoi(rang: int, client: FlaskClient) -> Callable[[], TestResponse]:
        elle = {"nom": f"Petit{rang}", "telephone": f"06 39 98 {rang // 100:02} {rang % 100:02}"}
        return lambda: client.post(f"{avant}parcours={rang}&{suite}", data=coordonnees | elle)

    clients = arrives_au_meme_point(application, modele)
    reponses = tous_ensemble(base_de_tous, [envoi(*rang) for rang in enumerate(clients)])

    assert Counter(une.status_code for une in reponses) == {303: 1, 409: PERSONNES - 1}
    refus = next(une for une in reponses if une.status_code == 409)
    assert "Cet horaire vient d’être pris" in refus.text
    assert len(debuts(refus)) == 3
    assert compter(base_de_tous, "SELECT count(*) FROM rendez_vous") == 1
    assert compter(base_de_tous, "SELECT count(*) FROM participation") == 1
    assert compter(base_de_tous, "SELECT count(*) FROM occupation") == 1
    assert compter(base_de_tous, "SELECT count(*) FROM tenue") == 0
