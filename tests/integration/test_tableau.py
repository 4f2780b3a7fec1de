"""Le tableau de bord : chaque nombre vérifié sur des dossiers connus, pour qui dirige et pour personne d’autre."""

from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import html5lib
import pytest
from flask import Flask

from portail.dossiers.alertes.niveaux import Niveau, horloge_due, niveau, seuils_au
from portail.dossiers.etats import Etat
from portail.dossiers.horloges.types import Code
from portail.identite.models import Agent, Habilitation, Role
from portail.instruction.cadre import Cadre, Periode, portees_dirigees
from portail.instruction.tableau import Compte, tableau_de
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit
from tests import fabriques
from tests.integration.navigation import mots, navigateur
from tests.integration.test_requetes_sql import compter

JOUR = date(2026, 11, 25)
"""Un mercredi ; la semaine a commencé le lundi 23."""
SVG = "{http://www.w3.org/2000/svg}"
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def date_de_l_essai() -> date:
    return JOUR


def cadre(agent: Agent, **voulu: Any) -> Cadre:
    return Cadre(portees=portees_dirigees(agent), **voulu)


def recu(jours: int) -> datetime:
    """Midi, il y a ce nombre de jours."""
    return horloge.maintenant() - timedelta(days=jours)


# ---------- Le stock ----------


def test_le_stock_se_compte_par_etat_par_age_par_agent_et_par_demarche(herve: Agent):
    claire = fabriques.agent()
    fabriques.lignes(
        [
            {"depose_le": recu(0)},
            {"depose_le": recu(14)},
            {"etat": Etat.EN_INSTRUCTION, "agent_id": claire.id, "depose_le": recu(15)},
            {"etat": Etat.A_COMPLETER, "agent_id": claire.id, "depose_le": recu(119)},
            {"etat": Etat.EN_SIGNATURE, "agent_id": herve.id, "depose_le": recu(120)},
            {"etat": Etat.DECIDE, "agent_id": claire.id, "depose_le": recu(40)},
            {"etat": Etat.BROUILLON},
        ]
    )

    tableau = tableau_de(cadre(herve))

    assert tableau.total.stock == 5
    assert tableau.par_etat == {
        Etat.DEPOSE: 2, Etat.EN_INSTRUCTION: 1, Etat.A_COMPLETER: 1, Etat.EN_SIGNATURE: 1,
    }  # fmt: skip
    assert tableau.par_age == {0: 2, 1: 1, 3: 1, 4: 1}
    assert {qui: compte.stock for qui, compte in tableau.par_agent.items()} == {None: 2, claire.id: 2, herve.id: 1}
    assert tableau.par_demarche["aide-permis"].stock == 5


def test_l_age_court_de_la_reception_d_une_demande_papier(herve: Agent):
    fabriques.ligne(depose_le=recu(1), canal="papier", date_reception=JOUR - timedelta(days=31))

    assert tableau_de(cadre(herve)).par_age == {2: 1}


# ---------- Les échéances ----------


def test_les_niveaux_d_echeance_sont_ceux_des_alertes(herve: Agent):
    seuils = seuils_au(JOUR)
    dossiers = fabriques.lignes(
        {"etat": etat, **{nom: JOUR + timedelta(days=ecart) for nom in ("echeance", *egales)}, **autres}
        for ecart in range(-2, 20)
        for etat, egales, autres in (
            (Etat.DEPOSE, ("date_accuse",), {}),
            (Etat.EN_INSTRUCTION, ("date_silence",), {"accuse_reception_le": horloge.maintenant()}),
            (Etat.DECIDE, (), {"accuse_reception_le": horloge.maintenant(), "date_fin": JOUR}),
        )
    )

    attendus: dict[tuple[Niveau, Code], int] = {}
    for dossier in dossiers:
        if trouve := niveau(dossier, seuils, JOUR):
            attendus[trouve, horloge_due(dossier)] = attendus.get((trouve, horloge_due(dossier)), 0) + 1

    assert {n for n, _ in attendus} == set(Niveau)
    assert {code for _, code in attendus} == {Code.ACCUSE, Code.SILENCE, Code.MOTIFS}
    assert tableau_de(cadre(herve)).echeances == attendus


