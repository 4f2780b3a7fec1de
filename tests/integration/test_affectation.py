"""La répartition d’office : à qui va une demande déposée, pourquoi, et quand elle reste dans la file."""

import pytest
from sqlalchemy.orm import Session

from portail.dossiers.actions import instruction
from portail.identite.absences.models import SortDesDossiers
from portail.identite.models import Agent, Role
from portail.instruction.absences import actions as absences
from portail.instruction.affectation import actions as repartition
from portail.instruction.affectation import secteurs
from portail.instruction.affectation.queries import communes_du_secteur
from portail.journal.models import TypeAuteur
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration import equipes
from tests.integration.lignes import entrees_de, relu
from tests.integration.navigation import mots, navigateur


@pytest.fixture
def trio(herve: Agent) -> list[Agent]:
    del herve
    return [fabriques.agent(prenom=prenom, nom="Tanguy") for prenom in ("Ali", "Bea", "Cloe")]


def deposees(nombre: int, **reponses: object):
    return [fabriques.depose(fabriques.usager(("Une",), f"Personne{rang}"), **reponses).id for rang in range(nombre)]


def a_qui(identifiants) -> list[object]:
    return [relu(identifiant).agent_id for identifiant in identifiants]


def test_sans_reglage_la_demande_attend_dans_la_file(trio: list[Agent]):
    [identifiant] = deposees(1)

    assert relu(identifiant).agent_id is None
    assert relu(identifiant).affecte_le is None
    assert "affecter" not in [e.action for e in entrees_de(relu(identifiant))]


def test_d_office_chacun_recoit_a_son_tour_et_le_journal_dit_pourquoi(herve: Agent, trio: list[Agent]):
    equipes.d_office(herve)
    identifiants = deposees(6)

    recus = a_qui(identifiants)
    assert set(recus[:3]) == set(recus[3:]) == {agent.id for agent in trio}
    [entree] = [e for e in entrees_de(relu(identifiants[3])) if e.action == "affecter"]
    assert entree.auteur_type is TypeAuteur.SYSTEME
    assert entree.details == {
        "avant": "", "apres": str(recus[3]), "regle": "moindre_charge", "charge": 1, "candidats": 3, "secteur": "",
    }  # fmt: skip


def test_l_affectation_d_office_s_explique_sur_la_page_du_dossier(application, herve: Agent, trio: list[Agent]):
    equipes.d_office(herve)
    [identifiant] = deposees(1)
    dossier = relu(identifiant)
    page = navigateur(application, session.get_one(Agent, dossier.agent_id)).get(f"/agents/dossiers/{dossier.numero}")

    assert "le moins de dossiers en cours (0), parmi 3 agents possibles" in mots(page)


def test_au_plafond_la_demande_attend_puis_part_des_qu_une_place_se_libere(herve: Agent, trio: list[Agent]):
    equipes.d_office(herve, plafond=1)
    identifiants = deposees(4)
    assert a_qui(identifiants)[3] is None
    assert repartition.affecter_la_file() == 0

    libere = relu(identifiants[0])
    occupant = session.get_one(Agent, libere.agent_id)
    instruction.affecter(libere.id, agent=occupant, a=None)

    assert repartition.affecter_la_file() == 1
    assert relu(identifiants[3]).agent_id == occupant.id
    # Ce qu’une personne a rendu à la file y reste.
    equipes.d_office(herve)
    assert repartition.affecter_la_file() == 0
    assert relu(identifiants[0]).agent_id is None


def test_un_absent_ne_recoit_rien_ni_d_office_ni_a_la_main(herve: Agent, trio: list[Agent], application):
    ali, bea, cloe = trio
    equipes.d_office(herve)
    equipes.absente(ali, suppleant=bea)

    assert set(a_qui(deposees(4))) == {bea.id, cloe.id}
    dossier = fabriques.ligne()
    formulaire = navigateur(application, bea).get(f"/agents/dossiers/{dossier.numero}/affecter")
    assert "Ali Tanguy" not in mots(formulaire)
    assert "Cloe Tanguy" in mots(formulaire)


def test_la_commune_decide_du_secteur_et_l_emporte_sur_son_intercommunalite(herve: Agent, trio: list[Agent]):
    ali, bea, cloe = trio
    metropole = equipes.secteur(herve, "Métropole", [equipes.NANTES_METROPOLE], [ali])
    ville = equipes.secteur(herve, "Ville", [equipes.NANTES], [bea])
    equipes.d_office(herve)
    situations = {equipes.NANTES: bea, equipes.SAINT_HERBLAIN: ali, equipes.GUERANDE: cloe}

    for commune, attendu in situations.items():
        dossier = fabriques.ligne(commune_insee=commune)
        assert repartition.affecter_la_file() == 1
        assert relu(dossier).agent_id == attendu.id, commune
    assert equipes.NANTES in communes_du_secteur(ville.id)
    assert equipes.NANTES not in communes_du_secteur(metropole.id)
    assert equipes.SAINT_HERBLAIN in communes_du_secteur(metropole.id)


