"""Qui peut quoi : chaque adresse gardée, chaque personne, ce qu’elle reçoit. Une adresse de plus, une ligne de plus."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portail.dossiers.actions.messagerie import ecrire_agent
from portail.dossiers.models import Dossier
from portail.dossiers.taches import composer_document
from portail.identite.models import Agent, Role, Usager
from portail.notifications.signalements import Signalement, signaler_defaut
from portail.pieces.models import Fichier
from portail.socle.base import session
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.lignes import documents, promis, trace_de
from tests.integration.navigation import jeton, navigateur

PERSONNES = (
    "inconnu",
    "proprietaire",
    "autre",
    "instructrice",
    "accueil",
    "responsable",
    "ailleurs",
    "administratrice",
)
C = "connexion"
"""On demande de se connecter."""


def usager(lui: int, autre: int | str = 404) -> tuple[int | str, ...]:
    return (C, lui, autre, C, C, C, C, C)


def agents(instruit: int, lit: int, signe: int, hors: int = 404) -> tuple[int | str, ...]:
    return (C, C, C, instruit, lit, signe, hors, hors)


ADMINISTRATION = (C, C, C, 403, 403, 403, 403)

# Dossiers : D déposé, B brouillon, K à compléter, tous à la même personne et au même service.
TABLE: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "usagers.espace"): ("", usager(200, 200)),
    ("GET", "usagers.compte"): ("", usager(200, 200)),
    ("POST", "usagers.compte"): ("", usager(422, 422)),
    ("GET", "usagers.confirmer_courriel"): ("", usager(303, 303)),  # aucune adresse n’attend
    ("POST", "usagers.confirmer_courriel"): ("", usager(303, 303)),
    ("POST", "usagers.renvoyer_code"): ("", usager(303, 303)),
    ("POST", "usagers.fermer_les_autres_sessions"): ("", usager(303, 303)),
    ("GET", "usagers.commencer"): ("", usager(200, 200)),
    ("POST", "usagers.commencer"): ("", usager(422, 422)),
    ("GET", "usagers.dossier"): ("D", usager(200)),
    ("GET", "usagers.ajouter"): ("D", usager(200)),
    ("POST", "usagers.ajouter"): ("D", usager(303)),
    ("GET", "usagers.completer"): ("K", usager(200)),
    ("POST", "usagers.completer"): ("K", usager(422)),
    ("GET", "usagers.document"): ("D", usager(200)),
    ("GET", "usagers.confirmation"): ("D", usager(200)),
    ("POST", "usagers.ecrire"): ("D", usager(303)),
    ("GET", "usagers.pieces"): ("B", usager(200)),
    ("POST", "usagers.pieces"): ("B", usager(303)),
    ("GET", "usagers.fichier"): ("D", usager(200)),
    ("GET", "usagers.recapitulatif"): ("B", usager(200)),
    ("POST", "usagers.recapitulatif"): ("B", usager(422)),
    ("GET", "usagers.recapitulatif_pdf"): ("D", usager(200)),
    ("POST", "usagers.recommencer"): ("D", usager(409)),
    ("GET", "usagers.reprendre"): ("B", usager(303)),
    ("GET", "usagers.retirer"): ("D", usager(200)),
    ("POST", "usagers.retirer"): ("D", usager(303)),
    ("GET", "usagers.saisir"): ("B", usager(200)),
    ("POST", "usagers.saisir"): ("B", usager(422)),
    ("GET", "usagers.supprimer"): ("B", usager(200)),
    ("POST", "usagers.supprimer"): ("B", usager(303)),
    ("GET", "agents.bureau"): ("", agents(303, 303, 303, 303)),
    ("GET", "agents.dossiers"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.dossier"): ("D", agents(200, 200, 200)),
    ("GET", "agents.affecter"): ("D", agents(200, 403, 200)),
    ("POST", "agents.affecter"): ("D", agents(303, 403, 303)),
    ("GET", "agents.classer"): ("D", agents(200, 403, 200)),
    ("POST", "agents.classer"): ("D", agents(422, 403, 422)),
    ("GET", "agents.complement"): ("D", agents(200, 403, 200)),
    ("POST", "agents.complement"): ("D", agents(422, 403, 422)),
    ("GET", "agents.decision"): ("D", agents(200, 403, 200)),
    ("POST", "agents.decision"): ("D", agents(422, 403, 422)),
    ("GET", "agents.tel_que_depose"): ("D", agents(200, 200, 200)),
    ("GET", "agents.document"): ("D", agents(200, 200, 200)),
    ("POST", "agents.reprendre_un_envoi"): ("D", agents(409, 403, 409)),
    ("GET", "agents.fichier"): ("D", agents(200, 200, 200)),
    ("GET", "agents.piece_reunie"): ("D", agents(503, 503, 503)),  # l’ouvrier ne l’a pas encore réunie
    ("GET", "agents.journal"): ("D", agents(200, 200, 200)),
    ("POST", "agents.ecrire"): ("D", agents(303, 403, 303)),
    ("POST", "agents.accepter_piece"): ("D", agents(303, 403, 303)),
    ("GET", "agents.refuser_piece"): ("D", agents(200, 403, 200)),
    ("POST", "agents.refuser_piece"): ("D", agents(422, 403, 422)),
    ("POST", "agents.prendre"): ("D", agents(303, 403, 303)),
    ("POST", "agents.renvoyer"): ("D", agents(403, 403, 409)),
    ("POST", "agents.signer"): ("D", agents(403, 403, 409)),
    ("GET", "agents.verifier"): ("D", agents(200, 403, 200)),
    ("POST", "agents.verifier"): ("D", agents(303, 403, 303)),
    ("GET", "administration.accueil"): ("", (*ADMINISTRATION, 200)),
    ("GET", "administration.ouvertures"): ("", (*ADMINISTRATION, 200)),
    ("GET", "administration.ouverture"): ("", (*ADMINISTRATION, 200)),
    ("POST", "administration.ouverture"): ("", (*ADMINISTRATION, 422)),
    ("GET", "administration.parametres"): ("", (*ADMINISTRATION, 200)),
    ("GET", "administration.parametre"): ("", (*ADMINISTRATION, 200)),
    ("POST", "administration.parametre"): ("", (*ADMINISTRATION, 422)),
    ("GET", "administration.signalements"): ("", (*ADMINISTRATION, 200)),
    ("POST", "administration.repondu"): ("", (*ADMINISTRATION, 303)),
}


def gardees(application: Flask) -> list[tuple[str, str, str]]:
    """Rend chaque (méthode, nom, règle) qui n’est pas ouverte à tous."""
    return [
        (methode, regle.endpoint, str(regle))
        for regle in application.url_map.iter_rules()
        for methode in sorted((regle.methods or set()) & {"GET", "POST"})
        if not getattr(application.view_functions[regle.endpoint], "ouvert", False)
    ]


@dataclass
class Situation:
    """Les personnes et les dossiers de la table."""

    personnes: dict[str, Usager | Agent | None]
    dossiers: dict[str, Dossier]
    valeurs: dict[str, dict[str, str]]

    def adresse(self, regle: str, dossier: str) -> str:
        communes = {"identifiant": "aide-permis", "code": "permis_montant_b", **self.valeurs[dossier]}
        return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda nom: communes[nom[1]], regle)


@pytest.fixture
def situation(base: Session) -> Situation:
    fabriques.departement()
    yanis, emma = fabriques.usager(), fabriques.usager(("Emma",), "Le Gall")
    claire = fabriques.agent(prenom="Claire")
    dossiers = {
        "D": fabriques.depose(yanis),
        "B": fabriques.brouillon(yanis),
        "K": fabriques.a_completer(yanis, claire),
    }
    d = dossiers["D"]
    message = ecrire_agent(d.id, agent=claire, texte="Bonjour", fichiers=[fabriques.fichier()])
    [accuse] = documents(d)
    composer_document(str(accuse.id))
    signalement = signaler_defaut(
        Signalement(page="/", description="Contraste.", courriel=""), departement="d@departement.example"
    )
    valeurs = {
        "": {"identifiant": "aide-permis", "code": "permis_montant_b"},
        "B": {"numero": dossiers["B"].numero, "page": "situation"},
        "K": {"numero": dossiers["K"].numero},
        "D": {
            "numero": d.numero,
            "page": "verification",
            "code": "rib",
            "document_id": str(accuse.id),
            "fichier_id": str(base.scalars(select(Fichier.id).where(Fichier.message_id == message.id)).one()),
            "envoi_id": str(promis(d)[0].id),
            "geste": "renvoyer",
        },
        "signalement": {"identifiant": str(signalement.id)},
    }
    personnes = {
        "inconnu": None,
        "proprietaire": yanis,
        "autre": emma,
        "instructrice": claire,
        "accueil": fabriques.agent(Role.ACCUEIL, prenom="Anne"),
        "responsable": fabriques.agent(Role.RESPONSABLE, prenom="Hervé"),
        "ailleurs": fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain"),
        "administratrice": fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude"),
    }
    return Situation(personnes, dossiers, valeurs)


@contextmanager
def pour_voir() -> Iterator[None]:
    """Défait tout ce que le bloc a écrit ; chaque requête ouvre et rend sa session."""
    session.remove()
    point = session.get_bind().begin_nested()
    yield
    session.remove()
    point.rollback()


def recu(page: TestResponse) -> int | str:
    """Rend le code, ou « connexion » si la page mène à se connecter, avec ou sans saisie à remontrer."""
    garde = "reprise=" in " ".join(page.headers.getlist("Set-Cookie"))
    vers_la_connexion = page.status_code == 303 and (page.location.startswith("/connexion?") or garde)
    if vers_la_connexion:
        return C
    return 303 if page.status_code == 302 else page.status_code


def demander(client: ClientExigeant, methode: str, adresse: str, jeton_de_session: str) -> TestResponse:
    """Demande la page, ou l’envoie avec un jeton juste : seuls les droits peuvent refuser."""
    donnees = {"texte": "Bonjour", "a": "", "csrf_token": jeton_de_session}
    return client.open(adresse, method=methode, data=donnees if methode == "POST" else None)


def entrer_et_prendre_un_jeton(application: Flask, personne: Usager | Agent | None) -> tuple[ClientExigeant, str]:
    client = navigateur(application, personne)
    return client, jeton(client.get("/accessibilite/signaler"))


def test_la_table_couvre_toutes_les_adresses_gardees(application: Flask):
    assert {(methode, nom) for methode, nom, _ in gardees(application)} == set(TABLE)


@pytest.mark.parametrize("qui", PERSONNES)
def test_chacun_recoit_ce_que_dit_la_table_et_un_refus_ne_change_rien(
    application: Flask, situation: Situation, qui: str
):
    client, jeton_de_session = entrer_et_prendre_un_jeton(application, situation.personnes[qui])
    dossiers = {nom: Dossier(id=dossier.id) for nom, dossier in situation.dossiers.items()}
    ecarts, avant = {}, {nom: trace_de(d) for nom, d in dossiers.items()}
    for methode, nom, regle in gardees(application):
        dossier, attendus = TABLE[methode, nom]
        attendu = attendus[PERSONNES.index(qui)]
        adresse = situation.adresse(regle, "signalement" if nom == "administration.repondu" else dossier)
        with pour_voir():
            obtenu = recu(demander(client, methode, adresse, jeton_de_session))
            if obtenu != attendu:
                ecarts[methode, nom] = (obtenu, attendu)
            if obtenu in {C, 403, 404} and {nom: trace_de(d) for nom, d in dossiers.items()} != avant:
                ecarts[methode, nom] = ("une trace reste",)
    assert ecarts == {}


@pytest.mark.parametrize("qui", ["instructrice", "responsable", "accueil"])
def test_un_brouillon_n_existe_pour_aucun_agent(application: Flask, situation: Situation, qui: str):
    client, jeton_de_session = entrer_et_prendre_un_jeton(application, situation.personnes[qui])
    numero = situation.dossiers["B"].numero
    situation.valeurs["D"] |= {"numero": numero}
    codes = {
        (methode, nom): demander(client, methode, situation.adresse(regle, "D"), jeton_de_session).status_code
        for methode, nom, regle in gardees(application)
        if nom.startswith("agents.") and "numero" in regle
    }

    assert set(codes.values()) == {404}, codes
    for recherche in (numero, "belkacem"):
        assert f"/agents/dossiers/{numero}" not in client.get(f"/agents/dossiers/?vue=tous&q={recherche}").text
