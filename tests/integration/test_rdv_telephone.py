"""Être rappelé : un créneau choisi, une seule place à la fois, pris en charge, tenté, clos, oublié."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, text

from portail.identite.models import Agent, Role
from portail.identite.queries import agent_de
from portail.journal.models import Entree
from portail.rendez_vous.telephone import actions, queries, taches
from portail.rendez_vous.telephone.actions import Demandee, PlageVoulue
from portail.rendez_vous.telephone.erreurs import (
    AppelComplet,
    DejaDemande,
    DejaPrise,
    DejaUnePlage,
    NumeroInvalide,
    PlageTropCourte,
)
from portail.rendez_vous.telephone.imports import importer_plages_d_appel
from portail.rendez_vous.telephone.models import DemandeDeRappel, EtatDemande, Issue, Relais, Sujet, TentativeDAppel
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from portail.socle.erreurs import Interdit, Introuvable, TropDeDemandes
from tests import fabriques
from tests.integration.rdv_vie import paris
from tests.integration.simultane import sous_verrou

SERVICE = "enfance"
LUNDI = date(2026, 11, 23)
FIXE = "02 61 91 00 01"
MARDI = PlageVoulue(jour=1, debut=time(9), fin=time(10))


@pytest.fixture
def odile(departement: None) -> Agent:
    agent = fabriques.agent(Role.SECRETAIRE, SERVICE, prenom="Odile", nom="Carré")
    actions.ajouter_une_plage(SERVICE, PlageVoulue(jour=0, debut=time(14), fin=time(15), capacite=1), agent=agent)
    return agent


def demandee(**autres) -> Demandee:
    faits = {
        "service_code": SERVICE,
        "sujet": Sujet.RENDEZ_VOUS,
        "nom": "Mme Nguyen",
        "telephone": FIXE,
        "debut": paris(LUNDI, 14),
        "relais": Relais.LSF,
        "langue_parlee": "vi",
        "sans_message": True,
    }
    return Demandee(**{**faits, **autres})


def test_la_personne_choisit_un_creneau_et_dit_comment_lui_parler(odile: Agent):
    assert [creneau.debut for creneau in queries.creneaux_d_appel(SERVICE)] == [
        paris(LUNDI, 14),
        paris(LUNDI, 14, 30),
        paris(LUNDI + timedelta(days=7), 14),
        paris(LUNDI + timedelta(days=7), 14, 30),
    ]
    actions.demander(demandee())

    assert paris(LUNDI, 14) not in [creneau.debut for creneau in queries.creneaux_d_appel(SERVICE)]
    [a_faire] = queries.rappels_a_faire(odile)
    faits = a_faire.demande
    assert (faits.nom, faits.telephone, faits.relais, faits.langue_parlee, faits.sans_message, a_faire.en_retard) == (
        "Mme Nguyen",
        "+33261910001",
        Relais.LSF,
        "vi",
        True,
        False,
    )
    garde = session.execute(text("SELECT nom, telephone, numero_empreinte FROM demande_de_rappel")).one()
    assert b"Nguyen" not in bytes(garde.nom)
    assert b"91000" not in bytes(garde.telephone)
    assert "91000" not in garde.numero_empreinte


@pytest.mark.parametrize("telephone", ["", "abc", "12", "+33 6 12 34 56"])
def test_un_numero_que_l_on_ne_peut_pas_appeler_est_refuse(odile: Agent, telephone: str):
    with pytest.raises(NumeroInvalide):
        actions.demander(demandee(telephone=telephone))


@pytest.mark.parametrize("debut", [paris(LUNDI, 13), paris(LUNDI, 14, 10), paris(LUNDI - timedelta(days=7), 14)])
def test_hors_des_creneaux_du_service_rien_ne_se_demande(odile: Agent, debut):
    with pytest.raises(AppelComplet):
        actions.demander(demandee(debut=debut))


def test_un_numero_n_attend_qu_un_appel_a_la_fois_puis_peut_redemander(odile: Agent):
    premiere = actions.demander(demandee())
    with pytest.raises(DejaDemande):
        actions.demander(demandee(debut=paris(LUNDI, 14, 30), telephone="+33 2 61 91 00 01"))
    actions.noter_un_appel(premiere.id, agent=odile, issue=Issue.JOINTE)

    assert actions.demander(demandee(debut=paris(LUNDI, 14, 30))).etat is EtatDemande.A_APPELER


def test_un_numero_ne_fait_pas_appeler_sans_fin(odile: Agent, limites: None):
    for _ in range(5):
        actions.annuler(actions.demander(demandee()).id, agent=odile)
    with pytest.raises(TropDeDemandes):
        actions.demander(demandee())


def test_un_agent_prend_un_autre_ne_peut_plus_puis_rend(odile: Agent):
    maelle = fabriques.agent(Role.INSTRUCTEUR, SERVICE, prenom="Maëlle")
    demande = actions.demander(demandee())
    actions.prendre(demande.id, agent=maelle)

    with pytest.raises(DejaPrise):
        actions.prendre(demande.id, agent=odile)
    with pytest.raises(DejaPrise):
        actions.noter_un_appel(demande.id, agent=odile, issue=Issue.JOINTE)
    actions.rendre(demande.id, agent=maelle)
    assert actions.prendre(demande.id, agent=odile).agent_id == odile.id


def test_trois_appels_sans_reponse_closent_la_demande(odile: Agent):
    demande = actions.demander(demandee())
    for _ in range(2):
        assert actions.noter_un_appel(demande.id, agent=odile, issue=Issue.SANS_REPONSE).etat is EtatDemande.PRISE
    close = actions.noter_un_appel(demande.id, agent=odile, issue=Issue.OCCUPE)

    assert (close.etat, close.close_le is not None) == (EtatDemande.NON_JOINTE, True)
    assert [t.issue for t in queries.tentatives_de([demande.id])[demande.id]] == [
        Issue.SANS_REPONSE,
        Issue.SANS_REPONSE,
        Issue.OCCUPE,
    ]
    assert queries.rappels_a_faire(odile) == []
    with pytest.raises(DejaPrise):
        actions.noter_un_appel(demande.id, agent=odile, issue=Issue.JOINTE)


def test_un_faux_numero_clot_tout_de_suite(odile: Agent):
    demande = actions.demander(demandee())

    assert actions.noter_un_appel(demande.id, agent=odile, issue=Issue.FAUX_NUMERO).etat is EtatDemande.NON_JOINTE


def test_annuler_rend_le_creneau(odile: Agent):
    actions.annuler(actions.demander(demandee()).id, agent=odile)

    assert queries.creneaux_d_appel(SERVICE)[0].debut == paris(LUNDI, 14)


def test_un_autre_service_ne_sait_rien_de_la_demande(odile: Agent):
    claire = fabriques.agent()
    demande = actions.demander(demandee())

    assert queries.rappels_a_faire(claire) == []
    for geste in (
        lambda: queries.demande_de(demande.id, agent=claire),
        lambda: actions.prendre(demande.id, agent=claire),
        lambda: actions.noter_un_appel(demande.id, agent=claire, issue=Issue.JOINTE),
        lambda: actions.annuler(demande.id, agent=claire),
    ):
        with pytest.raises(Introuvable):
            geste()
    with pytest.raises(Interdit):
        actions.ajouter_une_plage(SERVICE, MARDI, agent=claire)
    [plage] = queries.plages_d_appel(SERVICE)
    with pytest.raises(Introuvable):
        actions.retirer_la_plage(plage.id, agent=claire)
    assert queries.plages_d_appel(SERVICE) == [plage]


@pytest.mark.parametrize(
    ("voulue", "refus"),
    [
        (PlageVoulue(jour=0, debut=time(14, 30), fin=time(16)), DejaUnePlage),
        (PlageVoulue(jour=0, debut=time(13), fin=time(14, 1)), DejaUnePlage),
        (PlageVoulue(jour=2, debut=time(9), fin=time(9, 29), pas_minutes=30), PlageTropCourte),
        (PlageVoulue(jour=2, debut=time(9), fin=time(8)), PlageTropCourte),
    ],
)
def test_une_plage_d_appel_qui_en_recouvre_une_autre_ou_trop_courte_se_refuse(odile: Agent, voulue, refus):
    with pytest.raises(refus):
        actions.ajouter_une_plage(SERVICE, voulue, agent=odile)

    assert len(queries.plages_d_appel(SERVICE)) == 1


def test_deux_plages_qui_se_touchent_se_suivent(odile: Agent):
    actions.ajouter_une_plage(SERVICE, PlageVoulue(jour=0, debut=time(15), fin=time(16)), agent=odile)

    assert [une.debut for une in queries.plages_d_appel(SERVICE)] == [time(14), time(15)]


def test_un_creneau_passe_sans_appel_se_voit(odile: Agent):
    actions.demander(demandee())
    assert queries.rappels_en_retard() == 0
    fabriques.mettre_l_horloge_au(LUNDI, time(15))

    assert queries.rappels_en_retard() == 1
    assert queries.rappels_a_faire(odile)[0].en_retard


def test_la_demande_s_oublie_un_mois_apres(odile: Agent):
    demande = actions.demander(demandee())
    actions.noter_un_appel(demande.id, agent=odile, issue=Issue.JOINTE)
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=29))
    taches.oublier_les_appels()
    assert session.scalars(select(DemandeDeRappel)).all() == [demande]
    fabriques.mettre_l_horloge_au(LUNDI + timedelta(days=31))

    taches.oublier_les_appels()

    assert session.scalars(select(DemandeDeRappel)).all() == []
    assert session.scalars(select(TentativeDAppel)).all() == []


def test_les_plages_livrees_vont_aux_services_qui_n_en_ont_pas(odile: Agent):
    assert importer_plages_d_appel() > 0
    assert importer_plages_d_appel() == 0

    [la_sienne] = queries.plages_d_appel(SERVICE)
    assert (la_sienne.jour, la_sienne.debut) == (0, time(14))
    assert {"solidarites", "autonomie"} <= queries.services_qui_rappellent()


class TestAPlusieurs:
    """La dernière place d’un créneau, à deux en même temps."""

    @pytest.fixture
    def departement(self, base_de_tous: str) -> None:
        del base_de_tous

    def test_deux_personnes_un_creneau_une_seule_l_a(self, base_reelle: str, odile: Agent):
        essais = [lambda n=n: actions.demander(demandee(telephone=f"02 61 91 00 1{n}")).id for n in range(3)]

        resultats = sous_verrou(base_reelle, "SELECT 1 FROM service WHERE code = %s FOR UPDATE", [SERVICE], *essais)

        assert resultats[1:] == [AppelComplet, AppelComplet]
        assert session.scalars(select(DemandeDeRappel.id)).all() == [resultats[0]]
        fermer_session()

    def test_deux_agents_une_demande_un_seul_la_prend(self, base_reelle: str, odile: Agent):
        demande = actions.demander(demandee())
        agents = [odile.id, fabriques.agent(Role.ACCUEIL, SERVICE, prenom="Anne").id]

        resultats = sous_verrou(
            base_reelle,
            "SELECT 1 FROM demande_de_rappel WHERE id = %s FOR UPDATE",
            [demande.id],
            *[lambda un=un: actions.prendre(demande.id, agent=agent_de(un)).agent_id for un in agents],
        )

        assert resultats == [agents[0], DejaPrise]
        fermer_session()

    def test_deux_agents_reglent_ensemble_chacun_garde_sa_plage_ou_lit_un_refus(self, base_reelle: str, odile: Agent):
        agents = [odile.id, fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Anne").id]
        mercredi, recouvre = replace(MARDI, jour=2), replace(MARDI, debut=time(9, 30), fin=time(11))
        [lundi] = queries.plages_d_appel(SERVICE)

        resultats = sous_verrou(
            base_reelle,
            "SELECT 1 FROM service WHERE code = %s FOR UPDATE",
            [SERVICE],
            lambda: actions.ajouter_une_plage(SERVICE, MARDI, agent=agent_de(agents[0])).jour,
            lambda: actions.ajouter_une_plage(SERVICE, mercredi, agent=agent_de(agents[1])).jour,
            lambda: actions.ajouter_une_plage(SERVICE, recouvre, agent=agent_de(agents[1])).jour,
            lambda: actions.retirer_la_plage(lundi.id, agent=agent_de(agents[0])),
            lambda: actions.retirer_la_plage(lundi.id, agent=agent_de(agents[1])),
        )

        assert resultats == [1, 2, DejaUnePlage, None, None]
        fermer_session()
        assert [(une.jour, une.debut) for une in queries.plages_d_appel(SERVICE)] == [(1, time(9)), (2, time(9))]
        retraits = select(Entree.details).where(Entree.action == "regler_rappels", Entree.details.has_key("retiree"))
        assert len(session.scalars(retraits).all()) == 1
        fermer_session()