def test_qui_a_instruit_la_decision_contestee_ne_recoit_pas_le_recours(herve: Agent, trio: list[Agent]):
    ali, bea, cloe = trio
    equipes.d_office(herve)
    dossier = fabriques.ligne(agents_ecartes=[ali.id, cloe.id])
    repartition.affecter_la_file()

    assert relu(dossier).agent_id == bea.id


def test_une_habilitation_sur_une_demarche_ne_fait_pas_recevoir_les_autres(herve: Agent, trio: list[Agent]):
    equipes.d_office(herve)
    dossier = fabriques.ligne(service_code="autonomie")
    repartition.affecter_la_file()

    assert relu(dossier).agent_id is None


def test_une_zone_n_est_que_dans_un_secteur_du_service(herve: Agent):
    equipes.secteur(herve, "Ville", [equipes.NANTES])

    with pytest.raises(secteurs.ZoneDejaPrise) as refus:
        equipes.secteur(herve, "Autre", [equipes.NANTES, equipes.GUERANDE])
    assert refus.value.valeurs == {"zones": "Nantes"}
    with pytest.raises(secteurs.SecteurDejaNomme):
        equipes.secteur(herve, "Ville", [equipes.GUERANDE])


def test_seul_qui_encadre_le_service_le_regle(base: Session):
    del base
    fabriques.departement()
    ailleurs = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")

    for etranger in (ailleurs, fabriques.agent()):
        with pytest.raises(Introuvable):
            equipes.d_office(etranger)
        with pytest.raises(Introuvable):
            equipes.secteur(etranger, "Ville", [equipes.NANTES])


# ---------- Absences ----------


@pytest.mark.parametrize("sort", list(SortDesDossiers))
def test_le_premier_jour_les_dossiers_en_cours_ont_le_sort_prevu(herve: Agent, trio: list[Agent], sort):
    ali, bea, _ = trio
    en_cours, fini = fabriques.ligne(agent_id=ali.id), fabriques.ligne(etat="clos", agent_id=ali.id)
    absence = equipes.absente(ali, suppleant=bea, sort=sort)
    absences.appliquer(absence.id)
    absences.appliquer(absence.id)

    attendus = {"garder": ali.id, "confier": bea.id, "rendre": None}
    assert relu(en_cours).agent_id == attendus[sort.value]
    assert relu(fini).agent_id == ali.id
    regles = [e.details.get("regle") for e in entrees_de(en_cours) if e.action == "affecter"]
    assert regles == ([] if sort is SortDesDossiers.GARDER else [f"absence_{sort.value}"])


def test_rendre_a_une_file_repartie_d_office_repartit_aussitot(herve: Agent, trio: list[Agent]):
    ali, bea, cloe = trio
    equipes.d_office(herve)
    dossiers = [fabriques.ligne(agent_id=ali.id) for _ in range(4)]
    absences.appliquer(equipes.absente(ali, sort=SortDesDossiers.RENDRE).id)

    assert sorted(str(relu(d).agent_id) for d in dossiers) == sorted([str(bea.id)] * 2 + [str(cloe.id)] * 2)


def test_le_suppleant_voit_les_dossiers_de_l_absent_parmi_les_siens_et_les_ouvre_sans_raison(
    application, client: ClientExigeant, trio: list[Agent]
):
    ali, bea, cloe = trio
    dossier = fabriques.ligne(agent_id=ali.id, nom="Supplee", etat="en_instruction")
    equipes.absente(ali, suppleant=bea)
    adresse = f"/agents/dossiers/{dossier.numero}/affecter"

    assert "Supplee" in mots(navigateur(application, bea).get("/agents/dossiers/"))
    assert navigateur(application, bea).get(adresse).status_code == 200
    assert "Supplee" not in mots(navigateur(application, cloe).get("/agents/dossiers/"))
    assert "/raison" in navigateur(application, cloe).get(adresse).location


def test_une_absence_se_declare_pour_soi_ou_pour_son_equipe_et_jamais_deux_fois(herve: Agent, trio: list[Agent]):
    ali, bea, _ = trio
    equipes.absente(ali, par=herve)

    with pytest.raises(absences.AbsenceDejaLa):
        equipes.absente(ali)
    with pytest.raises(Introuvable):
        equipes.absente(bea, par=ali)
    with pytest.raises(absences.SuppleantImpossible):
        equipes.absente(bea, suppleant=bea)
    with pytest.raises(absences.SuppleantImpossible):
        equipes.absente(bea, sort=SortDesDossiers.CONFIER)
    with pytest.raises(absences.SuppleantImpossible):
        equipes.absente(bea, suppleant=fabriques.agent(service="autonomie", prenom="Zoé"))
