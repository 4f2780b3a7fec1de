"""Prendre rendez-vous sans compte et sans script : de la page d’accueil au message, du lien à l’annulation."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portail.identite.models import Agent
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.rendez_vous.lieux.actions import ajouter_au_secteur
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import decalage, horloge
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_gestes import annuler_pour_le_service

SARAH = {"prenom": "Sarah", "nom": "Petit", "courriel": "sarah.petit@messagerie.example", "prenom_enfant": "Jules"}
JULES = {"naissance-jour": "3", "naissance-mois": "11", "naissance-annee": "2026"}
ICI = {"commune": "Aigrefeuille-sur-Maine", "interprete": "aucun"}


@pytest.fixture
def pesee(base, date_de_l_essai):
    """Une pesée de quinze minutes, du lundi au vendredi matin, à Aigrefeuille."""
    fabriques.departement()
    lieu = rendez_vous.lieu("aigrefeuille")
    ajouter_au_secteur("aigrefeuille", code_insee="44002", auteur=SYSTEME)
    objet = rendez_vous.objet(duree=15, demande_enfant=True, age_max_mois=72, a_apporter="Carnet de santé")
    agent = rendez_vous.puericultrice()
    rendez_vous.plage(agent, rendez_vous.agenda(agent, lieu), lieu, objet)
    return objet


def envoyer(client, adresse, /, **champs):
    page = client.get(adresse, follow_redirects=True)
    return client.post(adresse, data={**champs, "csrf_token": jeton_de_formulaire(page)})


def chercher(client, objet, **champs):
    return envoyer(client, f"/rendez-vous/ou?pour={objet.id}", **(ICI | JULES | champs))


def debuts(page) -> list[str]:
    return re.findall(r'name="debut" value="([^"]+)"', page.text)


def garder(client, objet, rang=0):
    horaires = client.get(chercher(client, objet).location)
    formulaire = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', horaires.text).group(1)
    return client.post(
        formulaire.replace("&amp;", "&"),
        data={"debut": debuts(horaires)[rang], "csrf_token": jeton_de_formulaire(horaires)},
    )


def code_recu() -> str:
    fermer_session()
    return session.scalars(select(Notification).where(Notification.gabarit == "rdv/code")).all()[-1].contexte["code"]


def confirmation() -> Notification:
    return session.scalars(select(Notification).where(Notification.gabarit == "rdv/confirme")).one()


def prendre(client, objet, **champs):
    vous = garder(client, objet)
    reponse = envoyer(client, vous.location, **(SARAH | champs))
    return envoyer(client, reponse.location, code=code_recu())


def s_attendre(client, adresse, /, **champs):
    """S’inscrit sur la liste d’attente, code compris."""
    code = envoyer(client, adresse, **({"moment": "tous"} | champs))
    return envoyer(client, code.location, code=code_recu())


def le_seul() -> RendezVous:
    fermer_session()
    return session.scalars(select(RendezVous)).one()


def adresse_du_seul() -> str:
    return f"/rendez-vous/mien/{le_seul().numero}"


def test_le_motif_n_est_ni_dans_les_adresses_ni_dans_les_titres(client, pesee):
    accueil = client.get("/rendez-vous/")
    assert pesee.libelle in accueil.text
    pages = [client.get(f"/rendez-vous/ou?pour={pesee.id}"), client.get(chercher(client, pesee).location)]
    pages.append(client.get(garder(client, pesee).location))

    for page in pages:
        assert page.status_code == 200
        titre = re.search(r"<title>(.*?)</title>", page.text, re.DOTALL).group(1)
        assert "bébé" not in titre
        assert "bébé" not in page.request.full_path


def test_prendre_rendez_vous_d_un_bout_a_l_autre(client, pesee):
    page = client.get(prendre(client, pesee).location)

    rdv = le_seul()
    [personne] = rdv.participations
    assert (rdv.etat, personne.nom_affiche, personne.enfant["date_naissance"]) == (
        EtatRdv.PRIS, "Sarah Petit", "2026-11-03",
    )  # fmt: skip
    assert "Carnet de santé" in page.text
    assert "4 rue Lavoisier" in page.text
    assert confirmation().adresse == SARAH["courriel"]
    agenda = client.get(f"{adresse_du_seul()}/agenda.ics")
    assert agenda.mimetype == "text/calendar"
    assert "bébé" not in agenda.text


def test_un_mauvais_code_ne_prend_rien(client, pesee):
    vous = garder(client, pesee)
    reponse = envoyer(client, vous.location, **SARAH)
    bon = code_recu()
    refus = envoyer(client, reponse.location, code="000000" if bon != "000000" else "111111")

    assert refus.status_code == 422
    assert session.scalars(select(RendezVous)).all() == []


def test_qui_ne_veut_aucun_message_n_a_pas_de_code(client, pesee):
    vous = garder(client, pesee)
    reponse = envoyer(client, vous.location, **{**SARAH, "sans_message": "oui"})

    assert reponse.location == adresse_du_seul()
    assert "aucun message" in client.get(reponse.location).text
    assert session.scalar(text("SELECT count(*) FROM notification")) == 0


def test_ni_telephone_ni_courriel_se_dit_sur_le_champ(client, pesee):
    vous = garder(client, pesee)
    page = envoyer(client, vous.location, **{**SARAH, "courriel": ""})

    assert page.status_code == 422
    assert "un seul suffit" in page.text
    assert 'value="Sarah"' in page.text


def test_six_ans_le_jour_meme_est_refuse_et_la_veille_accepte(client, pesee):
    jour = horloge.aujourd_hui()
    refus = chercher(
        client, pesee, **{"naissance-jour": str(jour.day), "naissance-mois": str(jour.month),
                          "naissance-annee": str(jour.year - 6)},
    )  # fmt: skip
    lendemain = jour + timedelta(days=1)
    accepte = chercher(
        client, pesee, **{"naissance-jour": str(lendemain.day), "naissance-mois": str(lendemain.month),
                          "naissance-annee": str(lendemain.year - 6)},
    )  # fmt: skip

    assert (refus.status_code, accepte.status_code) == (422, 303)


def test_l_horaire_garde_n_est_plus_montre_aux_autres_et_revient_apres_dix_minutes(application, pesee):
    un, autre = application.test_client(), application.test_client()
    garder(un, pesee)
    adresse = chercher(autre, pesee).location
    pendant = debuts(autre.get(adresse))
    decalage.avancer(timedelta(minutes=11))
    apres = debuts(autre.get(adresse))

    assert len(apres) == len(pendant) + 1


def test_pris_entre_temps_propose_trois_horaires_et_ne_perd_rien(application, pesee):
    un, autre = application.test_client(), application.test_client()
    horaires = autre.get(chercher(autre, pesee).location)
    formulaire = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', horaires.text).group(1)
    prendre(un, pesee)
    refus = autre.post(
        formulaire.replace("&amp;", "&"),
        data={"debut": debuts(horaires)[0], "csrf_token": jeton_de_formulaire(horaires)},
    )

    assert refus.status_code == 409
    assert len(debuts(refus)) == 3
    assert debuts(horaires)[0] not in debuts(refus)


def test_le_lien_du_message_ouvre_deplace_et_annule(application, pesee):
    prendre(application.test_client(), pesee)
    avant = le_seul().debut
    chemin = (
        session.scalars(select(Notification).where(Notification.gabarit == "rdv/confirme")).one().contexte["chemin"]
    )
    ailleurs = application.test_client()
    ouvert = ailleurs.get(chemin)
    assert ouvert.location == adresse_du_seul()
    page = ailleurs.get(ouvert.location)
    assert chemin.rsplit("/", 1)[1] not in page.text

    horaires = ailleurs.get(
        ailleurs.post(f"{ouvert.location}/deplacer", data={"csrf_token": jeton_de_formulaire(page)}).location
    )
    formulaire = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', horaires.text).group(1)
    choisi = ailleurs.post(
        formulaire.replace("&amp;", "&"),
        data={"debut": debuts(horaires)[3], "csrf_token": jeton_de_formulaire(horaires)},
    )
    envoyer(ailleurs, choisi.location)
    rdv = le_seul()
    assert (rdv.debut > avant, rdv.sequence) == (True, 1)

    envoyer(ailleurs, f"{ouvert.location}/annuler")
    assert le_seul().etat is EtatRdv.ANNULE_USAGER
    assert "annulé" in ailleurs.get(ouvert.location).text


def test_le_lieu_annule_et_garde_un_autre_horaire(application, pesee):
    client = application.test_client()
    prendre(client, pesee)
    [agent] = session.scalars(select(Agent)).all()
    annuler_pour_le_service([le_seul().id], agent=agent, motif="La puéricultrice est absente.")
    page = client.get(adresse_du_seul())
    assert "Un autre horaire vous est gardé" in page.text
    assert "La puéricultrice est absente." in page.text

    pris = client.post(f"{adresse_du_seul()}/offre/accepter", data={"csrf_token": jeton_de_formulaire(page)})
    fermer_session()
    etats = {rdv.etat for rdv in session.scalars(select(RendezVous))}
    assert etats == {EtatRdv.ANNULE_SERVICE, EtatRdv.PRIS}
    assert "annulé" not in client.get(pris.location).text


def test_un_lien_inconnu_ou_le_navigateur_d_un_autre_n_ouvrent_rien(application, pesee):
    prendre(application.test_client(), pesee)
    sien = adresse_du_seul()

    autre = application.test_client()
    assert autre.get("/r/0123456789abcdefABCDEF").status_code == 404
    assert autre.get("/rendez-vous/mien").status_code == 404
    for suite in ("", "/agenda.ics", "/annuler"):
        assert autre.get(f"{sien}{suite}").status_code == 404
    assert autre.get("/rendez-vous/attente").status_code == 404


def test_un_objet_ferme_ou_reserve_aux_agents_n_a_pas_d_horaires(client, base):
    fabriques.departement()
    cache = rendez_vous.objet(qui_reserve="agents", orientation="Appelez le 39 19.")

    assert "Appelez le 39 19." in client.get("/rendez-vous/").text
    assert client.get(f"/rendez-vous/ou?pour={cache.id}").status_code == 404
    assert client.get(f"/rendez-vous/horaires?pour={cache.id}").status_code == 404
    assert client.get("/rendez-vous/horaires?pour=n-importe-quoi").status_code == 404


def test_la_page_mene_aux_jours_suivants(client, pesee):
    premiers = client.get(chercher(client, pesee).location)
    suite = re.search(r'href="([^"]+depuis=[^"]+)"', premiers.text).group(1).replace("&amp;", "&")
    suivants = client.get(suite)

    assert debuts(suivants)
    assert min(debuts(suivants)) > max(debuts(premiers))


def test_sans_horaire_la_page_dit_pourquoi_et_que_faire(client, base):
    fabriques.departement()
    rendez_vous.lieu("aigrefeuille")
    ajouter_au_secteur("aigrefeuille", code_insee="44002", auteur=SYSTEME)
    objet = rendez_vous.objet()
    page = client.get(envoyer(client, f"/rendez-vous/ou?pour={objet.id}", **ICI).location)

    assert page.status_code == 200
    assert "Aucun horaire libre" in page.text
    assert "/rendez-vous/attendre" in page.text
    assert session.scalars(select(Participation)).all() == []


def test_s_inscrire_en_liste_d_attente_et_la_quitter(client, pesee):
    adresse = chercher(client, pesee).location.replace("horaires", "attendre")
    lieu = re.search(r'name="lieux" value="([^"]+)"', client.get(adresse).text).group(1)
    inscrite = s_attendre(client, adresse, **SARAH, lieux=lieu)
    page = client.get(inscrite.location)

    assert "Vous êtes au rang 1" in page.text
    client.post(f"{inscrite.location}/quitter", data={"csrf_token": jeton_de_formulaire(page)})
    assert "Liste quittée" in client.get(inscrite.location).text
