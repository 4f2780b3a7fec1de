"""Les écrans de l’équipe : absences, répartition, secteurs, étiquettes, raccourcis."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portail.identite.absences.models import Absence, SortDesDossiers
from portail.identite.models import Agent
from portail.instruction.affectation.models import ReglageAffectation, Secteur
from portail.instruction.affectation.queries import reglage_de
from portail.instruction.etiquettes.models import Etiquette
from portail.journal.models import Entree
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration import equipes
from tests.integration.lignes import taches
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, valeurs

EQUIPE = f"/agents/equipe/{fabriques.SERVICE}/"


@pytest.fixture
def herve(client: ClientExigeant, herve: Agent) -> Agent:
    entrer(client, herve)
    return herve


def jours(debut: int, fin: int) -> dict[str, str]:
    aujourd_hui = horloge.aujourd_hui()
    return {"debut": str(aujourd_hui + timedelta(days=debut)), "fin": str(aujourd_hui + timedelta(days=fin))}


# ---------- Absences ----------


def test_le_responsable_declare_l_absence_d_un_agent_et_l_ecourte(client: ClientExigeant, herve: Agent, claire: Agent):
    saisie = {"qui": str(claire.id), "suppleant": str(herve.id), "sort": "confier", **jours(0, 9)}
    reponse = envoyer(client, "/agents/absences/declarer", saisie)

    assert reponse.status_code == 303
    [absence] = session.scalars(select(Absence)).all()
    assert (absence.agent_id, absence.suppleant_id, absence.sort) == (claire.id, herve.id, SortDesDossiers.CONFIER)
    assert taches("instruction.appliquer_une_absence") != []
    page = mots(client.get("/agents/absences/"))
    assert "Claire Lebreton" in page
    assert "Absent aujourd’hui" in page
    hier = {"dernier_jour": str(horloge.aujourd_hui() - timedelta(days=1))}
    envoyer(client, f"/agents/absences/{absence.id}", hier)
    assert session.scalars(select(Absence)).all() == []


def test_une_absence_a_venir_s_applique_son_premier_jour(client: ClientExigeant, herve: Agent, claire: Agent):
    envoyer(client, "/agents/absences/declarer", {"qui": str(claire.id), "sort": "rendre", **jours(3, 9)})

    assert taches("instruction.appliquer_une_absence") == []


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({"sort": "garder", **jours(5, 2)}, "avant le premier"),
        ({"sort": "garder", **jours(-9, -5)}, "déjà passé"),
        ({"sort": "confier", **jours(0, 2)}, "choisissez un suppléant"),
        ({"sort": "garder", "debut": "pas une date", "fin": ""}, "choisissez une date."),
    ],
)
def test_une_absence_impossible_se_dit_sur_le_champ(
    client: ClientExigeant, herve: Agent, claire: Agent, saisie: dict[str, str], dit: str
):
    page = envoyer(client, "/agents/absences/declarer", {"qui": str(claire.id), **saisie})

    assert page.status_code == 422
    assert dit in " ".join(erreurs(page))
    assert session.scalars(select(Absence)).all() == []


def test_un_agent_ne_declare_que_la_sienne(application, client: ClientExigeant, herve: Agent, claire: Agent):
    elle = navigateur(application, claire)
    formulaire = mots(elle.get("/agents/absences/declarer"))
    assert (
        envoyer(elle, "/agents/absences/declarer", {"qui": str(herve.id), "sort": "garder", **jours(0, 1)}).status_code
        == 422
    )
    assert (
        envoyer(elle, "/agents/absences/declarer", {"qui": str(claire.id), "sort": "garder", **jours(0, 1)}).status_code
        == 303
    )
    autre = equipes.absente(herve)

    assert "Claire Lebreton" in formulaire
    assert elle.get(f"/agents/absences/{autre.id}").status_code == 404
    assert mots(elle.get("/agents/absences/")).count("Écourter") == 1


# ---------- Répartition, secteurs, étiquettes ----------


def test_le_responsable_regle_la_repartition_et_le_journal_garde_l_avant_et_l_apres(
    client: ClientExigeant, herve: Agent
):
    adresse = f"{EQUIPE}repartition"
    envoyer(client, adresse, {"automatique": "oui", "plafond": "40"})
    envoyer(client, adresse, {"plafond": ""})

    reglage = reglage_de(fabriques.SERVICE)
    assert isinstance(reglage, ReglageAffectation)
    assert (reglage.automatique, reglage.plafond) == (False, None)
    [premier, second] = session.scalars(
        select(Entree).where(Entree.action == "regler_affectation").order_by(Entree.rang)
    ).all()
    assert premier.details["apres"] == {"automatique": "oui", "plafond": "40"}
    assert second.details["avant"] == {"automatique": "oui", "plafond": "40"}


@pytest.mark.parametrize("plafond", ["0", "-3", "beaucoup", "9" * 30])
def test_un_plafond_illisible_se_refuse(client: ClientExigeant, herve: Agent, plafond: str):
    assert envoyer(client, f"{EQUIPE}repartition", {"plafond": plafond}).status_code == 422
    assert reglage_de(fabriques.SERVICE) is None


def test_un_secteur_se_cree_se_change_se_supprime(client: ClientExigeant, herve: Agent, claire: Agent):
    saisie = {"nom": "Presqu’île", "epci": [equipes.CAP_ATLANTIQUE], "communes": "Nantes\n", "agents": [str(claire.id)]}
    envoyer(client, f"{EQUIPE}secteurs/creer", saisie)
    [secteur] = session.scalars(select(Secteur)).all()
    adresse = f"/agents/equipe/secteurs/{secteur.id}"

    assert [zone.code for zone in secteur.zones] == sorted([equipes.CAP_ATLANTIQUE, equipes.NANTES])
    montre = client.get(adresse)
    assert valeurs(montre)["communes"].strip() == "Nantes"
    assert "Presqu’île" in mots(client.get(EQUIPE))
    envoyer(client, adresse, {"nom": "Ouest", "communes": "Guérande"})
    session.expire_all()
    assert [zone.code for zone in session.get_one(Secteur, secteur.id).zones] == [equipes.GUERANDE]
    assert session.get_one(Secteur, secteur.id).agents == []
    envoyer(client, f"{adresse}/supprimer", depuis=EQUIPE)
    assert session.scalars(select(Secteur)).all() == []


def test_une_commune_inconnue_et_une_zone_prise_se_disent(client: ClientExigeant, herve: Agent):
    equipes.secteur(herve, "Ville", [equipes.NANTES])
    inconnue = envoyer(client, f"{EQUIPE}secteurs/creer", {"nom": "Autre", "communes": "Marseille"})
    prise = envoyer(client, f"{EQUIPE}secteurs/creer", {"nom": "Autre", "communes": "Nantes"})
    homonyme = envoyer(client, f"{EQUIPE}secteurs/creer", {"nom": "Ville"})

    assert "Marseille" in erreurs(inconnue)[0]
    assert "Nantes" in erreurs(prise)[0]
    assert "déjà un secteur de ce nom" in erreurs(homonyme)[0]


def test_une_etiquette_se_cree_se_renomme_se_supprime(client: ClientExigeant, herve: Agent):
    envoyer(client, f"{EQUIPE}etiquettes/creer", {"nom": "Urgent"})
    doublon = envoyer(client, f"{EQUIPE}etiquettes/creer", {"nom": "Urgent"})
    [etiquette] = session.scalars(select(Etiquette)).all()
    envoyer(client, f"/agents/equipe/etiquettes/{etiquette.id}", {"nom": "Très urgent"})

    assert doublon.status_code == 422
    assert "Très urgent" in mots(client.get(EQUIPE))
    envoyer(client, f"/agents/equipe/etiquettes/{etiquette.id}/supprimer", depuis=EQUIPE)
    assert session.scalars(select(Etiquette)).all() == []


def test_l_equipe_montre_qui_est_la_et_sa_charge(client: ClientExigeant, herve: Agent, claire: Agent):
    fabriques.ligne(agent_id=claire.id)
    equipes.absente(claire)
    page = mots(client.get(EQUIPE))

    assert "Claire Lebreton" in page
    assert "Absent jusqu’au" in page
    assert client.get("/agents/equipe/").location.endswith(EQUIPE)


# ---------- Raccourcis ----------


def test_les_raccourcis_eteints_aucun_script_n_est_charge(client: ClientExigeant, herve: Agent):
    assert "raccourcis.js" in client.get("/agents/dossiers/").text
    envoyer(client, "/agents/raccourcis", {})
    assert "<script" not in client.get("/agents/dossiers/").text
    envoyer(client, "/agents/raccourcis", {"raccourcis": "oui"})
    assert "raccourcis.js" in client.get("/agents/dossiers/").text


def test_chaque_touche_annoncee_mene_quelque_part(client: ClientExigeant, herve: Agent, claire: Agent):
    for _ in range(26):
        fabriques.ligne()
    liste = client.get("/agents/dossiers/").text
    dossier = fabriques.en_instruction(fabriques.usager(), claire)
    fabriques.justifie(herve, dossier)
    fiche = client.get(f"/agents/dossiers/{dossier.numero}").text

    for touche in ("/", "n", "l"):
        assert f'data-touche="{touche}"' in liste, touche
    assert liste.count("data-ligne") == 25
    assert 'id="texte"' in fiche
    assert 'id="note"' in fiche