# ---------- Le mouvement ----------


def test_les_arrivees_se_rangent_par_semaine_de_paris(herve: Agent):
    fabriques.lignes(
        [
            {"depose_le": datetime(2026, 11, 22, 22, 59, tzinfo=UTC)},  # dimanche 23 h 59 à Paris
            {"depose_le": datetime(2026, 11, 22, 23, 0, tzinfo=UTC)},  # lundi minuit
            {"depose_le": datetime(2026, 11, 25, 9, 0, tzinfo=UTC)},
            {"depose_le": datetime(2026, 11, 1, 23, 0, tzinfo=UTC)},  # lundi 2 novembre : premier jour de la période
            {"depose_le": datetime(2026, 11, 1, 22, 59, tzinfo=UTC)},
        ]
    )

    tableau = tableau_de(cadre(herve, periode=Periode.MOIS))

    assert tableau.semaines == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)]
    assert {lundi: compte.arrivees for lundi, compte in tableau.par_semaine.items()} == {
        date(2026, 11, 2): 1, date(2026, 11, 16): 1, date(2026, 11, 23): 2,
    }  # fmt: skip
    assert tableau.total.arrivees == 4


def sorti(etat: Etat, *, jours: int, il_y_a: int = 3, **colonnes: Any) -> dict[str, Any]:
    """Un dossier sorti il y a tant de jours, après tant de jours d’étude."""
    reponse = JOUR - timedelta(days=il_y_a)
    depot = horloge.instant_du(reponse - timedelta(days=jours), datetime.min.time())
    return {"etat": etat, "date_reponse": reponse, "depose_le": depot, **colonnes}


def test_le_delai_est_une_mediane_et_ne_compte_que_les_reponses(herve: Agent):
    claire = fabriques.agent()
    durees = [1, 3, 10, 400]
    fabriques.lignes(
        [
            *(sorti(Etat.DECIDE, jours=duree, agent_id=claire.id) for duree in durees),
            sorti(Etat.SANS_SUITE, jours=90),
            sorti(Etat.DESISTE, jours=90),
            sorti(Etat.DECIDE, jours=90, il_y_a=100),
        ]
    )

    tableau = tableau_de(cadre(herve))

    siens = tableau.par_agent[claire.id]
    assert (siens.sorties, siens.reponses, siens.delai) == (4, 4, median(durees))
    assert (tableau.total.sorties, tableau.total.reponses, tableau.total.delai) == (6, 4, 6.5)
    assert siens.est_fragile
    assert not Compte(reponses=10, delai=6.5).est_fragile
    assert not Compte(reponses=0).est_fragile


def test_une_vraie_decision_compte_le_jour_de_la_premiere_reponse(herve: Agent):
    dossier = fabriques.decide(fabriques.usager(), herve)

    tableau = tableau_de(cadre(herve))

    assert dossier.date_reponse == JOUR
    assert (tableau.total.arrivees, tableau.total.sorties, tableau.total.delai) == (1, 1, 0)


# ---------- Ce que chacun dirige ----------


def test_on_ne_compte_que_ce_que_l_on_dirige(herve: Agent):
    fabriques.lignes([{}, {"service_code": "autonomie", "demarche": "apa-domicile"}])
    deux = fabriques.agent(Role.DIRECTEUR, prenom="Dina")
    with transaction():
        session.add(Habilitation(agent_id=deux.id, role=Role.DIRECTEUR, service_code="autonomie", demarche="autre"))
        session.add(Habilitation(agent_id=deux.id, role=Role.INSTRUCTEUR, service_code="habitat"))
    fabriques.lignes([{"service_code": "autonomie", "demarche": "autre"}, {"service_code": "habitat"}])
    session.refresh(deux)

    assert tableau_de(cadre(herve)).total.stock == 1
    assert tableau_de(cadre(deux)).total.stock == 2
    assert tableau_de(cadre(deux, service="autonomie")).total.stock == 1
    assert tableau_de(cadre(deux, demarche="autre")).total.stock == 1
    assert tableau_de(cadre(deux, service="habitat")).total.stock == 0


