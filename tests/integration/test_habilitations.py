"""Qui peut quoi : chaque adresse gardée, chaque personne, ce qu’elle reçoit. Une adresse de plus, une ligne de plus."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portail.documents.taches import composer_document
from portail.dossiers.actions.messagerie import ecrire_agent
from portail.dossiers.avis.liens import jeton_de
from portail.dossiers.guichet import rattachement
from portail.dossiers.guichet.erreurs import IdentiteDifferente
from portail.dossiers.guichet.models import DemandeDeRattachement
from portail.dossiers.models import Dossier
from portail.dossiers.versements import prestataires
from portail.identite.models import Agent, Role, Usager
from portail.identite.notaires.models import Membre
from portail.instruction.lots.models import GesteDeLot
from portail.pieces.models import Fichier
from portail.socle.base import session
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration import au_guichet, avis, rendez_vous, versements
from tests.integration.billetterie import fabrique as billetterie
from tests.integration.equipes import valeurs_du_travail
from tests.integration.evenements import fabrique as evenements
from tests.integration.exports import ecrit
from tests.integration.familles import adresses_de_la_famille
from tests.integration.inscriptions import bureau
from tests.integration.lignes import documents, ecritures, promis
from tests.integration.lots import prepare
from tests.integration.navigation import jeton, navigateur
from tests.integration.notaires import certificats, creances, fichiers_de_lot, offices, requetes
from tests.integration.recommandes import envoye
from tests.integration.table_des_acces import PERSONNES, TABLE, C

SANS_CONSEQUENCE = frozenset({"saisie_gardee"})
"""Ce qu’un refus peut écrire : la saisie à remontrer une fois connecté."""
INCONNUS = ("somme_id", "encaissement_id", "paiement_id", "ligne_id", "import_id", "version_id")


def gardees(application: Flask) -> list[tuple[str, str, str]]:
    """Rend chaque (méthode, nom, règle) d’un dossier, d’un espace ou du bureau : ce qui n’est pas ouvert à tous."""
    return [
        (methode, regle.endpoint, str(regle))
        for regle in application.url_map.iter_rules()
        for methode in sorted((regle.methods or set()) & {"GET", "POST"})
        if not getattr(application.view_functions[regle.endpoint], "ouvert", False)
        and not regle.endpoint.startswith("administration.")
    ]


@dataclass
class Situation:
    """Les personnes et les dossiers de la table."""

    personnes: dict[str, Usager | Agent | Membre | None]
    dossiers: dict[str, Dossier]
    valeurs: dict[str, dict[str, str]]

    def adresse(self, regle: str, dossier: str) -> str:
        valeurs = {"identifiant": "aide-permis", "service": fabriques.SERVICE, **self.valeurs[dossier]}
        return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda nom: valeurs[nom[1]], regle)


@pytest.fixture
def situation(base: Session) -> Situation:
    fabriques.departement()
    yanis, emma = fabriques.usager(), fabriques.usager(("Emma",), "Le Gall")
    claire = fabriques.agent(prenom="Claire")
    consultee = fabriques.agent(Role.ACCUEIL, prenom="Anne")
    dossiers = {
        "D": fabriques.depose(yanis),
        "B": fabriques.brouillon(yanis),
        "K": fabriques.a_completer(yanis, claire),
        "G": au_guichet.ouverte(claire),
        "P": au_guichet.recue(claire),
        "V": versements.a_verifier(yanis, fabriques.agent(Role.RESPONSABLE, prenom="Soizic")),
    }
    d = dossiers["D"]
    regis = fabriques.agent(Role.REGISSEUR, prenom="Régis")
    aide = prestataires.ajouter(
        agent=regis, service_code=dossiers["V"].service_code, nom="Aide", siret="73282932000074", iban=versements.IBAN
    )
    pli = envoye(dossiers["V"], claire)
    message = ecrire_agent(d.id, agent=claire, texte="Bonjour", fichiers=[fabriques.fichier()])
    [accuse] = documents(d)
    composer_document(str(accuse.id))
    with pytest.raises(IdentiteDifferente):
        rattachement.rattacher(rattachement.emettre_code(dossiers["P"].id, agent=claire), usager=emma)
    valeurs = {
        "": {},
        "G": {"numero": dossiers["G"].numero, "page": "situation"},
        "P": {
            "numero": dossiers["P"].numero,
            "envoi_id": str(promis(dossiers["P"])[0].id),
            "demande_id": str(session.scalars(select(DemandeDeRattachement.id)).one()),
        },
        "B": {"numero": dossiers["B"].numero, "page": "situation"},
        "K": {"numero": dossiers["K"].numero},
        "V": {
            "numero": dossiers["V"].numero,
            "versement_id": str(versements.versement_du(dossiers["V"]).id),
            "geste": "mandater",
            "import_id": str(uuid4()),
            "pli_id": str(pli.id),
            "prestataire_id": str(aide.id),
        },
        "R": rendez_vous.pris_avec(claire),
        "F": adresses_de_la_famille(yanis),
        "EV": evenements.adresses(),
        "BI": billetterie.adresses(),
        "I": {"code": "inconnue", "numero": d.numero, "inscription_id": str(uuid4()), "attente_id": str(uuid4())},
        "E": {nom: str(uuid4()) for nom in INCONNUS},
        "D": {
            "numero": d.numero,
            "page": "verification",
            "rang": "1",
            "code": "rib",
            "document_id": str(accuse.id),
            "usager_id": str(yanis.id),
            "fichier_id": str(session.scalars(select(Fichier.id).where(Fichier.message_id == message.id)).one()),
            "envoi_id": str(promis(d)[0].id),
            "avis_id": str(avis.demander_a(d, claire, consultee).id),
            "sejour_id": str(uuid4()),
            "piece": "rib",
            "jeton": jeton_de(avis.demander(d, claire)),
            **valeurs_du_travail(claire, d),
            "lot_id": str(prepare([d], claire, GesteDeLot.ECRIRE).id),
            "export_id": str(ecrit(claire).id),
            "invitation_id": str(rendez_vous.invite(yanis, claire).id),
        },
    }
    personnes = {
        "inconnu": None,
        "proprietaire": yanis,
        "autre": emma,
        "instructrice": claire,
        "accueil": consultee,
        "responsable": fabriques.agent(Role.RESPONSABLE, prenom="Hervé"),
        "ailleurs": fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain"),
        "administratrice": fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude"),
    }
    personnes |= {
        "notaire": offices.notaire(),
        "confrere": offices.notaire("44031"),
        "responsable_des_notaires": offices.responsable(),
    }
    valeurs["IN"] = bureau.adresses(personnes["responsable"])
    valeurs["N"] = offices.adresses(personnes["notaire"])
    valeurs["SU"] = creances.adresses(personnes["notaire"])
    valeurs["NL"] = fichiers_de_lot.adresses(personnes["notaire"])
    valeurs["NA"] = {"alarme_id": str(uuid4())}
    valeurs["NC"] = certificats.adresses(personnes["notaire"])
    valeurs["NS"] = requetes.adresses(personnes["notaire"])
    for lecteur in ("accueil", "responsable", "instructrice"):
        fabriques.justifie(personnes[lecteur], dossiers["V"])
    for lecteur in ("accueil", "responsable"):
        fabriques.justifie(personnes[lecteur], dossiers["D"], dossiers["K"], dossiers["P"])
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


def entrer_et_prendre_un_jeton(
    application: Flask, personne: Usager | Agent | Membre | None
) -> tuple[ClientExigeant, str]:
    client = navigateur(application, personne)
    return client, jeton(client.get("/accessibilite/signaler"))


def test_la_table_couvre_toutes_les_adresses_gardees(application: Flask):
    assert {(methode, nom) for methode, nom, _ in gardees(application)} == set(TABLE)


@pytest.mark.parametrize("qui", PERSONNES)
def test_chacun_recoit_ce_que_dit_la_table_et_un_refus_ne_change_rien(
    application: Flask, situation: Situation, qui: str
):
    client, jeton_de_session = entrer_et_prendre_un_jeton(application, situation.personnes[qui])
    ecarts = {}
    for methode, nom, regle in gardees(application):
        dossier, attendus = TABLE[methode, nom]
        attendu = attendus[PERSONNES.index(qui)]
        adresse = situation.adresse(regle, dossier)
        with pour_voir():
            avant = ecritures()
            obtenu = recu(demander(client, methode, adresse, jeton_de_session))
            if obtenu != attendu:
                ecarts[methode, nom] = (obtenu, attendu)
            ecrites = {table for table, combien in ecritures().items() if combien != avant.get(table, 0)}
            if obtenu in {C, 403, 404} and ecrites - SANS_CONSEQUENCE:
                ecarts[methode, nom] = ("une trace reste", *ecrites)
    assert ecarts == {}


@pytest.mark.parametrize("qui", ["instructrice", "responsable", "accueil"])
def test_un_brouillon_n_existe_pour_aucun_agent(application: Flask, situation: Situation, qui: str):
    client, jeton_de_session = entrer_et_prendre_un_jeton(application, situation.personnes[qui])
    numero = situation.dossiers["B"].numero
    toutes = {nom: valeur for valeurs in situation.valeurs.values() for nom, valeur in valeurs.items()}
    situation.valeurs["D"] = toutes | situation.valeurs["D"] | {"numero": numero}
    codes = {
        (methode, nom): demander(client, methode, situation.adresse(regle, "D"), jeton_de_session).status_code
        for methode, nom, regle in gardees(application)
        if nom.startswith("agents.") and "numero" in regle and "/agenda/" not in regle
    }

    assert set(codes.values()) == {404}, codes
    for recherche in (numero, "belkacem"):
        assert f"/agents/dossiers/{numero}" not in client.get(f"/agents/dossiers/?vue=tous&q={recherche}").text
