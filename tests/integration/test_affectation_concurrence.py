"""Une tempête de dépôts : chacun sur sa connexion, tous en même temps ; personne n’est surchargé."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from portail.dossiers.actions import depot, instruction
from portail.dossiers.models import Dossier
from portail.identite.absences.models import SortDesDossiers
from portail.identite.models import Agent
from portail.instruction.absences import actions as absences
from portail.instruction.affectation import actions as repartition
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.integration import equipes
from tests.integration.lignes import entrees_de, relu
from tests.integration.simultane import PATIENCE_SECONDES, _attendre, tenter


@pytest.fixture
def trio(base_reelle: str) -> list[UUID]:
    del base_reelle
    fabriques.departement()
    return [fabriques.agent(prenom=prenom, nom="Tanguy").id for prenom in ("Ali", "Bea", "Cloe")]


def brouillons(nombre: int) -> list[tuple[UUID, UUID]]:
    """Rend (brouillon, personne) : autant de demandes prêtes à partir."""
    personnes = [fabriques.usager(("Une",), f"Personne{rang}") for rang in range(nombre)]
    return [(fabriques.brouillon(personne).id, personne.id) for personne in personnes]


def tempete(url: str, gestes) -> list[object]:
    """Fait les gestes ensemble : chacun arrive au verrou du service avant que le premier ne passe."""
    fermer_session()
    with (
        ThreadPoolExecutor(len(gestes)) as equipe,
        psycopg.connect(url, autocommit=True) as guetteur,
        psycopg.connect(url) as verrou,
    ):
        verrou.execute("SELECT 1 FROM reglage_affectation FOR UPDATE")
        futurs = [equipe.submit(tenter, geste) for geste in gestes]
        _attendre(guetteur, len(futurs))
        verrou.rollback()
        return [futur.result(PATIENCE_SECONDES) for futur in futurs]


def deposer(dossier_id: UUID, usager_id: UUID) -> object:
    personne = session.get_one(fabriques.Usager, usager_id)
    return depot.deposer(dossier_id, usager=personne, revision=None, accord_electronique=True)


def recus(identifiants: list[UUID]) -> Counter[UUID | None]:
    session.expire_all()
    return Counter(relu(identifiant).agent_id for identifiant in identifiants)


def test_neuf_depots_ensemble_font_trois_dossiers_chacun(base_reelle: str, trio: list[UUID]):
    equipes.d_office(fabriques.responsable())
    prets = brouillons(9)

    resultats = tempete(base_reelle, [lambda p=p: deposer(*p) for p in prets])

    assert all(isinstance(resultat, Dossier) for resultat in resultats), resultats
    identifiants = [identifiant for identifiant, _ in prets]
    assert recus(identifiants) == dict.fromkeys(trio, 3)
    charges = sorted(
        entree.details["charge"]
        for identifiant in identifiants
        for entree in entrees_de(relu(identifiant))
        if entree.action == "affecter"
    )
    assert charges == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_au_plafond_la_tempete_laisse_le_reste_dans_la_file(base_reelle: str, trio: list[UUID]):
    equipes.d_office(fabriques.responsable(), plafond=1)
    prets = brouillons(6)

    tempete(base_reelle, [lambda p=p: deposer(*p) for p in prets])

    assert recus([identifiant for identifiant, _ in prets]) == {**dict.fromkeys(trio, 1), None: 3}


def test_une_demande_deposee_deux_fois_a_la_fois_n_est_confiee_qu_une_fois(base_reelle: str, trio: list[UUID]):
    equipes.d_office(fabriques.responsable())
    [(identifiant, usager_id)] = brouillons(1)

    with ThreadPoolExecutor(2) as equipe:
        futurs = [equipe.submit(tenter, lambda: deposer(identifiant, usager_id)) for _ in range(2)]
        [futur.result(PATIENCE_SECONDES) for futur in futurs]

    assert [e.action for e in entrees_de(relu(identifiant))].count("affecter") == 1


def test_la_file_se_vide_une_seule_fois_a_deux_ouvriers(base_reelle: str, trio: list[UUID]):
    herve = fabriques.responsable()
    dossiers = [fabriques.ligne().id for _ in range(6)]
    equipes.d_office(herve)

    with ThreadPoolExecutor(2) as equipe:
        nombres = [
            f.result(PATIENCE_SECONDES)
            for f in [equipe.submit(tenter, repartition.affecter_la_file)] * 1
            + [equipe.submit(tenter, repartition.affecter_la_file)]
        ]

    assert sum(nombres) == 6
    assert recus(dossiers) == dict.fromkeys(trio, 2)


def test_ce_que_le_responsable_vient_de_confier_n_est_pas_repris_par_l_absence(base_reelle: str, trio: list[UUID]):
    ali, bea, cloe = (session.get_one(Agent, identifiant) for identifiant in trio)
    herve = fabriques.responsable()
    dossier = fabriques.ligne(agent_id=ali.id)
    absence_id = equipes.absente(ali, suppleant=bea, sort=SortDesDossiers.CONFIER).id
    instruction.affecter(dossier.id, agent=herve, a=cloe)

    assert absences.appliquer(absence_id) == 0
    assert relu(dossier).agent_id == cloe.id
