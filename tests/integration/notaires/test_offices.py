"""Les offices et leurs membres : qui entre, qui ouvre, qui ferme, et le second facteur."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from portail.guichets.session import TEMOIN, InterfaceDeSession
from portail.identite import sessions
from portail.identite.models import SessionOuverte
from portail.identite.notaires.actions import (
    DelegationImpossible,
    MembreDejaOuvert,
    MembreInconnu,
    OfficeDejaOuvert,
    PourSoiMeme,
    connecter_membre,
    fermer_membre,
    fermer_office,
    ouvrir_membre,
    ouvrir_office,
    rouvrir_membre,
    rouvrir_office,
)
from portail.identite.notaires.models import Membre, RoleMembre
from portail.identite.sessions import Titulaire
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable
from tests.entree import agent_ouvert, entrer
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.navigation import erreurs
from tests.integration.notaires.offices import clerc, fiche_membre, fiche_office, notaire

pytestmark = pytest.mark.usefixtures("departement")
EMETTEUR = "https://notaires.example"


def se_connecte(sujet="s1", crpcen="44012", courriel="Paul.Rolland@office.example"):
    return connecter_membre(emetteur=EMETTEUR, sujet=sujet, crpcen=crpcen, courriel=courriel)


def entrer_sans_second_facteur(client, membre):
    jeton = sessions.nouveau_jeton()
    sessions.enregistrer(jeton, Titulaire(membre_id=membre.id), fournisseur="essai", jeton_identite=None, donnees={})
    client.set_cookie(TEMOIN, InterfaceDeSession()._signataire(client.application).sign(jeton).decode())


def test_la_premiere_connexion_lie_le_compte_et_la_suite_le_reconnait():
    maitre = notaire()

    assert se_connecte().id == maitre.id
    assert se_connecte(courriel="autre@office.example").id == maitre.id


@pytest.mark.parametrize(
    "qui",
    [
        {"courriel": "quelqu-un@office.example"},
        {"crpcen": "44031"},
        {"crpcen": "44031", "courriel": "anne.breton@office.example"},
    ],
)
def test_ni_l_adresse_ni_l_office_seuls_n_ouvrent(qui):
    notaire()

    with pytest.raises(MembreInconnu):
        se_connecte(**qui)


def test_un_second_compte_du_meme_fournisseur_n_entre_pas():
    notaire()
    se_connecte()

    with pytest.raises(MembreInconnu):
        se_connecte(sujet="s2")


def test_un_acces_ferme_ne_se_reconnecte_pas_et_perd_ses_sessions(client):
    maitre = notaire()
    elle = clerc(maitre)
    entrer(client, elle)
    assert client.get("/notaires/office").status_code == 200

    fermer_membre(elle.id, par=maitre)

    assert client.get("/notaires/office").status_code == 303
    assert session.scalars(select(SessionOuverte).where(SessionOuverte.membre_id == elle.id)).all() == []
    with pytest.raises(MembreInconnu):
        se_connecte(courriel=elle.courriel)
    rouvrir_membre(elle.id, par=maitre)
    assert se_connecte(courriel=elle.courriel).id == elle.id


def test_un_office_ferme_ferme_tous_les_siens(client):
    maitre, agent = notaire(), agent_ouvert()
    entrer(client, maitre)

    assert fermer_office(maitre.office_id, agent=agent) == 1

    assert client.get("/notaires/office").status_code == 303
    with pytest.raises(MembreInconnu):
        se_connecte()
    rouvrir_office(maitre.office_id, agent=agent)
    assert se_connecte().id == maitre.id


def test_une_clerc_ne_gere_pas_les_acces(client):
    maitre = notaire()
    elle = clerc(maitre)

    with pytest.raises(Interdit):
        ouvrir_membre(fiche_membre("Luc", "Autre"), par=elle)
    with pytest.raises(Interdit):
        fermer_membre(maitre.id, par=elle)
    entrer(client, elle)
    assert client.get("/notaires/office/ouvrir").status_code == 403


def test_on_ne_touche_pas_aux_acces_d_un_autre_office():
    maitre, autre = notaire(), notaire("44031")
    sienne = clerc(autre)

    with pytest.raises(Introuvable):
        fermer_membre(sienne.id, par=maitre)
    assert session.get(Membre, sienne.id, populate_existing=True).est_actif


def test_on_ne_ferme_pas_son_propre_acces():
    maitre = notaire()

    with pytest.raises(PourSoiMeme):
        fermer_membre(maitre.id, par=maitre)


def test_ce_qui_est_deja_ouvert_ou_impossible_se_dit():
    maitre = notaire()
    clerc(maitre)

    with pytest.raises(OfficeDejaOuvert):
        notaire()
    with pytest.raises(MembreDejaOuvert):
        clerc(maitre)
    with pytest.raises(DelegationImpossible):
        ouvrir_membre(replace(fiche_membre("Luc", "Autre", RoleMembre.CLERC), peut_deleguer=True), par=maitre)
    with pytest.raises(DelegationImpossible):
        ouvrir_office(fiche_office("44099"), fiche_membre(role=RoleMembre.CLERC), auteur=SYSTEME)


def test_sans_second_facteur_rien_ne_s_ouvre(client):
    maitre = notaire()
    entrer_sans_second_facteur(client, maitre)

    reponse = client.get("/notaires/office")

    assert reponse.location == "/notaires/second-facteur?suite=%2Fnotaires%2Foffice"
    assert client.get("/mon-espace/").status_code == 303


def test_le_code_recu_ouvre_le_bureau_une_fois(client):
    maitre = notaire()
    entrer_sans_second_facteur(client, maitre)
    page = client.get("/notaires/second-facteur?suite=/notaires/office")
    client.post("/notaires/second-facteur/envoyer", data={"csrf_token": jeton_de_formulaire(page)})
    envoye = session.scalars(select(Notification).where(Notification.gabarit == "notaires/code")).one()

    faux = client.post("/notaires/second-facteur", data={"csrf_token": jeton_de_formulaire(page), "code": "000000"})
    juste = client.post(
        "/notaires/second-facteur?suite=/notaires/office",
        data={"csrf_token": jeton_de_formulaire(page), "code": envoye.contexte["code"]},
    )

    assert envoye.adresse == maitre.courriel
    assert (faux.status_code, juste.location) == (422, "/notaires/office")
    assert client.get("/notaires/office").status_code == 200


def test_ouvrir_un_acces_a_l_ecran(client):
    entrer(client, notaire())
    page = client.get("/notaires/office/ouvrir")
    saisie = {"csrf_token": jeton_de_formulaire(page), "prenom": "Inès", "nom": "Garnier", "peut_deleguer": "oui"}
    saisie |= {"courriel": "ines.garnier@office.example", "role": "clerc"}

    refuse = client.post("/notaires/office/ouvrir", data=saisie)
    ouvert = client.post("/notaires/office/ouvrir", data={**saisie, "peut_deleguer": "non"})

    assert (refuse.status_code, ouvert.status_code) == (422, 303)
    assert erreurs(refuse) == ["Erreur : seul un notaire peut gérer les accès de l’office."]
    assert re.search(r"Inès Garnier.*Clerc", client.get("/notaires/office").text, re.DOTALL)
