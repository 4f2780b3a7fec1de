"""Les séances, la liste d’attente, l’impression et les déplacements au bureau ; les faits lus en base."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portail.identite.models import Role
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.rendez_vous.attente.actions import Inscription, pour_la_seance, s_inscrire
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.etats import EtatParticipation
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle.base import fermer_session, session
from portail.socle.horloge import PARIS
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.test_rdv_bureau import cle_de, envoyer

NEUF_HEURES = datetime(2026, 11, 23, 9, tzinfo=PARIS)
RDV = "/agents/agenda/rendez-vous/"


@pytest.fixture
def decor(base, date_de_l_essai):
    """Un lieu, un objet et un atelier, une puéricultrice, une secrétaire, un rendez-vous le lundi à 9 h."""
    fabriques.departement()
    lieu = rendez_vous.lieu("aigrefeuille")
    objet, atelier = rendez_vous.objet("PESEE"), rendez_vous.objet("ATELIER", libelle="Atelier massage", places=3)
    agent, secretaire = rendez_vous.puericultrice(), rendez_vous.secretaire()
    rendez_vous.plage(agent, rendez_vous.agenda(agent, lieu), lieu, objet, atelier)
    choix = Choix(objet_id=objet.id, lieu_id=lieu.id, modalite=Modalite.SUR_PLACE, debut=NEUF_HEURES)
    sarah = Personne(prenom="Sarah", nom="Petit", courriel="sarah.petit@messagerie.example")
    [rdv] = reserver(Demande(choix=choix, personne=sarah, cle="essai"))
    return {
        "rdv": rdv,
        "lieu": lieu,
        "objet": objet,
        "atelier": atelier,
        "agent": agent,
        "secretaire": secretaire,
        "autre": fabriques.agent(Role.INSTRUCTEUR),
    }


def relu(numero: str) -> RendezVous:
    fermer_session()
    return session.scalars(select(RendezVous).where(RendezVous.numero == numero)).one()


def champs_de_moment(decor, **autres):
    return {
        "lieu": str(decor["lieu"].id),
        "modalite": "sur_place",
        "jour": "2026-11-24",
        "heure": "14:00",
        "avec": str(ressource_de_l_agent(decor["agent"].id).id),
        **autres,
    }


def ouvrir(client, decor, **autres: str) -> str:
    champs = champs_de_moment(decor, objet=str(decor["atelier"].id), places="", **autres)
    return envoyer(client, "/agents/agenda/seances/nouvelle", **champs).location


def test_ouvrir_une_seance_y_inscrire_puis_la_feuille(client, decor):
    entrer(client, decor["secretaire"])
    assert envoyer(client, "/agents/agenda/seances/nouvelle", **champs_de_moment(decor)).status_code == 422
    seance = ouvrir(client, decor)
    numero = seance.rsplit("/", 1)[1]
    assert relu(numero).places == 3
    for prenom in ("Inès", "Léna"):
        assert envoyer(client, f"{seance}/inscrire", prenom=prenom, nom="Hamon").status_code == 303

    assert envoyer(client, f"{seance}/places", places="1").status_code == 422
    assert envoyer(client, f"{seance}/places", places="beaucoup").status_code == 422
    assert envoyer(client, f"{seance}/places", places="2").status_code == 303
    complet = envoyer(client, f"{seance}/inscrire", prenom="Maud", nom="Hamon")
    assert complet.status_code == 409
    feuille = client.get(f"{seance}/feuille").text
    assert "Inès Hamon" in feuille
    assert "Maud" not in feuille
    traces = select(Entree).where(Entree.action == "imprimer_feuille", Entree.objet_id == str(relu(numero).id))
    assert len(session.scalars(traces).all()) == 1

    partie = next(une for une in relu(numero).participations if une.nom_affiche == "Inès Hamon")
    jeton = jeton_de_formulaire(client.get(seance))
    client.post(f"{seance}/desinscrire/{partie.id}", data={"csrf_token": jeton})
    rendue = relu(numero)
    assert rendue.places_prises == 1
    assert {une.etat for une in rendue.participations} == {EtatParticipation.ANNULE, EtatParticipation.ATTENDU}
    assert "Inès" not in client.get(f"{seance}/feuille").text


def test_une_seance_d_un_autre_service_ne_s_ouvre_ni_ne_se_lit(client, decor):
    entrer(client, decor["secretaire"])
    seance = ouvrir(client, decor)
    entrer(client, decor["autre"])

    assert {client.get(f"{seance}{suite}").status_code for suite in ("", "/places", "/inscrire", "/feuille")} == {404}
    refus = client.get("/agents/agenda/seances/nouvelle")
    assert "Atelier massage" not in refus.text


def test_la_liste_d_attente_dit_le_rang_a_qui_recoit(client, decor):
    for prenom in ("Inès", "Léna"):
        s_inscrire(
            Inscription(
                objet_id=decor["objet"].id,
                lieux=frozenset({decor["lieu"].id}),
                personne=Personne(prenom=prenom, nom="Hamon", courriel=f"{prenom}@messagerie.example".lower()),
                modalite=Modalite.SUR_PLACE,
                jours=(1, 4),
                moment=None,
                au_plus_tot=NEUF_HEURES.date(),
            )
        )
    adresse = "/agents/agenda/attente?objet=PESEE"
    entrer(client, decor["agent"])
    page = client.get(adresse).text

    assert "2 personnes attendent" in client.get("/agents/agenda/attente").text.replace("\u00a0", " ")
    assert page.index("Inès Hamon") < page.index("Léna Hamon")
    assert '<td class="chiffres">2</td>' in page
    assert "lundi, jeudi" in page
    lectures = session.scalars(select(Entree).where(Entree.action == "lire_liste_d_attente")).all()
    assert [(une.auteur_id, une.details["nombre"]) for une in lectures] == [(decor["agent"].id, 2)]
    entrer(client, decor["autre"])
    assert client.get(adresse).status_code == 404
    assert "Hamon" not in client.get("/agents/agenda/attente").text


def test_imprimer_le_jour_est_au_journal(client, decor):
    entrer(client, decor["secretaire"])
    assert "Sarah Petit" in client.get("/agents/agenda/imprimer?jour=2026-11-23&lieu=aigrefeuille").text
    assert "Rien de prévu" in client.get("/agents/agenda/imprimer?jour=2026-11-25&lieu=aigrefeuille").text
    traces = session.scalars(select(Entree).where(Entree.action == "imprimer_agenda")).all()
    assert [(une.auteur_id, une.details) for une in traces] == [
        (decor["secretaire"].id, {"jour": "2026-11-23", "lieu": "aigrefeuille", "rendez_vous": 1})
    ]
    entrer(client, decor["autre"])
    assert "Sarah" not in client.get("/agents/agenda/imprimer?jour=2026-11-23&lieu=aigrefeuille").text


def test_deplacer_vers_un_horaire_libre(client, decor):
    entrer(client, decor["secretaire"])
    adresse = f"{RDV}{decor['rdv'].numero}/deplacer"
    page = client.get(f"{adresse}?du=2026-11-24")
    assert "9 h 30" in page.text.replace("\u00a0", " ")
    debut = (NEUF_HEURES + timedelta(days=1)).isoformat().replace("+", "%2B")
    confirmer = f"{adresse}/confirmer?debut={debut}&lieu=aigrefeuille"
    assert envoyer(client, confirmer).status_code == 422
    assert envoyer(client, confirmer, demandeur="personne").status_code == 303

    deplace = relu(decor["rdv"].numero)
    assert (deplace.debut, deplace.sequence) == (NEUF_HEURES + timedelta(days=1), 1)
    pris = (NEUF_HEURES + timedelta(hours=9)).isoformat().replace("+", "%2B")
    refus = envoyer(client, f"{adresse}/confirmer?debut={pris}&lieu=aigrefeuille", demandeur="service")
    assert refus.status_code == 409
    assert relu(decor["rdv"].numero).sequence == 1


@pytest.mark.parametrize(("demandeur", "excuses"), [("personne", False), ("service", True)])
def test_le_message_dit_qui_a_demande_le_deplacement(client, decor, demandeur: str, excuses: bool):
    entrer(client, decor["secretaire"])
    debut = (NEUF_HEURES + timedelta(days=1)).isoformat().replace("+", "%2B")
    adresse = f"{RDV}{decor['rdv'].numero}/deplacer/confirmer?debut={debut}&lieu=aigrefeuille"
    assert envoyer(client, adresse, demandeur=demandeur).status_code == 303

    fermer_session()
    [dit] = session.scalars(select(Notification).where(Notification.gabarit == "rdv/deplace")).all()
    texte = composer_courriel(dit.gabarit, dit.contexte, langue="fr").texte
    assert ("excuser" in texte, "comme vous l’avez demandé" in texte) == (excuses, not excuses)
    [trace] = session.scalars(select(Entree).where(Entree.action == "deplacer_rendez_vous")).all()
    assert trace.details["du_service"] is excuses


def test_doubler_sciemment_garde_la_raison(client, decor):
    entrer(client, decor["secretaire"])
    adresse = f"{RDV}{decor['rdv'].numero}/doubler"
    assert envoyer(client, adresse, **champs_de_moment(decor, raison="")).status_code == 422
    assert envoyer(client, adresse, **champs_de_moment(decor, raison="Jumeaux du même foyer")).status_code == 422
    pourquoi = champs_de_moment(decor, raison="Jumeaux du même foyer", demandeur="personne")
    assert envoyer(client, adresse, **pourquoi).status_code == 303

    deplace = relu(decor["rdv"].numero)
    assert deplace.debut == NEUF_HEURES + timedelta(days=1, hours=5)
    [prise] = session.scalars(select(Occupation).where(Occupation.rdv_id == deplace.id)).all()
    assert (prise.force, prise.motif_force) == (True, "Jumeaux du même foyer")


def test_prendre_un_horaire_deja_pris_en_disant_pourquoi(client, decor):
    entrer(client, decor["secretaire"])
    choisi = envoyer(
        client,
        "/agents/agenda/reserver/doubler?objet=PESEE&lieu=aigrefeuille",
        **champs_de_moment(decor, jour="2026-11-23", heure="09:00"),
    )
    assert choisi.status_code == 303
    personne = {"prenom": "Inès", "nom": "Hamon", "telephone": "06 39 98 00 02"}
    assert envoyer(client, choisi.location, **personne).status_code == 422
    assert envoyer(client, choisi.location, **personne, raison="Urgence vue au téléphone").status_code == 303

    fermer_session()
    assert len(session.scalars(select(RendezVous).where(RendezVous.debut == NEUF_HEURES)).all()) == 2
    ailleurs = choisi.location.rsplit("avec=", 1)[0] + "avec=00000000-0000-0000-0000-000000000000"
    assert client.get(ailleurs).status_code == 404


def test_une_seance_complete_a_sa_liste_d_attente_et_une_place_de_plus_y_va(client, decor):
    entrer(client, decor["secretaire"])
    seance = ouvrir(client, decor)
    envoyer(client, f"{seance}/places", places="1")
    envoyer(client, f"{seance}/inscrire", prenom="Inès", nom="Hamon")
    lue = relu(seance.rsplit("/", 1)[1])
    for prenom in ("Léna", "Maud"):
        personne = Personne(prenom=prenom, nom="Hamon", courriel=f"{prenom}@messagerie.example".lower())
        s_inscrire(pour_la_seance(lue, personne))

    liste = client.get("/agents/agenda/attente?objet=ATELIER").text
    assert liste.index("Léna Hamon") < liste.index("Maud Hamon")
    assert "la séance du 24 novembre 2026, elle seule" in liste
    assert "/agents/agenda/attente?objet=ATELIER" in client.get(seance).text
    assert envoyer(client, f"{seance}/places", places="2").status_code == 303

    lue = relu(lue.numero)
    assert (lue.places_prises, lue.places_tenues, lue.places_libres) == (1, 1, 0)
    assert "1 place gardée" in client.get(seance).text
    assert "Un horaire lui est gardé" in client.get("/agents/agenda/attente?objet=ATELIER").text
    assert envoyer(client, f"{seance}/places", places="1").status_code == 422
    refus = envoyer(client, f"{seance}/inscrire", prenom="Nora", nom="Hamon")
    assert refus.status_code == 409
    assert "complète" in refus.text


def test_une_seance_complete_propose_les_autres_sans_rien_perdre(client, decor):
    entrer(client, decor["secretaire"])
    seance, lendemain = ouvrir(client, decor), ouvrir(client, decor, jour="2026-11-25")
    envoyer(client, f"{seance}/places", places="1")
    envoyer(client, f"{seance}/inscrire", prenom="Inès", nom="Hamon")
    refus = envoyer(client, f"{seance}/inscrire", prenom="Nora", nom="Hamon")

    assert refus.status_code == 409
    assert 'value="Nora"' in refus.text
    assert "Erreur :" not in refus.text
    [ailleurs] = re.findall(r'formaction="([^"]+)"', refus.text)
    assert ailleurs == f"{lendemain}/inscrire"
    envoi = {"prenom": "Nora", "nom": "Hamon", "csrf_token": jeton_de_formulaire(refus), "cle": cle_de(refus)}
    assert client.post(ailleurs, data=envoi).status_code == 303
    assert [une.nom_affiche for une in relu(lendemain.rsplit("/", 1)[1]).participations] == ["Nora Hamon"]


def test_s_inscrire_deux_fois_du_meme_formulaire_ne_prend_qu_une_place(client, decor):
    entrer(client, decor["secretaire"])
    seance = ouvrir(client, decor)
    page = client.get(f"{seance}/inscrire")
    envoi = {
        "prenom": "Inès",
        "nom": "Hamon",
        "csrf_token": jeton_de_formulaire(page),
        "cle": cle_de(page),
    }
    assert [client.post(f"{seance}/inscrire", data=envoi).status_code for _fois in range(2)] == [303, 303]

    assert relu(seance.rsplit("/", 1)[1]).places_prises == 1
