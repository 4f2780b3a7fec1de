"""Qui peut quoi au bureau, adresse par adresse : une adresse nouvelle s’ajoute ici, ou l’essai la réclame."""

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.habilitations import peut_lire
from portail.dossiers.models import Dossier
from portail.identite.models import Role, Usager
from portail.pieces.models import Fichier
from tests import fabriques
from tests.integration.navigation import navigateur

TOUS = frozenset(Role)
LECTEURS = frozenset(
    {Role.ACCUEIL, Role.INSTRUCTEUR, Role.EVALUATEUR, Role.RESPONSABLE, Role.DIRECTEUR, Role.SECRETAIRE}
)
INSTRUCTEURS = frozenset({Role.INSTRUCTEUR, Role.RESPONSABLE, Role.DIRECTEUR})
PAGES: Mapping[str, frozenset[Role]] = {
    "agents.bureau": TOUS,
    "agents.dossiers": TOUS,
    "agents.recherche": TOUS,
    "agents.usager": LECTEURS,
    "agents.dossier": LECTEURS,
    "agents.personne": LECTEURS,
    "agents.raison": LECTEURS,
    "agents.journal": LECTEURS,
    "agents.tel_que_depose": LECTEURS,
    "agents.fichier": LECTEURS,
    "agents.affecter": LECTEURS,
    "agents.classer": LECTEURS,
    "agents.complement": LECTEURS,
    "agents.verifier": LECTEURS,
    "agents.refuser_piece": LECTEURS,
    "agents.decision": INSTRUCTEURS,
    "agents.motifs": INSTRUCTEURS,
}
"""Les pages du bureau, et les rôles du service à qui elles s’ouvrent ; le même rôle d’un autre service n’entre pas."""
GESTES = frozenset(
    {
        "agents.accepter_piece", "agents.ecrire", "agents.prendre", "agents.reexaminer", "agents.renvoyer",
        "agents.reprendre_un_envoi", "agents.signer",
    }
)  # fmt: skip
"""Ce qui ne se demande qu’en envoyant un formulaire : `test_securite_acces` l’essaie pour qui n’en a pas le droit."""
AILLEURS: Mapping[str, str] = {
    "agents.document": "test_documents_remis",
    "agents.revoquer_document": "test_documents_remis",
}
"""Ce qui demande un document composé : l’essai qui s’en charge."""
REFUS = {403, 404}
SANS_DOSSIER = frozenset({"agents.bureau", "agents.dossiers", "agents.recherche"})


@pytest.fixture
def yanis(base: Session) -> Usager:
    fabriques.departement()
    return fabriques.usager()


@pytest.fixture
def dossier(yanis: Usager) -> Dossier:
    return fabriques.en_instruction(yanis, fabriques.agent())


def adresses(application: Flask, base: Session, dossier: Dossier, usager: Usager) -> dict[str, str]:
    """Rend l’adresse de chaque page, avec les vrais identifiants de ce dossier et de cette personne."""
    valeurs = {
        "numero": dossier.numero, "usager_id": str(usager.id), "page": "verification", "code": "rib",
        "fichier_id": str(base.scalars(select(Fichier.id).where(Fichier.dossier_id == dossier.id)).first()),
    }  # fmt: skip
    return {
        regle.endpoint: re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda nom: valeurs[nom[1]], str(regle))
        for regle in application.url_map.iter_rules()
        if regle.endpoint in PAGES
    }


def test_chaque_adresse_du_bureau_est_dans_la_table(application: Flask):
    connues = {
        regle.endpoint for regle in application.url_map.iter_rules() if regle.endpoint.partition(".")[0] == "agents"
    }

    assert connues - set(PAGES) - GESTES - set(AILLEURS) == set()
    assert set(PAGES) | GESTES | set(AILLEURS) <= connues


@pytest.mark.parametrize("role", sorted(Role))
def test_chaque_page_s_ouvre_a_ces_roles_du_service_et_a_eux_seuls(
    application: Flask, base: Session, yanis: Usager, dossier: Dossier, role: Role
):
    agent = fabriques.agent(role, prenom="Essai", nom="Essai")
    assert peut_lire(agent, dossier) is (role in LECTEURS)
    if role in LECTEURS:
        fabriques.justifie(agent, dossier)
    client = navigateur(application, agent)

    codes = {
        page: client.get(adresse, follow_redirects=True).status_code
        for page, adresse in adresses(application, base, dossier, yanis).items()
    }

    assert {page for page, code in codes.items() if code == 200} == {p for p, roles in PAGES.items() if role in roles}
    assert set(codes.values()) <= {200, *REFUS}, codes


@pytest.mark.parametrize("role", sorted(Role))
def test_le_meme_role_ailleurs_n_ouvre_rien_de_ce_dossier(
    application: Flask, base: Session, yanis: Usager, dossier: Dossier, role: Role
):
    pages = adresses(application, base, dossier, yanis)
    clients = {
        service: navigateur(application, fabriques.agent(role, service, prenom="Essai", nom=f"{service}"))
        for service in ("autonomie", None)
    }

    codes = {
        (service, page): client.get(adresse, follow_redirects=True).status_code
        for service, client in clients.items()
        for page, adresse in pages.items()
        if page not in SANS_DOSSIER
    }

    assert set(codes.values()) <= REFUS, codes
