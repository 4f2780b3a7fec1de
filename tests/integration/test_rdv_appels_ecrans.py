"""Être rappelé, à l’écran : renoncer à l’appel, un jour où tout ferme, la langue en mots, les jours en anglais."""

from datetime import date, time

import pytest
from sqlalchemy import select

from portail.guichets.agents.agenda.plages_formulaires import jours_dits
from portail.guichets.contexte import TEMOIN_LANGUE
from portail.identite.models import Agent, Role
from portail.journal.actions import SYSTEME
from portail.rendez_vous.lieux.actions import fermer_du_au
from portail.rendez_vous.telephone import actions, queries
from portail.rendez_vous.telephone.models import DemandeDeRappel, EtatDemande, Sujet
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_vie import paris
from tests.integration.test_rdv_ecrans import envoyer

LUNDI = date(2026, 11, 23)
INES = {"nom": "Inès Hamon", "telephone": "06 39 98 00 42", "sujet": "renseignement", "relais": "aucun"}


@pytest.fixture
def odile(departement: None, date_de_l_essai: object) -> Agent:
    agent = fabriques.agent(Role.SECRETAIRE, rendez_vous.SERVICE, prenom="Odile", nom="Carré")
    plage = actions.PlageVoulue(jour=0, debut=time(14), fin=time(15), pas_minutes=60)
    actions.ajouter_une_plage(rendez_vous.SERVICE, plage, agent=agent)
    return agent


def demandes() -> list[DemandeDeRappel]:
    fermer_session()
    return list(session.scalars(select(DemandeDeRappel)))


def demander(client):
    adresse = f"/rendez-vous/etre-rappele?service={rendez_vous.SERVICE}"
    quand = queries.creneaux_d_appel(rendez_vous.SERVICE)[0].debut.isoformat()
    return client.get(envoyer(client, adresse, **INES, quand=quand).location)


def test_la_personne_renonce_a_l_appel_et_le_moment_redevient_libre(client, odile):
    libres = len(queries.creneaux_d_appel(rendez_vous.SERVICE))
    recu = demander(client)
    assert len(queries.creneaux_d_appel(rendez_vous.SERVICE)) == libres - 1
    adresse, jeton = "/rendez-vous/etre-rappele/annuler", jeton_de_formulaire(recu)
    page = client.post(adresse, data={"csrf_token": jeton}, follow_redirects=True)

    assert "nous ne vous appellerons pas" in page.text
    assert [une.etat for une in demandes()] == [EtatDemande.ANNULEE]
    assert len(queries.creneaux_d_appel(rendez_vous.SERVICE)) == libres
    assert client.post(adresse, data={"csrf_token": jeton}).status_code == 303  # deux fois : sans effet
    assert client.get("/rendez-vous/etre-rappele/recu").status_code == 303


def test_un_autre_navigateur_n_annule_pas_l_appel(application, odile):
    demander(application.test_client())
    autre = application.test_client()
    jeton = jeton_de_formulaire(autre.get(f"/rendez-vous/etre-rappele?service={rendez_vous.SERVICE}"))
    autre.post("/rendez-vous/etre-rappele/annuler", data={"csrf_token": jeton})

    assert [une.etat for une in demandes()] == [EtatDemande.A_APPELER]


def test_on_n_appelle_pas_un_jour_ou_tout_est_ferme(odile):
    lieu = rendez_vous.lieu("aigrefeuille")
    debuts = [un.debut for un in queries.creneaux_d_appel(rendez_vous.SERVICE)]
    fermer_du_au(lieu.code, du=LUNDI, au=LUNDI, motif="Travaux", auteur=SYSTEME)
    assert [un.debut for un in queries.creneaux_d_appel(rendez_vous.SERVICE)] == debuts
    fermer_du_au(None, du=LUNDI, au=LUNDI, motif="Journée de l’équipe", auteur=SYSTEME)

    assert [un.debut for un in queries.creneaux_d_appel(rendez_vous.SERVICE)] == [
        debut for debut in debuts if debut != paris(LUNDI, 14)
    ]
    assert paris(LUNDI, 14) in debuts


def test_la_langue_parlee_se_lit_en_mots(client, odile):
    demande = actions.demander(
        actions.Demandee(
            service_code=rendez_vous.SERVICE,
            sujet=Sujet.RENDEZ_VOUS,
            nom="Mme Nguyen",
            telephone="02 61 91 00 01",
            debut=queries.creneaux_d_appel(rendez_vous.SERVICE)[0].debut,
            langue_parlee="en",
        )
    )
    entrer(client, odile)

    assert "<dd>anglais</dd>" in client.get(f"/agents/agenda/appels/{demande.id}").text


@pytest.mark.parametrize(("langue", "attendu"), [("fr", ["lundi", "jeudi"]), ("en", ["Monday", "Thursday"])])
def test_un_jour_anglais_garde_sa_majuscule(application, langue, attendu):
    with application.test_request_context("/", headers={"Cookie": f"{TEMOIN_LANGUE}={langue}"}):
        assert jours_dits([4, 1]) == attendu
