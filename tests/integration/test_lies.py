"""Le couple Guérin : deux dossiers liés, ressources écrites une fois, lien vu de qui a droit aux deux (scénario 2)."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.demarche.parcours import pages_a_remplir
from portail.dossiers.actions import brouillon, depot
from portail.dossiers.etats import Etat
from portail.dossiers.lies import actions
from portail.dossiers.lies.models import LienDeDossiers
from portail.dossiers.lies.queries import lie_a, lie_pour_agent, lie_pour_usager
from portail.dossiers.models import Dossier, QualiteIntervenant
from portail.dossiers.suivi_lu import suivi_lu
from portail.identite.models import Agent, Usager
from portail.socle.base import session
from portail.socle.erreurs import Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import journal_de, relu
from tests.integration.navigation import envoyer, mots, navigateur
from tests.integration.propositions import COMPLET, SERVICE, demande_complete
from tests.integration.simultane import ensemble
from tests.unitaires.situations_apa import APA, couple_guerin, jeanne


@pytest.fixture
def marcel(base: Session) -> Usager:
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    return fabriques.usager(("Marcel",), "Guérin", naissance=date(1940, 2, 11))


@pytest.fixture
def claire(marcel: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def premier(marcel: Usager) -> Dossier:
    return demande_complete(marcel, couple_guerin())


def liens() -> list[LienDeDossiers]:
    return list(session.scalars(select(LienDeDossiers)))


def test_2_odette_a_son_brouillon_les_ressources_du_foyer_deja_ecrites(premier: Dossier, marcel: Usager):
    second = relu(actions.demander_aussi(premier.id, usager=marcel))

    assert (second.etat, second.nom, second.prenoms) == (Etat.BROUILLON, "Guérin", "Odette")
    attendues = {
        "qualite_deposant": "conjoint",
        "date_naissance": "1943-05-20",
        "conjoint_prenoms": "Marcel",
        "conjoint_naissance": "1940-02-11",
        "revenu_declare": "28800.00",
        "situation_familiale": "marie",
        "identite_certifiee": False,
    }
    assert {nom: second.reponses.get(nom) for nom in attendues} == attendues
    assert second.reponses["adresse"] == relu(premier).reponses["adresse"]
    assert "nir" not in second.reponses
    assert [lien.qualite for lien in second.intervenants] == [QualiteIntervenant.DEPOSANT]
    restent = {page.identifiant for page in pages_a_remplir(APA, second.reponses, COMPLET)}
    assert not restent & {"ressources", "logement"}
    assert {"orientation", "identite"} <= restent
    assert journal_de(premier)[-1] == "lier_dossier"
    assert journal_de(second) == ["commencer"]


def test_demande_deux_fois_rend_le_meme_brouillon(premier: Dossier, marcel: Usager):
    un, deux = (actions.demander_aussi(premier.id, usager=marcel).id for _ in range(2))

    assert un == deux
    assert len(liens()) == 1


def test_ce_qui_change_apres_dans_l_un_ne_change_pas_l_autre(premier: Dossier, marcel: Usager):
    second = actions.demander_aussi(premier.id, usager=marcel)
    ressources = next(page for page in APA.pages if page.identifiant == "ressources")

    brouillon.enregistrer_page(
        second.id, usager=marcel, page=ressources, reponses={"revenu_declare": "30000.00"}, revision=None
    )

    assert relu(premier).reponses["revenu_declare"] == "28800.00"


def test_effacer_le_second_brouillon_delie_et_l_on_peut_recommencer(premier: Dossier, marcel: Usager):
    second = actions.demander_aussi(premier.id, usager=marcel)

    brouillon.supprimer_brouillon(second.id, usager=marcel)

    assert liens() == []
    assert actions.est_offert(relu(premier), APA, lie=lie_a(premier))


def test_rien_ne_se_lie_sans_conjoint_qui_demande_ni_par_un_autre(premier: Dossier, marcel: Usager):
    autre = fabriques.usager(("Emma",), "Le Gall")
    seule = demande_complete(autre, jeanne())

    with pytest.raises(Introuvable):
        actions.demander_aussi(premier.id, usager=autre)
    with pytest.raises(TransitionInterdite):
        actions.demander_aussi(seule.id, usager=autre)
    depot.retirer(premier.id, usager=marcel, revision=None)
    with pytest.raises(TransitionInterdite):
        actions.demander_aussi(premier.id, usager=marcel)
    assert liens() == []


def test_le_lien_n_est_vu_que_de_qui_a_droit_aux_deux(premier: Dossier, marcel: Usager, claire: Agent):
    second = relu(actions.demander_aussi(premier.id, usager=marcel))
    autre, ailleurs = fabriques.usager(("Emma",), "Le Gall"), fabriques.agent(service="jeunesse", prenom="Paul")

    def vu_par(personne: Usager, de: Dossier) -> Dossier | None:
        lu = suivi_lu(de)
        return lie_pour_usager(personne, lu.lie, lu.intervenants_lies)

    assert vu_par(marcel, premier) == second
    assert vu_par(marcel, second) == relu(premier)
    assert vu_par(autre, premier) is None
    assert lie_pour_agent(claire, suivi_lu(premier).lie) is None  # un brouillon n’est à personne d’autre
    assert lie_pour_agent(claire, suivi_lu(second).lie) == relu(premier)
    assert lie_pour_agent(ailleurs, suivi_lu(second).lie) is None


def test_a_l_ecran_un_bouton_puis_le_lien_des_deux_cotes(
    application: Flask, premier: Dossier, marcel: Usager, claire: Agent
):
    chez_lui, suivi = navigateur(application, marcel), f"/mon-espace/dossiers/{premier.numero}"
    assert "Demander aussi pour le conjoint" in mots(chez_lui.get(suivi))

    ouvert = envoyer(chez_lui, f"{suivi}/demander-aussi", {}, depuis=suivi)

    [lien] = liens()
    second = relu(lien.second_id)
    assert ouvert.status_code == 303
    assert second.numero in ouvert.headers["Location"]
    assert "Demande pour Odette Guérin" in mots(chez_lui.get(suivi))
    bureau = navigateur(application, claire)
    assert "Demande liée du foyer" not in mots(bureau.get(f"/agents/dossiers/{premier.numero}"))


def test_deux_onglets_au_meme_instant_un_seul_second_dossier(base_reelle: str):
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    marcel = fabriques.usager(("Marcel",), "Guérin", naissance=date(1940, 2, 11))
    premier = demande_complete(marcel, couple_guerin())
    premier_id = premier.id

    def ouvrir() -> object:
        return actions.demander_aussi(premier_id, usager=marcel).id

    un, deux = ensemble(base_reelle, premier, ouvrir, ouvrir)

    session.rollback()
    assert un == deux
    assert len(liens()) == 1
