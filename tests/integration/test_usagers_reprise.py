"""Rien de ce qui est écrit ne se perd : session finie, jeton périmé, autre onglet, démarche qui ferme."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portail.dossiers.actions import brouillon
from portail.dossiers.models import Dossier, Message
from portail.dossiers.saisies import SaisieGardee
from portail.guichets.session import TEMOIN
from portail.identite import sessions
from portail.identite.models import SessionOuverte, Usager
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.fournisseur_oidc import fournisseur_en_marche
from tests.integration.connexions import brancher, connecter
from tests.integration.lignes import relu, trace_de
from tests.integration.navigation import adresse_usager, ecrites, finir_la_session, jeton, mots, reenvoyer, valeurs
from tests.unitaires.situations_permis import PERMIS

AUTO_ECOLE = {
    "categorie": "AM",
    "ecole_conduite_nom": "L’école de « Zoé » & <Cie>",
    "ecole_conduite_commune": "Clis",
    "date_inscription-jour": "31",
    "date_inscription-mois": "fév",
    "date_inscription-annee": "",
    "cout_total": "mille",
    "autre_aide": "oui",
}

pytestmark = pytest.mark.usefixtures("yanis_entre")


@pytest.fixture
def dossier(yanis: Usager) -> Dossier:
    return brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")


# ---------- Session finie ----------


def test_session_finie_pendant_une_saisie_tout_revient_apres_la_connexion(
    client: ClientExigeant, base: Session, yanis: Usager, dossier: Dossier
):
    saisie = adresse_usager(dossier, "/saisie/permis")
    page = client.get(saisie)
    finir_la_session(client)
    avant = trace_de(dossier)

    envoi = reenvoyer(client, page, saisie, AUTO_ECOLE)
    encore_dehors = client.get(envoi.location)
    entrer(client, yanis)
    reprise = client.get(saisie)

    assert envoi.location == saisie
    assert encore_dehors.location.startswith("/connexion?guichet=usagers&suite=")
    assert "Vous aviez été déconnecté" in mots(reprise)
    # Tel qu’écrit, fautes comprises, caractères spéciaux échappés.
    assert ecrites(reprise, *AUTO_ECOLE) == AUTO_ECOLE
    assert trace_de(dossier) == avant
    assert base.scalars(select(SaisieGardee)).all() == []
    assert valeurs(client.get(saisie))["cout_total"] == ""


def test_une_session_expiree_en_base_vaut_une_session_finie(
    client: ClientExigeant, base: Session, yanis: Usager, dossier: Dossier
):
    saisie = adresse_usager(dossier, "/saisie/paiement")
    page = client.get(saisie)
    base.execute(update(SessionOuverte).values(expire_le=datetime.now(UTC) - timedelta(seconds=1)))
    base.commit()

    envoi = reenvoyer(client, page, saisie, {"titulaire_compte": "Yanis"})
    entrer(client, yanis)

    assert envoi.status_code == 303
    assert valeurs(client.get(saisie))["titulaire_compte"] == "Yanis"


def test_une_session_revoquee_aussi(client: ClientExigeant, yanis: Usager, dossier: Dossier):
    saisie = adresse_usager(dossier, "/saisie/paiement")
    page = client.get(saisie)
    temoin = client.get_cookie(TEMOIN)
    assert temoin is not None
    sessions.fermer(temoin.value.rsplit(".", 1)[0])

    reenvoyer(client, page, saisie, {"titulaire_compte": "Yanis"})
    entrer(client, yanis)

    assert valeurs(client.get(saisie))["titulaire_compte"] == "Yanis"


def test_par_la_vraie_connexion_on_revient_ou_l_on_etait(
    client: ClientExigeant, base: Session, yanis: Usager, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    with fournisseur_en_marche() as comptoir:
        brancher(comptoir, environ, monkeypatch)
        connecter(client, comptoir)
        lina = base.scalars(select(Usager).where(Usager.id != yanis.id)).one()
        dossier = brouillon.commencer(PERMIS, usager=lina, qualite="lui_meme", langue="fr")
        saisie = adresse_usager(dossier, "/saisie/paiement")
        page = client.get(saisie)
        finir_la_session(client)
        reenvoyer(client, page, saisie, {"titulaire_compte": "Lina Moreau"})
        retour = connecter(client, comptoir, suite=saisie)

    assert retour.location == saisie
    assert valeurs(client.get(saisie))["titulaire_compte"] == "Lina Moreau"


def test_un_message_en_cours_revient(client: ClientExigeant, base: Session, yanis: Usager):
    dossier = fabriques.depose(yanis)
    page = client.get(adresse_usager(dossier))
    finir_la_session(client)
    texte = "Bonjour,\nj’ai une question : où en est-on ?"

    envoi = reenvoyer(client, page, adresse_usager(dossier, "/messages"), {"texte": texte})
    entrer(client, yanis)
    reprise = client.get(envoi.location)

    assert envoi.location == adresse_usager(dossier)
    assert valeurs(reprise)["texte"].strip() == texte
    assert base.scalars(select(Message)).all() == []


def test_une_reponse_a_un_complement_revient(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.a_completer(yanis, fabriques.agent(), pieces=())
    page = client.get(adresse_usager(dossier, "/completer"))
    finir_la_session(client)

    reenvoyer(client, page, adresse_usager(dossier, "/completer"), {"telephone": "06 39 98"})
    entrer(client, yanis)

    assert valeurs(client.get(adresse_usager(dossier, "/completer")))["telephone"] == "06 39 98"


@pytest.mark.parametrize(
    ("ecran", "envoi"),
    [
        ("complement", {"message": "Il manque…", "date_limite": "2026-12-24", "pieces": "rib"}),
        ("decision", {"nature": "refus", "motifs": "age", "fait": "Vingt-six ans.", "montant": "12"}),
        ("classer", {"motif": "Sans nouvelles."}),
        ("pieces/rib/refuser", {"motif": "perimee", "precision": "De 2019."}),
        ("verifier/verification", {"ecole_agrement": "association"}),
        ("affecter", {"a": ""}),
    ],
)
def test_l_agent_aussi_retrouve_ce_qu_il_ecrivait(
    client: ClientExigeant, yanis: Usager, ecran: str, envoi: dict[str, str]
):
    claire = fabriques.agent()
    dossier = fabriques.en_instruction(yanis, claire)
    entrer(client, claire)
    page = f"/agents/dossiers/{dossier.numero}/{ecran}"
    ouverte = client.get(page)
    finir_la_session(client)

    assert reenvoyer(client, ouverte, page, envoi).location == page
    entrer(client, claire)

    assert ecrites(client.get(page), *envoi) == envoi


# ---------- Jeton périmé, autre onglet ----------


def test_un_jeton_perime_remontre_la_saisie_sans_rien_enregistrer(
    client: ClientExigeant, yanis: Usager, dossier: Dossier
):
    saisie = adresse_usager(dossier, "/saisie/permis")
    client.get(saisie)
    avant = trace_de(dossier)

    envoi = client.post(saisie, data=AUTO_ECOLE | {"csrf_token": "périmé"})

    assert envoi.location == saisie
    assert ecrites(client.get(saisie), *AUTO_ECOLE) == AUTO_ECOLE
    assert trace_de(dossier) == avant


def test_en_conflit_la_page_a_jour_remontre_la_saisie_et_se_renvoie(
    client: ClientExigeant, yanis: Usager, dossier: Dossier
):
    saisie = adresse_usager(dossier, "/saisie/situation")
    onglet = client.get(saisie)
    reenvoyer(client, client.get(saisie), saisie, {"statut": "etudiant", "jeune_ase": "non"})

    envoi = reenvoyer(client, onglet, saisie, {"statut": "apprenti", "jeune_ase": "oui"})
    reprise = client.get(envoi.location)

    assert "dans un autre onglet" in mots(reprise)
    assert ecrites(reprise, "statut", "jeune_ase") == {"statut": "apprenti", "jeune_ase": "oui"}
    assert relu(dossier).reponses["statut"] == "etudiant"
    client.post(saisie, data=valeurs(reprise))
    assert relu(dossier).reponses["statut"] == "apprenti"


def test_un_depot_en_conflit_ne_part_pas_et_le_dit(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.brouillon(yanis)
    recapitulatif = client.get(adresse_usager(dossier, "/recapitulatif"))
    brouillon.enregistrer_page(
        dossier.id, usager=yanis, page=PERMIS.pages[0], reponses={"nationalite": "autre"}, revision=None
    )
    avant = trace_de(dossier)
    coches = dict.fromkeys(("attestation_exactitude", "engagement_non_cumul", "engagement_depart"), "oui")

    envoi = reenvoyer(client, recapitulatif, adresse_usager(dossier, "/recapitulatif"), coches)

    assert envoi.status_code == 409
    assert "modifiées ailleurs" in mots(envoi)
    assert adresse_usager(dossier, "/recapitulatif") in envoi.text
    assert trace_de(dossier) == avant


# ---------- Un autre site ----------


@pytest.mark.parametrize("origine", ["https://pirate.example", "null", "http://portail.example.pirate.example"])
def test_ce_qu_un_autre_site_a_ecrit_n_est_pas_remontre(
    client: ClientExigeant, base: Session, yanis: Usager, dossier: Dossier, origine: str
):
    saisie = adresse_usager(dossier, "/saisie/paiement")
    finir_la_session(client)

    envoi = client.post(saisie, data={"titulaire_compte": "Pirate"}, headers={"Origin": origine})
    entrer(client, yanis)

    assert envoi.status_code in {303, 400}
    assert base.scalars(select(SaisieGardee)).all() == []
    assert "Pirate" not in client.get(saisie).text


def test_notre_propre_origine_est_reconnue(client: ClientExigeant, yanis: Usager, dossier: Dossier):
    saisie = adresse_usager(dossier, "/saisie/paiement")
    finir_la_session(client)

    client.post(saisie, data={"titulaire_compte": "Yanis"}, headers={"Origin": "http://localhost"})
    entrer(client, yanis)

    assert valeurs(client.get(saisie))["titulaire_compte"] == "Yanis"


def test_ce_qui_est_garde_est_chiffre(client: ClientExigeant, application: Flask, base: Session, dossier: Dossier):
    saisie = adresse_usager(dossier, "/saisie/paiement")
    page = client.get(saisie)
    finir_la_session(client)

    reenvoyer(client, page, saisie, {"titulaire_compte": "Secret-de-Yanis"})

    [brut] = base.connection().exec_driver_sql("SELECT contenu FROM saisie_gardee").scalars()
    assert b"Secret" not in bytes(brut)
    assert jeton(page)
