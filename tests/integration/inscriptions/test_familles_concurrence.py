"""Deux clics, deux personnes, un même code : chaque geste une seule fois, aucun ne tombe en panne."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portail.identite.famille import actions as famille
from portail.identite.famille.actions import FicheEnfant, FicheRattachement
from portail.identite.famille.erreurs import CodeInconnu, DejaDansLaFamille
from portail.identite.famille.models import Enfant, Rattachement
from portail.inscriptions.sante import actions as sante
from portail.inscriptions.sante.actions import ContenuSanitaire
from portail.inscriptions.sante.models import FicheSanitaire
from portail.socle.base import session
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import SAUTRON, VALLET, Foyer
from tests.integration.simultane import sous_verrou

NAISSANCE = date(2018, 3, 2)


@pytest.fixture
def base_de_tous(base_reelle: str) -> str:
    fabriques.departement()
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    fabrique.installer()
    return base_reelle


@pytest.fixture
def guillet(base_de_tous: str) -> Foyer:
    return fabrique.foyer("Lou", pieces=False)


def combien(modele: type) -> int:
    return session.scalar(select(func.count()).select_from(modele)) or 0


def test_deux_clics_n_ecrivent_qu_une_fiche_sanitaire(base_de_tous: str, guillet: Foyer):
    activite = fabrique.activite()
    lou, qui, activite_id = guillet.enfant.id, guillet.qui, activite.id

    faits = sous_verrou(
        base_de_tous,
        "LOCK TABLE fiche_sanitaire IN EXCLUSIVE MODE",
        [],
        lambda: sante.ecrire(lou, activite_id, ContenuSanitaire(allergies="arachide"), **qui).id,
        lambda: sante.ecrire(lou, activite_id, ContenuSanitaire(allergies="arachide, œuf"), **qui).id,
    )

    assert len(set(faits)) == 1
    assert combien(FicheSanitaire) == 1


def test_deux_clics_n_ajoutent_qu_un_enfant(base_de_tous: str, guillet: Foyer):
    qui = guillet.qui
    fiche = FicheEnfant(nom="Guillet", prenom="Ana", date_naissance=NAISSANCE)

    faits = sous_verrou(
        base_de_tous,
        "LOCK TABLE rattachement_enfant IN EXCLUSIVE MODE",
        [],
        *[lambda: famille.ajouter_enfant(fiche, FicheRattachement(code_insee=VALLET), **qui).id] * 2,
    )

    assert faits.count(DejaDansLaFamille) == 1
    assert combien(Enfant) == 2


def test_un_code_ne_sert_qu_a_une_personne(base_de_tous: str, guillet: Foyer):
    code = famille.inviter(guillet.enfant.id, **guillet.qui)
    autres = [Foyer(fabriques.usager([prenom], "Morel"), []).qui for prenom in ("Tom", "Ève")]
    chez_soi = FicheRattachement(code_insee=SAUTRON)

    faits = sous_verrou(
        base_de_tous,
        "SELECT 1 FROM invitation_famille FOR UPDATE",
        [],
        *[lambda qui=qui: famille.rejoindre(code, NAISSANCE, chez_soi, **qui).id for qui in autres],
    )

    assert sorted(fait is CodeInconnu for fait in faits) == [False, True]
    assert combien(Rattachement) == 2