def test_instruire_n_est_pas_diriger(herve: Agent, application: Flask):
    claire = fabriques.agent()

    with pytest.raises(Interdit):
        portees_dirigees(claire)
    page = navigateur(application, claire).get("/agents/tableau")
    assert page.status_code == 403
    assert "/agents/tableau" not in navigateur(application, claire).get("/agents/dossiers/").text
    assert "/agents/tableau" in navigateur(application, herve).get("/agents/dossiers/").text


# ---------- L’écran ----------


def test_chaque_graphique_a_un_nom_une_description_et_son_tableau(herve: Agent, application: Flask):
    fabriques.lignes([{}, sorti(Etat.DECIDE, jours=4), {"echeance": JOUR, "date_accuse": JOUR}])

    page = navigateur(application, herve).get("/agents/tableau")

    arbre = html5lib.parse(page.get_data(as_text=True))
    images = list(arbre.iter(f"{SVG}svg"))
    images = [image for image in images if image.get("role") == "img"]
    assert len(images) == 5
    for image in images:
        titre, description = image.find(f"{SVG}title"), image.find(f"{SVG}desc")
        assert titre is not None
        assert titre.text
        assert description is not None
        assert description.text
        assert image.get("aria-labelledby") == f"{titre.get('id')} {description.get('id')}"
    sections = [s for s in arbre.iter(f"{HTML}section") if any(i in images for i in s.iter(f"{SVG}svg"))]
    assert len(sections) == 5
    for section in sections:
        for tableau in section.iter(f"{HTML}table"):
            assert tableau.find(f"{HTML}caption") is not None
            assert all(titre.get("scope") for titre in tableau.iter(f"{HTML}th"))
        assert list(section.iter(f"{HTML}table")), "un graphique sans son tableau"
    [principal] = arbre.iter(f"{HTML}main")
    assert list(principal.iter(f"{HTML}script")) == []


def test_l_ecran_dit_les_nombres_l_instant_et_la_reserve(herve: Agent, application: Flask):
    fabriques.lignes([{"depose_le": recu(3)}, sorti(Etat.DECIDE, jours=4, agent_id=herve.id)])

    page = mots(navigateur(application, herve).get("/agents/tableau"))

    assert "Compté le 25 novembre 2026 à 12 h 00" in page
    assert "Dossiers en cours1dont 1 sans agent" in page
    assert "4 jours" in page
    assert "sur 1 réponse seulement" in page
    assert "Non affecté" in page
    assert "Hervé Guillou" in page


def test_les_filtres_sont_dans_l_adresse_et_une_valeur_etrangere_ne_filtre_rien(herve: Agent, application: Flask):
    fabriques.lignes([{"depose_le": recu(60)}])
    client = navigateur(application, herve)

    assert "selected>52 semaines" in client.get("/agents/tableau?periode=52").text
    assert 'value="aide-permis" selected' in client.get("/agents/tableau?demarche=aide-permis").text
    for faux in ("periode=13", "demarche=apa-domicile", "service=autonomie", "periode=%00&service=%27"):
        page = client.get(f"/agents/tableau?{faux}")
        assert page.status_code == 200
        assert "selected>12 semaines" in page.text


def test_le_tableau_ne_coute_pas_plus_pour_beaucoup_de_dossiers(herve: Agent, application: Flask):
    client = navigateur(application, herve)
    fabriques.lignes([{}])
    un = compter(lambda: client.get("/agents/tableau"))
    agents = [fabriques.agent(prenom=f"Agent{rang}") for rang in range(8)]
    fabriques.lignes(
        {"etat": Etat.EN_INSTRUCTION, "agent_id": agents[rang % 8].id, "depose_le": recu(rang)} for rang in range(80)
    )

    beaucoup = compter(lambda: client.get("/agents/tableau?periode=52"))

    assert len(beaucoup) <= len(un) + 2 <= 12
