"""Le flux .ics d’un agent, révocable, et l’import d’un autre agenda, rejouable ; les faits lus en base."""

import re
from io import BytesIO

from sqlalchemy import select, text

from portail.identite.models import Agent
from portail.rendez_vous.creneaux.recherche import Recherche, chercher
from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.socle import horloge
from portail.socle.base import fermer_session, session, transaction
from tests import fabriques
from tests.entree import entrer
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_vie import LUNDI, paris, prendre

AILLEURS = "/agents/agenda/ailleurs"
ICS = """BEGIN:VCALENDAR\r
BEGIN:VEVENT\r
UID:formation\r
SUMMARY:Formation secrète\r
DTSTART;TZID=Europe/Paris:20261123T090000\r
DTEND;TZID=Europe/Paris:20261123T110000\r
RRULE:FREQ=WEEKLY;COUNT=2\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:mensuel\r
DTSTART:20261201T090000Z\r
DURATION:PT1H\r
RRULE:FREQ=MONTHLY\r
END:VEVENT\r
END:VCALENDAR\r
"""


def presser(client, adresse):
    return client.post(adresse, data={"csrf_token": jeton_de_formulaire(client.get(AILLEURS))})


def envoyer_le_fichier(client, ici, contenu=ICS):
    adresse = f"{AILLEURS}/importer?ressource={ici.ressource.id}"
    jeton = jeton_de_formulaire(client.get(adresse))
    fichier = (BytesIO(contenu.encode()), "agenda.ics")
    return client.post(adresse, data={"csrf_token": jeton, "fichier": fichier}, content_type="multipart/form-data")


def externes():
    fermer_session()
    return session.execute(
        select(Occupation.debut, Occupation.fin).where(Occupation.origine == Origine.EXTERNE).order_by(Occupation.debut)
    ).all()


def test_le_flux_donne_les_heures_sans_nom_puis_se_revoque(client, ici):
    prendre(ici, paris(LUNDI, 9))
    entrer(client, ici.agent)
    page = presser(client, f"{AILLEURS}/ouvrir").text
    [adresse] = re.findall(r"https?://[^<\s]+(/r/agenda/[\w-]+\.ics)", page)
    flux = client.get(adresse)

    assert flux.mimetype == "text/calendar"
    assert "DTSTART;TZID=Europe/Paris:20261123T090000" in flux.text
    assert "SUMMARY:Rendez-vous" in flux.text
    assert not {"Sarah", "Petit", "bébé"} & set(re.findall(r"\w+", flux.text))
    assert adresse.split("/")[-1] not in client.get(AILLEURS).text
    gardee = session.execute(text("SELECT empreinte FROM flux_agenda")).scalar_one()
    assert gardee not in adresse
    autre = presser(client, f"{AILLEURS}/ouvrir").text
    assert client.get(adresse).status_code == 404
    [neuve] = re.findall(r"https?://[^<\s]+(/r/agenda/[\w-]+\.ics)", autre)
    assert client.get(neuve).status_code == 200
    presser(client, f"{AILLEURS}/revoquer")
    assert client.get(neuve).status_code == 404


def test_un_agent_parti_n_est_plus_relu(client, ici):
    entrer(client, ici.agent)
    [adresse] = re.findall(r"https?://[^<\s]+(/r/agenda/[\w-]+\.ics)", presser(client, f"{AILLEURS}/ouvrir").text)
    with transaction():
        session.get_one(Agent, ici.agent.id).est_actif = False

    assert client.get(adresse).status_code == 404


def test_l_autre_agenda_prend_des_heures_sans_dire_pourquoi_et_se_renvoie(client, ici):
    entrer(client, ici.secretaire)
    assert envoyer_le_fichier(client, ici, "rien").status_code == 422
    suite = envoyer_le_fichier(client, ici)
    deux_lundis = [
        (paris(LUNDI, 9), paris(LUNDI, 11)),
        (paris(LUNDI.replace(day=30), 9), paris(LUNDI.replace(day=30), 11)),
    ]

    assert "ne se lit pas" in client.get(suite.location).text
    assert [tuple(ligne) for ligne in externes()] == deux_lundis
    envoyer_le_fichier(client, ici)
    assert [tuple(ligne) for ligne in externes()] == deux_lundis
    assert "secr" not in str(session.execute(text("SELECT * FROM occupation")).all())
    cherche = Recherche(objet_id=ici.objet.id, lieux=frozenset({ici.lieu.id}), du=LUNDI, par_agent=True)
    premier = chercher(cherche).par_lieu[ici.lieu.id][0].debut
    assert horloge.a_paris(premier).hour == 11

    jeton = jeton_de_formulaire(client.get(f"{AILLEURS}/importer?ressource={ici.ressource.id}"))
    client.post(f"{AILLEURS}/oublier?ressource={ici.ressource.id}", data={"csrf_token": jeton})
    assert externes() == []


def test_un_rendez_vous_deja_pris_reste(client, ici):
    rdv = prendre(ici, paris(LUNDI, 9))
    entrer(client, ici.agent)
    assert envoyer_le_fichier(client, ici).status_code == 303

    assert session.scalars(select(Occupation.rdv_id).where(Occupation.rdv_id == rdv.id)).all() == [rdv.id]


def test_l_agenda_d_un_autre_service_ne_s_importe_pas(client, ici):
    entrer(client, fabriques.agent())

    assert client.get(f"{AILLEURS}/importer?ressource={ici.ressource.id}").status_code == 404
