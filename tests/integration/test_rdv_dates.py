"""Les jours du bout du calendrier, écrits à la main dans une adresse ou un formulaire : jamais une page cassée."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portail.guichets.ecrits import instant_ecrit, jour_admis, jour_ecrit, nombre_ecrit
from portail.rendez_vous.plages.models import Plage
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous as fabrique
from tests.integration.connexions import jeton_de_formulaire

BOUTS = ("0001-01-01", "9999-12-31")
INSTANTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00+00:00", "9999-12-31T23:59:00-14:00")


@pytest.fixture
def decor(base, date_de_l_essai):
    """Un objet ouvert à tous, une puéricultrice qui le reçoit, une secrétaire."""
    fabriques.departement()
    lieu, objet = fabrique.lieu("aigrefeuille"), fabrique.objet("PESEE")
    agent = fabrique.puericultrice()
    ressource = fabrique.agenda(agent, lieu)
    plage = fabrique.plage(agent, ressource, lieu, objet)
    return {
        "objet": objet,
        "agent": agent,
        "secretaire": fabrique.secretaire(),
        "lieu": lieu,
        "ressource": ressource,
        "plage": plage,
    }


@pytest.mark.parametrize("bout", BOUTS)
def test_un_jour_du_bout_du_calendrier_ne_se_lit_pas(bout):
    assert jour_ecrit(bout) is None
    assert jour_admis(date.fromisoformat(bout)) is None


def test_un_jour_et_un_instant_ordinaires_se_lisent():
    assert jour_ecrit("2026-11-24") == date(2026, 11, 24)
    assert jour_ecrit("24/11/2026") is None
    assert instant_ecrit("2026-11-24T09:00:00+01:00") == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert instant_ecrit("2026-11-24T09:00:00") is None


@pytest.mark.parametrize("brut", ["9" * 5000, "1" * 10, "-1", "²", "", "1.5"])
def test_un_nombre_demesure_ne_se_lit_pas(brut):
    assert nombre_ecrit(brut) is None
    assert nombre_ecrit("30") == 30


@pytest.mark.parametrize("bout", BOUTS)
def test_le_public_cherche_depuis_le_bout_du_calendrier(client, decor, bout):
    page = client.get(f"/rendez-vous/horaires?pour={decor['objet'].id}&commune=44002&lieu=aigrefeuille&depuis={bout}")

    assert page.status_code == 200
    assert 'name="debut"' in page.text


@pytest.mark.parametrize("instant", INSTANTS)
def test_le_public_nomme_un_instant_qui_n_existe_pas(client, decor, instant):
    page = client.get("/rendez-vous/ou", query_string={"pour": decor["objet"].id, "debut": instant})
    assert page.status_code == 200

    envoi = {"debut": instant, "csrf_token": jeton_de_formulaire(page)}
    garder = client.post(f"/rendez-vous/garder?pour={decor['objet'].id}&lieu=aigrefeuille", data=envoi)
    assert garder.status_code == 404


@pytest.mark.parametrize("bout", BOUTS)
@pytest.mark.parametrize(
    "adresse",
    [
        "/agents/agenda/?jour={bout}",
        "/agents/agenda/?vue=semaine&jour={bout}",
        "/agents/agenda/imprimer?jour={bout}",
        "/agents/agenda/reserver?objet=PESEE&lieu=aigrefeuille&du={bout}",
    ],
)
def test_le_bureau_ouvre_le_bout_du_calendrier(client, decor, bout, adresse):
    entrer(client, decor["agent"])

    assert client.get(adresse.format(bout=bout)).status_code == 200


@pytest.mark.parametrize("instant", INSTANTS)
def test_un_agent_nomme_un_instant_qui_n_existe_pas(client, decor, instant):
    entrer(client, decor["agent"])
    dits = {"objet": "PESEE", "lieu": "aigrefeuille", "debut": instant}

    assert client.get("/agents/agenda/reserver/qui", query_string=dits).status_code == 303


@pytest.mark.parametrize("bout", BOUTS)
def test_une_plage_ne_commence_pas_au_bout_du_calendrier(client, decor, bout):
    entrer(client, decor["agent"])
    adresse = f"/agents/agenda/plages/nouvelle?ressource={decor['ressource'].id}"
    champs = {
        "lieu": str(decor["lieu"].id),
        "objets": str(decor["objet"].id),
        "modalites": "sur_place",
        "debut": "14:00",
        "fin": "16:00",
        "premier_jour": bout,
        "rythme": "hebdomadaire",
        "intervalle": "1",
        "rang": "1",
        "geste": "creer",
    }
    page = client.get(adresse)
    reponse = client.post(adresse, data={**champs, "csrf_token": jeton_de_formulaire(page)})

    assert reponse.status_code == 422
    assert "écrivez une date" in reponse.text
    fermer_session()
    assert len(session.scalars(select(Plage)).all()) == 1


@pytest.mark.parametrize("bout", BOUTS)
def test_une_exception_au_bout_du_calendrier_n_existe_pas(client, decor, bout):
    entrer(client, decor["agent"])

    assert client.get(f"/agents/agenda/plages/{decor['plage'].id}/jour/{bout}").status_code == 404
