"""Les appels au bureau : s’en charger, noter ce qu’un appel a donné, régler quand le service rappelle."""

import pytest
from sqlalchemy import select

from portail.identite.models import Role
from portail.journal.models import Entree
from portail.rendez_vous.telephone.models import DemandeDeRappel, EtatDemande, PlageDAppel
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.test_rdv_bureau import envoyer

LISTE, PLAGES = "/agents/agenda/appels/", "/agents/agenda/appels/plages"
MATIN = {"jour": "1", "debut": "09:00", "fin": "10:00", "pas_minutes": "20", "capacite": "2"}


@pytest.fixture
def decor(base, date_de_l_essai):
    """Une personne à rappeler par le service de l’enfance."""
    fabriques.departement()
    return {
        "demande": rendez_vous.a_rappeler(),
        "maelle": rendez_vous.puericultrice(),
        "odile": rendez_vous.secretaire(),
        "autre": fabriques.agent(Role.INSTRUCTEUR),
    }


def presser(client, adresse):
    jeton = jeton_de_formulaire(client.get(PLAGES if "plages" in adresse else LISTE))
    return client.post(adresse, data={"csrf_token": jeton})


def relue(demande) -> DemandeDeRappel:
    fermer_session()
    return session.get_one(DemandeDeRappel, demande.id)


def test_s_en_charger_appeler_puis_joindre(client, decor):
    entrer(client, decor["maelle"])
    adresse = f"{LISTE}{decor['demande'].id}"
    assert "Mme Nguyen" in client.get(LISTE).text
    assert presser(client, f"{adresse}/prendre").location == adresse
    assert relue(decor["demande"]).agent_id == decor["maelle"].id

    assert "+33261910001" in client.get(adresse).text
    assert envoyer(client, adresse).status_code == 422
    assert envoyer(client, adresse, issue="sans_reponse").status_code == 303
    assert "Pas de réponse" in client.get(adresse).text
    envoyer(client, adresse, issue="jointe")

    assert relue(decor["demande"]).etat is EtatDemande.JOINTE
    assert "Mme Nguyen" not in client.get(LISTE).text
    lectures = select(Entree).where(Entree.action == "lire_rappel", Entree.auteur_id == decor["maelle"].id)
    assert session.scalars(lectures).all() != []


def test_deux_agents_ne_se_chargent_pas_du_meme_appel(client, decor):
    adresse = f"{LISTE}{decor['demande'].id}"
    entrer(client, decor["odile"])
    jeton = jeton_de_formulaire(client.get(LISTE))
    client.post(f"{adresse}/prendre", data={"csrf_token": jeton})
    entrer(client, decor["maelle"])
    jeton = jeton_de_formulaire(client.get(adresse))
    suite = client.post(f"{adresse}/prendre", data={"csrf_token": jeton})

    assert "Un autre agent s’occupe de cet appel" in client.get(suite.location).text
    assert envoyer(client, adresse, issue="jointe").status_code == 422
    assert relue(decor["demande"]).agent_id == decor["odile"].id
    client.post(f"{adresse}/rendre", data={"csrf_token": jeton})
    assert relue(decor["demande"]).etat is EtatDemande.A_APPELER


def test_annuler_retire_de_la_liste(client, decor):
    entrer(client, decor["odile"])
    jeton = jeton_de_formulaire(client.get(LISTE))
    client.post(f"{LISTE}{decor['demande'].id}/annuler", data={"csrf_token": jeton})

    assert relue(decor["demande"]).etat is EtatDemande.ANNULEE
    assert client.post(f"{LISTE}{decor['demande'].id}/effacer", data={"csrf_token": jeton}).status_code == 404


def test_un_autre_service_ne_voit_ni_nom_ni_numero(client, decor):
    entrer(client, decor["autre"])

    assert "Nguyen" not in client.get(LISTE).text
    assert client.get(f"{LISTE}{decor['demande'].id}").status_code == 404
    assert client.get(PLAGES).status_code == 403


def test_la_secretaire_regle_quand_son_service_rappelle(client, decor):
    entrer(client, decor["odile"])
    assert client.get(f"{PLAGES}?service=mobilites").status_code == 404
    assert envoyer(client, PLAGES, **{**MATIN, "fin": "08:30"}).status_code == 422
    assert envoyer(client, PLAGES, **MATIN).status_code == 303
    double = envoyer(client, PLAGES, **{**MATIN, "debut": "09:30", "fin": "11:00"})
    assert double.status_code == 422
    assert "déjà à ces heures" in double.text
    assert 'value="11:00"' in double.text, "ce qui était écrit reste"

    fermer_session()
    posee = session.scalars(select(PlageDAppel).where(PlageDAppel.jour == 1)).one()
    assert (posee.pas_minutes, posee.capacite) == (20, 2)
    presser(client, f"{PLAGES}/{posee.id}/retirer")
    fermer_session()
    assert [une.jour for une in session.scalars(select(PlageDAppel))] == [0]


def test_la_puericultrice_ne_regle_pas(client, decor):
    entrer(client, decor["maelle"])

    assert client.get(PLAGES).status_code == 403
    assert "Quand le service rappelle" not in client.get(LISTE).text
