"""Réserver à deux onglets, se connecter en chemin, laisser passer le temps : rien ne se perd, rien ne se double."""

import re
from datetime import time, timedelta
from urllib.parse import parse_qs, quote, urlsplit

from flask import Response, request
from sqlalchemy import select

from portail.guichets.rendez_vous.parcours import GARDES
from portail.guichets.session import EN_CHEMIN, InterfaceDeSession
from portail.identite.models import Usager
from portail.notifications.models import Notification
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.models import Occupation, Tenue
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import decalage
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.connexions import connecter, jeton_de_formulaire
from tests.integration.test_rdv_ecrans import (
    ICI,
    JULES,
    SARAH,
    chercher,
    code_recu,
    debuts,
    envoyer,
    garder,
    pesee,
)

__all__ = ["pesee"]
EMMA = {"naissance-jour": "5", "naissance-mois": "10", "naissance-annee": "2025"}


def choisir(client, adresse, rang=0):
    """Choisit le `rang`-ième horaire de cette page."""
    page = client.get(adresse)
    formulaire = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', page.text).group(1)
    champs = {"debut": debuts(page)[rang], "csrf_token": jeton_de_formulaire(page)}
    return client.post(formulaire.replace("&amp;", "&"), data=champs).location


def finir(client, vous, **champs):
    """Envoie les coordonnées, puis le code."""
    suite = envoyer(client, vous, **(SARAH | champs)).location
    return envoyer(client, suite, code=code_recu())


def se_connecter(client, suite: str):
    """Se connecte par un code reçu, comme Sarah Petit ; rend où cela mène."""
    qui = {"nom_naissance": "Petit", "prenoms": "Sarah", "courriel": SARAH["courriel"], "date_naissance-jour": "3",
           "date_naissance-mois": "5", "date_naissance-annee": "1994"}  # fmt: skip
    envoyer(client, f"/connexion/courriel?suite={quote(suite)}", **qui)
    fermer_session()
    codes = select(Notification).where(Notification.objet_type == "connexion").order_by(Notification.prevu_le.desc())
    return envoyer(client, "/connexion/courriel/code", code=session.scalars(codes).first().contexte["code"]).location


def pris() -> list[RendezVous]:
    fermer_session()
    return list(session.scalars(select(RendezVous).order_by(RendezVous.debut)))


def test_deux_onglets_pour_deux_enfants_ne_se_melent_pas(client, pesee):
    jules = choisir(client, chercher(client, pesee).location, 0)
    emma = choisir(client, chercher(client, pesee, **EMMA).location, 0)
    finir(client, emma, prenom_enfant="Emma")
    finir(client, jules, prenom_enfant="Jules")

    venus = {(rdv.participations[0].enfant["prenom"], rdv.participations[0].enfant["date_naissance"]) for rdv in pris()}
    assert venus == {("Jules", "2026-11-03"), ("Emma", "2025-10-05")}


def test_chaque_onglet_prend_l_horaire_qu_il_montre(client, pesee):
    adresse = chercher(client, pesee).location
    premier = choisir(client, adresse, 0)
    horaires = client.get(f"{re.sub(r'&?debut=[^&]+', '', premier).replace('/vous', '/horaires')}")
    second = choisir(client, horaires.request.full_path, 1)  # le même parcours, un autre onglet
    assert re.search(r"parcours=([^&]+)", premier).group(1) == re.search(r"parcours=([^&]+)", second).group(1)
    assert "nous ne gardons plus cet horaire" in client.get(premier).text
    assert len(session.scalars(select(Tenue)).all()) == 1

    finir(client, premier)
    [rdv] = pris()
    assert rdv.debut.isoformat() in premier.replace("%3A", ":").replace("%2B", "+")
    encore = client.get(second, follow_redirects=True)
    assert encore.request.path == f"/rendez-vous/mien/{rdv.numero}"
    assert "déjà pris" in encore.text
    assert envoyer(client, second, **SARAH).location == f"/rendez-vous/mien/{rdv.numero}"
    assert len(pris()) == 1
    assert session.scalars(select(Tenue)).all() == []


def test_l_envoi_double_ne_prend_qu_un_rendez_vous(client, pesee):
    vous = garder(client, pesee).location
    suite = envoyer(client, vous, **SARAH).location
    page = client.get(suite)
    champs = {"code": code_recu(), "csrf_token": jeton_de_formulaire(page)}
    reponses = [client.post(suite, data=champs) for _fois in range(2)]

    assert {reponse.location for reponse in reponses} == {f"/rendez-vous/mien/{pris()[0].numero}"}
    assert len(pris()) == 1


