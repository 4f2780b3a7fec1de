"""Ouvrir un dossier hors de sa file : une raison d’abord, que la personne voit ; rien n’est montré avant."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portail.dossiers import lectures
from portail.dossiers.actions import instruction
from portail.dossiers.habilitations import est_de_sa_file
from portail.dossiers.lectures import RaisonLecture, a_justifier
from portail.dossiers.models import Document, Dossier, Message
from portail.identite.models import Agent, Role, Usager
from portail.journal.actions import JUSTIFIER
from portail.parametres.models import Parametre
from portail.parametres.queries import oublier_les_valeurs
from portail.pieces.models import Fichier
from portail.socle import decalage
from portail.socle.erreurs import Introuvable, SaisieInvalide
from tests import fabriques
from tests.integration.lignes import entrees_de, journal_de, relu
from tests.integration.navigation import erreurs, mots, navigateur, reenvoyer, titre
from tests.integration.raisons import dire

QUESTION = "Pourquoi cette consultation ?"


# ---------- La file ----------


def test_la_file_de_chacun(yanis: Usager, claire: Agent, lea: Agent):
    libre, suivi = fabriques.depose(yanis), fabriques.en_instruction(yanis, claire)
    a_signer = fabriques.en_signature(yanis, claire)
    qui = {
        "celle qui le suit": claire,
        "sa collègue": lea,
        "accueil": fabriques.agent(Role.ACCUEIL, prenom="Inès"),
        "responsable": fabriques.agent(Role.RESPONSABLE, prenom="Hervé"),
        "autre service": fabriques.agent(Role.INSTRUCTEUR, "autonomie", prenom="Yann"),
    }

    assert {nom for nom, agent in qui.items() if est_de_sa_file(agent, libre)} == {
        "celle qui le suit", "sa collègue", "responsable",
    }  # fmt: skip
    assert {nom for nom, agent in qui.items() if est_de_sa_file(agent, suivi)} == {"celle qui le suit"}
    assert {nom for nom, agent in qui.items() if est_de_sa_file(agent, a_signer)} == {
        "celle qui le suit", "responsable",
    }  # fmt: skip


def test_dans_sa_file_rien_n_est_demande(
    application: Flask, claire: Agent, lea: Agent, yanis: Usager, dossier: Dossier
):
    libre = fabriques.depose(yanis)

    assert navigateur(application, claire).get(f"/agents/dossiers/{dossier.numero}").status_code == 200
    assert navigateur(application, lea).get(f"/agents/dossiers/{libre.numero}").status_code == 200
    assert JUSTIFIER not in journal_de(dossier) + journal_de(libre)


# ---------- Avant la raison ----------


def adresses(application: Flask, base: Session, dossier: Dossier, methode: str) -> list[str]:
    """Rend chaque adresse du bureau qui nomme ce dossier, sauf la page qui demande la raison."""
    valeurs = {
        "numero": dossier.numero, "page": "verification", "code": "rib", "geste": "renvoyer", "rang": "1",
        "fichier_id": str(base.scalars(select(Fichier.id).where(Fichier.dossier_id == dossier.id)).first()),
        "document_id": str(base.scalars(select(Document.id).where(Document.dossier_id == dossier.id)).first()),
    }  # fmt: skip
    regles = [
        regle
        for regle in application.url_map.iter_rules()
        if regle.endpoint.startswith("agents.") and str(regle).startswith("/agents/dossiers/<numero:numero>")
        if regle.endpoint != "agents.raison"
    ]
    inconnu = "00000000-0000-4000-8000-000000000000"
    return [
        re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda nom: valeurs.get(nom[1], inconnu), str(regle))
        for regle in regles
        if methode in (regle.methods or ())
    ]


def test_hors_de_sa_file_aucune_page_du_dossier_ne_s_ouvre_sans_raison(
    application: Flask, base: Session, lea: Agent, dossier: Dossier
):
    client, avant = navigateur(application, lea), journal_de(dossier)
    pages = adresses(application, base, dossier, "GET")
    assert len(pages) > 5

    for adresse in pages:
        reponse = client.get(adresse)
        assert reponse.status_code == 303, adresse
        assert reponse.headers["Location"].startswith(f"/agents/dossiers/{dossier.numero}/raison?suite="), adresse
        assert "BELKACEM" not in reponse.text
    assert journal_de(dossier) == avant


def test_hors_de_sa_file_aucun_geste_ne_se_fait_sans_raison(
    application: Flask, base: Session, lea: Agent, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(application.config, "WTF_CSRF_ENABLED", False)
    client, avant, revision = navigateur(application, lea), journal_de(dossier), relu(dossier).revision

    for adresse in adresses(application, base, dossier, "POST"):
        reponse = client.post(adresse, data={"texte": "Bonjour", "motif": "x", "a": ""})
        assert reponse.status_code == 303, adresse
        assert "BELKACEM" not in reponse.text

    assert (journal_de(dossier), relu(dossier).revision) == (avant, revision)
    assert base.scalar(select(func.count()).select_from(Message)) == 0


def test_la_page_de_la_raison_ne_dit_rien_du_dossier(application: Flask, lea: Agent, dossier: Dossier):
    page = navigateur(application, lea).get(f"/agents/dossiers/{dossier.numero}", follow_redirects=True)

    assert titre(page) == QUESTION
    assert "verra votre nom, la date et la raison" in mots(page)
    assert not re.search("belkacem|yanis|permis", page.text, re.IGNORECASE)


def test_le_dossier_d_un_autre_service_n_a_pas_de_page_de_raison(application: Flask, dossier: Dossier):
    client = navigateur(application, fabriques.agent(Role.INSTRUCTEUR, "autonomie", prenom="Yann"))

    assert client.get(f"/agents/dossiers/{dossier.numero}").status_code == 404
    assert client.get(f"/agents/dossiers/{dossier.numero}/raison").status_code == 404
    assert client.get("/agents/dossiers/7K4M2P9X/raison").status_code == 404


# ---------- Donner la raison ----------


def test_une_fois_dite_la_raison_ouvre_la_page_voulue_et_reste_au_journal(
    application: Flask, lea: Agent, dossier: Dossier
):
    client, suite = navigateur(application, lea), f"/agents/dossiers/{dossier.numero}/journal"

    reponse = dire(client, dossier, "remplacement", suite=suite)

    assert (reponse.status_code, reponse.headers["Location"]) == (303, suite)
    assert client.get(suite).status_code == 200
    entree = next(e for e in entrees_de(dossier) if e.action == JUSTIFIER)
    assert (entree.auteur_id, entree.details) == (lea.id, {"raison": "remplacement"})
    assert journal_de(dossier)[-2:] == [JUSTIFIER, "lire_journal"]


@pytest.mark.parametrize(
    "suite",
    ["http://ailleurs.example/agents/dossiers/{}", "//ailleurs.example", "/agents/dossiers/{}x", "/deconnexion",
     "/agents/dossiers/{}/../../deconnexion", "javascript:alert(1)", "/agents/dossiers/{}/\\ailleurs"],
)  # fmt: skip
def test_la_suite_ne_sort_pas_du_dossier(application: Flask, lea: Agent, dossier: Dossier, suite: str):
    reponse = dire(navigateur(application, lea), dossier, suite=suite.format(dossier.numero))

    assert reponse.headers["Location"] == f"/agents/dossiers/{dossier.numero}"


@pytest.mark.parametrize(
    ("raison", "precision", "attendu"),
    [
        ("", "", "Choisissez la raison de cette consultation."),
        ("curiosite", "", "valid choice|choix"),
        ("autre", "   ", "Dites en quelques mots"),
        ("contact", "x" * 301, "trop long"),
    ],
)
def test_une_raison_incomplete_n_ouvre_rien(
    application: Flask, lea: Agent, dossier: Dossier, raison: str, precision: str, attendu: str
):
    client = navigateur(application, lea)

    reponse = dire(client, dossier, raison, precision)

    assert reponse.status_code == 422
    assert re.search(attendu, " ".join(erreurs(reponse)), re.IGNORECASE)
    assert JUSTIFIER not in journal_de(dossier)
    assert client.get(f"/agents/dossiers/{dossier.numero}").status_code == 303


def test_les_actions_memes_refusent_une_raison_incomplete(lea: Agent, dossier: Dossier):
    for precision in ("", "x" * 301):
        with pytest.raises(SaisieInvalide):
            lectures.justifier(lea, [dossier], raison=RaisonLecture.AUTRE, precision=precision)
    with pytest.raises(Introuvable):
        lectures.justifier(
            fabriques.agent(Role.INSTRUCTEUR, "autonomie", prenom="Yann"), [dossier], raison=RaisonLecture.CONTACT
        )

    assert JUSTIFIER not in journal_de(dossier)


# ---------- Pendant combien de temps ----------


def test_la_raison_vaut_trente_minutes_pour_cet_agent_et_ce_dossier(
    application: Flask, claire: Agent, lea: Agent, dossier: Dossier
):
    autre = fabriques.en_instruction(fabriques.usager(("Emma",), "Le Gall"), claire)
    client = navigateur(application, lea)
    dire(client, dossier)

    decalage.avancer(timedelta(minutes=29))
    assert client.get(f"/agents/dossiers/{dossier.numero}").status_code == 200
    assert client.get(f"/agents/dossiers/{autre.numero}").status_code == 303
    assert a_justifier(fabriques.agent(prenom="Zoé", nom="Caron"), [dossier]) == [dossier]
    decalage.avancer(timedelta(minutes=2))
    assert client.get(f"/agents/dossiers/{dossier.numero}").status_code == 303


def test_qui_vient_d_agir_revoit_la_page_sans_dire_pourquoi(application: Flask, yanis: Usager, claire: Agent):
    herve = fabriques.responsable()
    a_signer = fabriques.en_signature(yanis, claire)
    client, adresse = navigateur(application, herve), f"/agents/dossiers/{a_signer.numero}"

    signe = reenvoyer(client, client.get(adresse), f"{adresse}/signer")

    assert signe.status_code == 303
    assert not est_de_sa_file(herve, relu(a_signer))
    assert "La décision est signée et notifiée" in client.get(adresse).text
    decalage.avancer(timedelta(minutes=31))
    assert client.get(adresse).status_code == 303


def test_lire_ne_dispense_pas_de_dire_pourquoi_ensuite(application: Flask, yanis: Usager, claire: Agent, lea: Agent):
    libre = fabriques.depose(yanis)
    client = navigateur(application, lea)
    assert client.get(f"/agents/dossiers/{libre.numero}").status_code == 200

    instruction.prendre_en_charge(libre.id, agent=claire)

    assert client.get(f"/agents/dossiers/{libre.numero}").status_code == 303


def test_la_duree_est_un_parametre(base: Session, lea: Agent, dossier: Dossier):
    fabriques.justifie(lea, dossier)
    base.scalars(select(Parametre).where(Parametre.code == "raison_lecture_duree")).one().valeur = 5
    base.commit()
    oublier_les_valeurs()

    assert a_justifier(lea, [dossier]) == []
    decalage.avancer(timedelta(minutes=6))
    assert a_justifier(lea, [dossier]) == [dossier]


def test_un_formulaire_ouvert_a_temps_s_envoie_apres_trente_minutes(
    application: Flask, base: Session, lea: Agent, dossier: Dossier
):
    client, adresse = navigateur(application, lea), f"/agents/dossiers/{dossier.numero}"
    dire(client, dossier)
    page = client.get(adresse)
    decalage.avancer(timedelta(hours=3))

    envoi = reenvoyer(client, page, f"{adresse}/messages", {"texte": "Bonjour, il manque une page."})

    assert envoi.status_code == 303
    assert envoi.headers["Location"] == adresse
    assert base.scalars(select(Message.agent_id)).all() == [lea.id]


def test_un_formulaire_reste_ouvert_deux_jours_redemande_la_raison_sans_rien_perdre(
    application: Flask, base: Session, lea: Agent, dossier: Dossier
):
    client, adresse = navigateur(application, lea), f"/agents/dossiers/{dossier.numero}"
    dire(client, dossier)
    page = client.get(adresse)
    decalage.avancer(timedelta(days=2))

    envoi = reenvoyer(client, page, f"{adresse}/messages", {"texte": "Un message de dix lignes."})
    question = client.get(envoi.headers["Location"], follow_redirects=True)
    reprise = reenvoyer(client, question, question.request.full_path, {"raison": "contact", "precision": ""})
    remontree = client.get(reprise.headers["Location"])

    assert (titre(question), base.scalar(select(func.count()).select_from(Message))) == (QUESTION, 0)
    assert "Un message de dix lignes." in remontree.text
