"""L’agenda au bureau : qui voit quoi, dire qui est venu, répondre, annuler, prendre pour quelqu’un."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portail.identite.models import Role
from portail.notifications.models import EtatEnvoi, Notification
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.plages.models import Plage
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle import decalage
from portail.socle.base import fermer_session, session
from portail.socle.horloge import PARIS
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_gestes import faire_les_offres

NEUF_HEURES = datetime(2026, 11, 23, 9, tzinfo=PARIS)


@pytest.fixture
def decor(base, date_de_l_essai):
    """Un lieu, un objet, une puéricultrice qui reçoit, une secrétaire, un agent d’un autre service, un rendez-vous."""
    fabriques.departement()
    lieu, objet = rendez_vous.lieu("aigrefeuille"), rendez_vous.objet("PESEE")
    agent, secretaire = rendez_vous.puericultrice(), rendez_vous.secretaire()
    rendez_vous.plage(agent, rendez_vous.agenda(agent, lieu), lieu, objet)
    [rdv] = reserver(
        Demande(
            choix=Choix(objet_id=objet.id, lieu_id=lieu.id, modalite=Modalite.SUR_PLACE, debut=NEUF_HEURES),
            personne=Personne(prenom="Sarah", nom="Petit", courriel="sarah.petit@messagerie.example"),
            cle="essai",
        )
    )
    return {"rdv": rdv, "agent": agent, "secretaire": secretaire, "autre": fabriques.agent(Role.INSTRUCTEUR)}


def envoyer(client, adresse, **champs):
    page = client.get(adresse)
    return client.post(adresse, data={**champs, "csrf_token": jeton_de_formulaire(page)})


def cle_de(page) -> str:
    """La clé que porte le formulaire montré."""
    return re.search(r'name="cle" value="([^"]+)"', page.text)[1]


def relu(rdv) -> RendezVous:
    fermer_session()
    return session.get_one(RendezVous, rdv.id)


@pytest.mark.parametrize("vue", ["jour", "semaine"])
@pytest.mark.parametrize("qui", ["agent", "secretaire"])
def test_l_agenda_montre_le_rendez_vous_a_qui_recoit(client, decor, qui, vue):
    entrer(client, decor[qui])
    page = client.get(f"/agents/agenda/?jour=2026-11-23&vue={vue}&lieu=aigrefeuille")

    assert "Sarah Petit" in page.text
    assert "Peser et suivre votre bébé" in page.text


def test_l_agenda_d_un_autre_service_ne_montre_rien(client, decor):
    entrer(client, decor["autre"])

    assert "Sarah" not in client.get("/agents/agenda/?jour=2026-11-23&lieu=aigrefeuille").text
    numero = decor["rdv"].numero
    une = decor["rdv"].participations[0].id
    for suite in ("", "/annuler", f"/repondre/{une}"):
        assert client.get(f"/agents/agenda/rendez-vous/{numero}{suite}").status_code == 404
    page = client.get("/agents/agenda/")
    refus = client.post(
        f"/agents/agenda/rendez-vous/{numero}/presence/{une}",
        data={"geste": "arriver", "csrf_token": jeton_de_formulaire(page) if "csrf_token" in page.text else ""},
    )
    assert refus.status_code in {400, 404}
    assert relu(decor["rdv"]).etat is EtatRdv.PRIS


def test_dire_qui_est_venu(client, decor):
    entrer(client, decor["secretaire"])
    adresse = f"/agents/agenda/rendez-vous/{decor['rdv'].numero}"
    une = decor["rdv"].participations[0].id
    jeton = jeton_de_formulaire(client.get(adresse))
    trop_tot = client.post(f"{adresse}/presence/{une}", data={"geste": "honorer", "csrf_token": jeton})
    assert trop_tot.status_code == 409
    decalage.avancer(timedelta(days=3))
    for geste in ("arriver", "honorer"):
        assert client.post(f"{adresse}/presence/{une}", data={"geste": geste, "csrf_token": jeton}).status_code == 303

    assert relu(decor["rdv"]).etat is EtatRdv.HONORE


def test_annuler_au_nom_du_lieu_ecrit_a_la_personne(client, decor):
    entrer(client, decor["secretaire"])
    adresse = f"/agents/agenda/rendez-vous/{decor['rdv'].numero}/annuler"

    assert envoyer(client, adresse, motif="Personne n’a dit qui le demande.").status_code == 422
    assert envoyer(client, adresse, demandeur="service", motif="").status_code == 422
    envoyer(client, adresse, demandeur="service", motif="La puéricultrice est absente ce jour-là.")
    faire_les_offres()

    assert relu(decor["rdv"]).etat is EtatRdv.ANNULE_SERVICE
    ecrits = select(Notification.gabarit).where(Notification.gabarit.like("rdv/annule%"))
    a_partir = session.scalars(ecrits.where(Notification.etat == EtatEnvoi.PREVU)).all()
    assert a_partir == ["rdv/annule_service"]


def test_annuler_a_la_demande_de_la_personne_ne_s_excuse_pas(client, decor):
    entrer(client, decor["secretaire"])
    envoyer(client, f"/agents/agenda/rendez-vous/{decor['rdv'].numero}/annuler", demandeur="personne")

    assert relu(decor["rdv"]).etat is EtatRdv.ANNULE_USAGER
    ecrits = select(Notification.gabarit).where(Notification.gabarit.like("rdv/annule%"))
    assert session.scalars(ecrits).all() == ["rdv/annule"]


def test_repondre_dans_le_fil(client, decor):
    entrer(client, decor["agent"])
    une = decor["rdv"].participations[0].id
    adresse = f"/agents/agenda/rendez-vous/{decor['rdv'].numero}/repondre/{une}"
    envoyer(client, adresse, texte="Venez avec le carnet de santé.")

    assert "carnet de santé" in client.get(adresse).text


def test_prendre_pour_quelqu_un(client, decor):
    entrer(client, decor["secretaire"])
    horaires = client.get("/agents/agenda/reserver?objet=PESEE&lieu=aigrefeuille&du=2026-11-23")
    assert "9 h 30" in horaires.text.replace("\u00a0", " ")
    libre = (NEUF_HEURES + timedelta(minutes=30)).isoformat().replace("+", "%2B")
    adresse = f"/agents/agenda/reserver/qui?objet=PESEE&lieu=aigrefeuille&debut={libre}"
    pris = envoyer(client, adresse, prenom="Inès", nom="Hamon", telephone="06 39 98 00 02")
    encore = envoyer(client, adresse, prenom="Inès", nom="Hamon", telephone="06 39 98 00 02")

    assert pris.status_code == 303
    assert "Inès Hamon" in client.get(pris.location).text
    assert encore.status_code == 409
    assert len(session.scalars(select(RendezVous)).all()) == 2


# ---------- Plages ----------


def agenda_de(agent):
    return ressource_de_l_agent(agent.id)


def champs_de_plage(**autres):
    [lieu] = session.scalars(select(Lieu)).all()
    [objet] = session.scalars(select(ObjetRdv)).all()
    return {
        "lieu": str(lieu.id), "objets": str(objet.id), "modalites": "sur_place", "debut": "14:00", "fin": "16:00",
        "premier_jour": "2026-11-24", "dernier_jour": "", "jours": "2", "rythme": "hebdomadaire", "intervalle": "1",
        "rang": "1", **autres,
    }  # fmt: skip


def test_voir_ce_que_donnerait_une_plage_sans_rien_ecrire_puis_la_poser(client, decor):
    entrer(client, decor["agent"])
    adresse = f"/agents/agenda/plages/nouvelle?ressource={agenda_de(decor['agent']).id}"
    avant = len(session.scalars(select(Plage)).all())
    vu = envoyer(client, adresse, **champs_de_plage(), apercu="1")

    assert "16 horaires" in vu.text.replace("\u00a0", " ")  # quatre mardis, quatre débuts de trente minutes
    assert "14 h 30" in vu.text.replace("\u00a0", " ")
    assert len(session.scalars(select(Plage)).all()) == avant
    assert envoyer(client, adresse, **champs_de_plage()).status_code == 303
    fermer_session()
    assert len(session.scalars(select(Plage)).all()) == avant + 1


def test_l_apercu_dit_qu_une_autre_plage_tombe_aux_memes_heures(client, decor):
    entrer(client, decor["agent"])
    adresse = f"/agents/agenda/plages/nouvelle?ressource={agenda_de(decor['agent']).id}"

    assert "une autre plage va de 9 h 00 à 12 h 00" in envoyer(
        client, adresse, **champs_de_plage(debut="11:00", fin="13:00"), apercu="1"
    ).text.replace("\u00a0", " ")


def test_annuler_un_seul_jour_montre_ce_qui_casse_puis_replace(client, decor):
    entrer(client, decor["agent"])
    [plage] = session.scalars(select(Plage)).all()
    adresse = f"/agents/agenda/plages/{plage.id}/jour/2026-11-23"
    assert "Sarah Petit" in client.get(adresse).text
    suite = envoyer(client, adresse, quoi="annule", lieu="")
    assert suite.location.startswith("/agents/agenda/replacer")
    a_replacer = client.get(suite.location)
    assert "Sarah Petit" in a_replacer.text

    envoyer(client, suite.location, lesquels=str(decor["rdv"].id), motif="Formation ce jour-là.")
    assert relu(decor["rdv"]).etat is EtatRdv.ANNULE_SERVICE
    assert "Rien à replacer" in client.get(suite.location).text
    client.post(f"{adresse}/retablir", data={"csrf_token": jeton_de_formulaire(a_replacer)})
    fermer_session()
    assert session.get_one(Plage, plage.id).exceptions == []


def test_l_agenda_d_un_collegue_se_tient_seulement_dans_son_service(client, decor):
    ressource = agenda_de(decor["agent"])
    [plage] = session.scalars(select(Plage)).all()
    adresses = [
        f"/agents/agenda/plages/?ressource={ressource.id}",
        f"/agents/agenda/plages/nouvelle?ressource={ressource.id}",
        f"/agents/agenda/plages/{plage.id}",
        f"/agents/agenda/plages/{plage.id}/jour/2026-11-23",
        f"/agents/agenda/replacer?ressource={ressource.id}",
    ]
    entrer(client, decor["secretaire"])
    assert {client.get(adresse).status_code for adresse in adresses} == {200}
    entrer(client, decor["autre"])
    assert {client.get(adresse).status_code for adresse in adresses} == {404}