def test_deux_rendez_vous_ouverts_s_annulent_chacun_de_son_onglet(client, pesee):
    un = finir(client, garder(client, pesee).location, prenom_enfant="Jules").location
    deux = finir(client, choisir(client, chercher(client, pesee, **EMMA).location), prenom_enfant="Emma").location
    page = client.get(f"{un}/annuler")
    client.get(deux)
    client.post(f"{un}/annuler", data={"csrf_token": jeton_de_formulaire(page)})

    assert [rdv.etat.value for rdv in pris() if un.endswith(rdv.numero)] == ["annule_usager"]
    assert [rdv.etat.value for rdv in pris() if deux.endswith(rdv.numero)] == ["pris"]


def test_le_temps_passe_l_horaire_encore_libre_se_prend_sans_rien_recrire(client, pesee):
    vous = garder(client, pesee).location
    decalage.avancer(timedelta(minutes=11))
    page = client.get(vous)
    assert page.status_code == 200
    assert "nous ne gardons plus cet horaire" in page.text

    assert finir(client, vous).location == f"/rendez-vous/mien/{pris()[0].numero}"


def test_le_temps_passe_l_horaire_pris_par_un_autre_garde_la_saisie(application, pesee):
    moi, autre = application.test_client(), application.test_client()
    vous = garder(moi, pesee).location
    suite = envoyer(moi, vous, **SARAH).location
    decalage.avancer(timedelta(minutes=11))
    recu = code_recu()
    finir(autre, garder(autre, pesee).location, prenom="Maël", courriel="mael@messagerie.example")
    refus = envoyer(moi, suite, code=recu)
    assert refus.status_code == 409
    formulaire = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', refus.text).group(1)
    champs = {"debut": debuts(refus)[0], "csrf_token": jeton_de_formulaire(refus)}
    de_nouveau = moi.post(formulaire.replace("&amp;", "&"), data=champs).location

    assert 'value="Sarah"' in moi.get(de_nouveau).text
    assert len(pris()) == 1


def test_la_facon_de_se_rencontrer_est_celle_que_l_on_a_choisie(client, base, date_de_l_essai):
    fabriques.departement()
    lieu = rendez_vous.lieu("aigrefeuille")
    objet = rendez_vous.objet(modalites=["sur_place", "telephone"])
    agent = rendez_vous.puericultrice()
    deux = frozenset({"sur_place", "telephone"})
    rendez_vous.plage(agent, rendez_vous.agenda(agent, lieu), lieu, objet, modalites=deux)
    horaires = envoyer(client, f"/rendez-vous/ou?pour={objet.id}", **ICI, modalite="telephone").location
    finir(client, choisir(client, f"{horaires}&lieu=aigrefeuille"), telephone="06 39 98 00 01")

    assert [rdv.modalite for rdv in pris()] == [Modalite.TELEPHONE]


def test_se_connecter_en_chemin_garde_l_horaire_et_la_saisie(client, pesee):
    vous = garder(client, pesee).location
    partir = envoyer(client, vous, connexion="1", prenom_enfant="Jules", telephone="06 39 98 00 02", courriel="a@b")
    suite = parse_qs(urlsplit(partir.location).query)["suite"][0]
    assert urlsplit(suite).path == "/rendez-vous/vous"
    [tenue] = session.scalars(select(Tenue)).all()
    page = client.get(se_connecter(client, suite))

    assert "Nous vous gardons cet horaire" in page.text
    for ecrit in ("Jules", "06 39 98 00 02", "Petit", SARAH["courriel"]):  # le compte complète, il n’écrase pas
        assert f'value="{ecrit}"' in page.text
    assert [une.id for une in session.scalars(select(Tenue))] == [tenue.id]
    envoyer(client, suite, prenom="Sarah", nom="Petit", prenom_enfant="Jules", telephone="06 39 98 00 02")
    [rdv] = pris()
    assert rdv.participations[0].usager_id == session.scalars(select(Usager.id)).one()


def test_se_connecter_par_franceconnect_en_chemin_ramene_a_l_horaire_garde(client, pesee, comptoir):
    vous = garder(client, pesee).location
    envoyer(client, vous, connexion="1", prenom_enfant="Jules")
    retour = connecter(client, comptoir, suite=vous)
    page = client.get(retour.location)

    assert retour.location == vous
    assert "Nous vous gardons cet horaire" in page.text
    assert 'value="Jules"' in page.text


def test_se_connecter_devant_le_code_ramene_aux_coordonnees_deja_ecrites(client, pesee):
    vous = garder(client, pesee).location
    code = envoyer(client, vous, **SARAH, telephone="06 39 98 00 02").location
    page = client.get(se_connecter(client, code), follow_redirects=True)

    assert page.request.path == "/rendez-vous/vous"
    assert 'value="06 39 98 00 02"' in page.text


def test_changer_de_personne_ou_se_deconnecter_efface_le_parcours(client, pesee):
    entrer(client, fabriques.usager())
    vous = garder(client, pesee).location
    envoyer(client, vous, connexion="1", prenom_enfant="Jules")
    entrer(client, fabriques.usager(("Emma",), "Le Gall"))
    assert client.get(vous).location.startswith("/rendez-vous/horaires")
    vous = garder(client, pesee).location
    envoyer(client, "/deconnexion")

    assert client.get(vous).location.startswith("/rendez-vous/horaires")


