"""Le jour d’ouverture, à l’écran : la salle et son rang, le passe ; les vœux, leur résultat expliqué, le contester."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.ouvertures import attributions, campagnes, contestations, salles
from portail.inscriptions.ouvertures.models import Campagne, SalleDAttente
from portail.inscriptions.ouvertures.queries import demande_de
from portail.inscriptions.places.models import EtatPlace
from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_nommees
from portail.notifications.models import Canal, Notification
from portail.socle import decalage, horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable, TransitionInterdite
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.navigation import envoyer, mots, navigateur, titre
from tests.integration.paiement import fabrique as caisse
from tests.integration.test_requetes_sql import compter

MINUTE = timedelta(minutes=1)
HIVER, VOILE = "/inscriptions/activites/stages-hiver-2027", "/inscriptions/activites/stages-voile-2027"
SALLE, CHOISIR = f"{HIVER}/salle", f"{HIVER}/choisir"
VOEUX, DIRE = f"{VOILE}/voeux", f"{VOILE}/voeux/dire"


# ---------- La salle d’attente ----------


@pytest.fixture
def salle(sport: None, ronan: Agent) -> SalleDAttente:
    maintenant = horloge.maintenant()
    return salles.ouvrir_une_salle(
        fabrique.activite().id,
        salle_le=maintenant + 5 * MINUTE,
        ouvre_le=maintenant + 10 * MINUTE,
        debit=1,
        agent=ronan,
        auteur=SYSTEME,
    )


def test_la_salle_annonce_son_heure_et_l_empreinte_de_sa_graine(client: ClientExigeant, salle: SalleDAttente):
    page = client.get(SALLE)

    lu = mots(page)
    assert "La salle ouvre le" in lu
    assert salle.engagement in lu
    assert salle.graine not in page.text
    assert "Aller à la salle d’attente" in mots(client.get(HIVER))


def test_on_entre_puis_la_page_se_recharge_seule_et_s_arrete(client: ClientExigeant, salle: SalleDAttente):
    foyer = fabrique.foyer("Lou")
    entrer(client, foyer.usager)
    decalage.avancer(6 * MINUTE)

    suite = envoyer(client, f"{SALLE}/entrer", depuis=SALLE)

    assert suite.location == f"{SALLE}?suivre=1"
    suivie = client.get(suite.location)
    assert suivie.headers["Refresh"] == f"30; url={SALLE}?suivre=1"
    assert "Votre rang sera tiré au sort à l’heure" in mots(suivie)
    assert "Arrêter l’actualisation" in mots(suivie)
    arretee = client.get(SALLE)
    assert "Refresh" not in arretee.headers
    assert "Actualiser cette page" in mots(arretee)


def test_le_rang_l_estimation_puis_le_passe_et_la_graine(client: ClientExigeant, salle: SalleDAttente, stage: Groupe):
    foyers = [fabrique.foyer("Lou", nom=f"Guillet{rang}") for rang in range(3)]
    decalage.avancer(6 * MINUTE)
    for foyer in foyers:
        salles.entrer(salle.id, usager_id=foyer.usager.id)
    decalage.avancer(4 * MINUTE)
    rangs = {foyer.usager.id: salles.situation(salle.id, usager_id=foyer.usager.id).rang for foyer in foyers}
    second = next(foyer for foyer in foyers if rangs[foyer.usager.id] == 2)
    entrer(client, second.usager)

    avant = client.get(f"{SALLE}?suivre=1")
    refuse = client.get(CHOISIR)
    decalage.avancer(2 * MINUTE + timedelta(seconds=5))
    apres = client.get(f"{SALLE}?suivre=1")

    assert titre(avant) == "Vous êtes au rang 2"
    assert "1 foyer avant vous" in mots(avant)
    assert "Attente estimée : 2 minutes" in mots(avant)
    assert salle.graine in mots(avant)
    assert (refuse.status_code, refuse.location) == (303, SALLE)
    assert titre(apres) == "C’est votre tour"
    assert "Refresh" not in apres.headers
    assert len(compter(lambda: client.get(SALLE))) <= 12
    assert len(compter(lambda: client.get(CHOISIR))) <= 12
    pris = envoyer(client, CHOISIR, {f"groupes_{second.enfant.id.hex}": str(stage.id)})
    assert pris.location == "/inscriptions/panier"


@pytest.mark.usefixtures("sans_jeton")
def test_sans_passe_rien_ne_se_prend(client: ClientExigeant, salle: SalleDAttente, stage: Groupe):
    foyer = fabrique.foyer("Lou")
    entrer(client, foyer.usager)
    decalage.avancer(11 * MINUTE)

    envoi = client.post(CHOISIR, data={f"groupes_{foyer.enfant.id.hex}": str(stage.id)})

    assert (envoi.status_code, envoi.location) == (303, SALLE)
    assert fabrique.etats(stage) == {}


def test_sans_salle_il_n_y_a_pas_de_page(client: ClientExigeant, sport: None):
    assert client.get("/inscriptions/activites/multisports-2026/salle").status_code == 404


# ---------- Les vœux ----------


@pytest.fixture
def campagne(sport: None, ronan: Agent) -> Campagne:
    maintenant = horloge.maintenant()
    return campagnes.preparer(
        fabrique.activite("stages-voile-2027").id,
        ouvre_le=maintenant - MINUTE,
        ferme_le=maintenant + timedelta(days=5),
        poids={"premiere_fois": 4, "quotient_t1": 2},
        agent=ronan,
        auteur=SYSTEME,
    )


@pytest.fixture
def guillet(client: ClientExigeant, campagne: Campagne) -> Foyer:
    un = fabrique.foyer("Lou", "Malo", naissances=[date(2016, 3, 2), date(2016, 3, 2)])
    entrer(client, un.usager)
    return un


def groupe(places: int, libelle: str) -> Groupe:
    return fabrique.groupe(activite="stages-voile-2027", places=places, libelle=libelle)


def voeux_de(un: Foyer, *groupes: Groupe, **autres: Any) -> dict[str, Any]:
    dits = {f"niveau_{enfant.id.hex}": "debutant" for enfant in un.enfants}
    for enfant in un.enfants:
        dits |= {f"voeu_{enfant.id.hex}_{rang}": str(ou.id) for rang, ou in enumerate(groupes, start=1)}
    return {**dits, "ensemble": "non", **autres}


def attribuer(campagne: Campagne, ronan: Agent) -> None:
    decalage.avancer(timedelta(days=5))
    campagnes.clore_les_echues()
    attributions.attribuer_la_campagne(campagne.id, agent=ronan, auteur=auteur_agent(ronan))


def test_les_regles_sont_publiques_avant_de_commencer(client: ClientExigeant, campagne: Campagne):
    del campagne
    lu = mots(client.get(VOEUX))

    assert "4 points : aucun enfant du foyer n’était inscrit" in lu
    assert "2 points : le quotient familial est dans la tranche T1" in lu
    assert "tirée à la clôture" in lu
    assert "Dire nos vœux" in mots(client.get(VOILE))


def test_les_voeux_se_disent_se_changent_et_se_retirent(client: ClientExigeant, guillet: Foyer, campagne: Campagne):
    un, deux = groupe(4, "Optimist"), groupe(4, "Planche")
    envoi = envoyer(client, DIRE, voeux_de(guillet, un, deux))
    assert (envoi.status_code, envoi.location) == (303, VOEUX)
    lu = mots(client.get(VOEUX))
    assert lu.index("Vœu n° 1 : Optimist") < lu.index("Vœu n° 2 : Planche")

    envoyer(client, DIRE, voeux_de(guillet, deux))

    assert "Optimist" not in mots(client.get(VOEUX))
    assert len(compter(lambda: client.get(VOEUX))) <= 12
    assert len(compter(lambda: client.get(DIRE))) <= 12
    envoyer(client, f"{VOEUX}/retirer", depuis=VOEUX)
    assert demande_de(campagne.id, usager_id=guillet.usager.id) is None


def test_sans_voeu_ou_deux_fois_le_meme_la_page_le_dit(client: ClientExigeant, guillet: Foyer):
    un = groupe(4, "Optimist")

    vide = envoyer(client, DIRE, voeux_de(guillet))
    double = envoyer(client, DIRE, voeux_de(guillet, un, un))

    assert (vide.status_code, double.status_code) == (422, 422)
    assert "Classez au moins un groupe" in mots(vide)
    assert "groupes différents" in mots(double)


def test_on_ne_prend_pas_de_place_ou_l_on_dit_ses_voeux(client: ClientExigeant, guillet: Foyer):
    un = groupe(4, "Optimist")

    envoi = envoyer(client, f"{VOILE}/choisir", {f"groupes_{guillet.enfant.id.hex}": str(un.id)})

    assert (envoi.status_code, envoi.location) == (303, VOEUX)
    assert fabrique.etats(un) == {}


def test_le_resultat_s_explique_par_enfant_et_se_repond(
    client: ClientExigeant, guillet: Foyer, campagne: Campagne, ronan: Agent
):
    seul = groupe(1, "Optimist")
    envoyer(client, DIRE, voeux_de(guillet, seul))
    attribuer(campagne, ronan)

    page = client.get(VOEUX)

    lu = mots(page)
    assert "Obtenu : la place vous est gardée" in lu
    assert "Complet : toutes les places étaient données" in lu
    assert "Votre foyer est passé au tour 1, avec 4 points" in lu
    assert "Une place vous est gardée" in lu
    attente = page.text.split('href="/inscriptions/attente/')[1].split('"')[0]
    adresse = f"/inscriptions/attente/{attente}"
    accepte = envoyer(client, f"{adresse}/accepter", depuis=adresse)
    assert accepte.location == "/inscriptions/panier"
    assert fabrique.etats(seul) == {EtatPlace.PANIER: 1}


def test_un_resultat_se_conteste_et_le_service_repond(
    application: Flask, client: ClientExigeant, guillet: Foyer, campagne: Campagne, ronan: Agent
):
    contester = f"{VOEUX}/contester"
    envoyer(client, DIRE, voeux_de(guillet, groupe(1, "Optimist")))
    assert client.get(contester).status_code == 404  # rien n’est encore décidé
    attribuer(campagne, ronan)
    assert envoyer(client, contester, {"texte": " "}).status_code == 422

    envoi = envoyer(client, contester, {"texte": "Nous habitons sur place."})

    assert envoi.location == VOEUX
    assert "Vous avez contesté ce résultat" in mots(client.get(VOEUX))
    assert "le service vous répondra" in mots(client.get("/mon-espace/inscriptions/"))
    [contestee] = contestations.a_repondre([caisse.SERVICE])
    adresse = f"/agents/activites/contestations/{contestee.demande.id}"
    etranger = fabriques.agent()
    au_bureau, ailleurs = navigateur(application, ronan), navigateur(application, etranger)
    assert adresse in au_bureau.get("/agents/activites/a-traiter").text
    assert "Nous habitons sur place." in mots(au_bureau.get(adresse))
    assert ailleurs.get(adresse).status_code == 404
    with pytest.raises(Introuvable):
        contestations.repondre(contestee.demande.id, "Non.", agent=etranger, auteur=SYSTEME)
    assert envoyer(au_bureau, adresse, {"reponse": " "}).status_code == 422

    assert envoyer(au_bureau, adresse, {"reponse": "Vos points sont revus."}).status_code == 303

    assert "Vos points sont revus" in mots(client.get(VOEUX))
    assert contestations.a_repondre([caisse.SERVICE]) == []
    assert client.get(contester).status_code == 404
    assert "Vos points sont revus" in mots(au_bureau.get(adresse))
    with pytest.raises(TransitionInterdite):
        contestations.repondre(contestee.demande.id, "Encore.", agent=ronan, auteur=SYSTEME)
    dites = entrees_nommees(("demande_sur_voeux", contestee.demande.id), ["repondre_contestation"])
    assert [une.auteur_id for une in dites] == [ronan.id]
    assert session.scalars(
        select(Notification.canal).where(Notification.gabarit == "inscriptions/contestation_repondue")
    ).all() == [Canal.COURRIEL]


def test_qui_n_a_rien_demande_ne_conteste_rien(
    client: ClientExigeant, guillet: Foyer, campagne: Campagne, ronan: Agent
):
    envoyer(client, DIRE, voeux_de(guillet, groupe(1, "Optimist")))
    attribuer(campagne, ronan)
    entrer(client, fabrique.foyer("Zoé", nom="Tanguy").usager)

    assert client.get(f"{VOEUX}/contester").status_code == 404
    assert "Votre résultat" not in mots(client.get(VOEUX))