def test_deja_un_rendez_vous_se_dit_sur_la_page_sans_rien_perdre(client, pesee):
    finir(client, garder(client, pesee).location)
    vous = choisir(client, chercher(client, pesee, **JULES).location)
    refus = finir(client, vous)
    page = client.get(refus.location)

    assert refus.location == vous
    assert "Un rendez-vous est déjà pris pour cette personne" in page.text
    assert 'value="Sarah"' in page.text


def test_deplacer_garde_l_interprete(client, base, date_de_l_essai):
    fabriques.departement()
    lieu = rendez_vous.lieu("aigrefeuille")
    objet = rendez_vous.objet()
    agent, secretaire = rendez_vous.puericultrice(), rendez_vous.secretaire()
    rendez_vous.plage(agent, rendez_vous.agenda(agent, lieu), lieu, objet)
    signe = rendez_vous.interprete("lsf")
    rendez_vous.plage(secretaire, signe, lieu, objet, debut=time(10), fin=time(12))
    horaires = envoyer(client, f"/rendez-vous/ou?pour={objet.id}", **(ICI | {"interprete": "lsf"})).location
    mien = finir(client, choisir(client, f"{horaires}&lieu=aigrefeuille")).location
    page = client.get(mien)
    ailleurs = client.post(f"{mien}/deplacer", data={"csrf_token": jeton_de_formulaire(page)}).location
    heures = {debut[11:16] for debut in debuts(client.get(ailleurs))}
    envoyer(client, choisir(client, ailleurs, 1))

    assert heures == {"09:00", "09:30", "10:00", "10:30"}  # en temps universel : l’interprète est là de 10 h à midi
    occupees = session.scalars(select(Occupation.ressource_id).where(Occupation.rdv_id == pris()[0].id)).all()
    assert signe.id in occupees


def test_deux_onglets_qui_gardent_au_meme_instant_gardent_tous_deux(application, client, pesee):
    """Deux requêtes lues avant que l’une ait écrit : chacune laisse ce que l’autre a commencé."""
    premiere, seconde = chercher(client, pesee).location, chercher(client, pesee, **EMMA).location
    ensemble = InterfaceDeSession()
    with application.test_request_context("/", headers={"Cookie": f"session={client.get_cookie('session').value}"}):
        lues = [ensemble.open_session(application, request) for _onglet in range(2)]
        for nom, lue in zip(("un", "deux"), lues, strict=True):
            lue[f"{EN_CHEMIN}parcours/{nom}"] = {"objet": str(pesee.id), "rang": 9}
            ensemble.save_session(application, lue, Response())

    for adresse in (premiere, seconde):
        assert debuts(client.get(adresse))  # rien de ce qui était dit ne manque
    with client.session_transaction() as cookie:
        assert {f"{EN_CHEMIN}parcours/un", f"{EN_CHEMIN}parcours/deux"} <= set(cookie)


def test_le_numero_d_un_rendez_vous_ne_suffit_pas_pour_y_toucher(application, pesee):
    sarah, curieux = application.test_client(), application.test_client()
    mien = finir(sarah, garder(sarah, pesee).location).location
    jeton = jeton_de_formulaire(curieux.get(f"/rendez-vous/ou?pour={pesee.id}"))
    numero = mien.rsplit("/", 1)[1]
    debut = pris()[0].debut.isoformat().replace("+", "%2B")
    for suite in ("", "/annuler", "/deplacer", "/offre/accepter", "/offre/refuser"):
        assert curieux.post(f"{mien}{suite}", data={"csrf_token": jeton, "texte": "x"}).status_code == 404
    for page in ("horaires", "mien/deplacer"):
        adresse = f"/rendez-vous/{page}?pour={pesee.id}&change={numero}&lieu=aigrefeuille&debut={debut}"
        assert curieux.get(adresse).status_code == 404
        assert sarah.get(adresse).status_code == 200
    assert pris()[0].etat.value == "pris"


def tenus() -> int:
    fermer_session()
    return len(session.scalars(select(Tenue)).all())


def test_un_navigateur_ne_garde_qu_un_horaire_pour_le_meme_enfant(client, pesee):
    for rang in range(3):
        choisir(client, chercher(client, pesee).location, rang)
    assert tenus() == 1


def test_un_parcours_oublie_rend_l_horaire_qu_il_gardait(client, pesee):
    for jour in range(1, 10):
        choisir(client, chercher(client, pesee, **{"naissance-jour": str(jour)}).location)
    assert tenus() == GARDES


def test_une_personne_connectee_ne_garde_qu_un_horaire_sur_deux_appareils(application, pesee):
    sarah = fabriques.usager()
    for rang in range(2):
        appareil = application.test_client()
        entrer(appareil, session.get_one(Usager, sarah.id))
        choisir(appareil, chercher(appareil, pesee).location, rang)
    assert tenus() == 1
