"""La fiche sanitaire : chiffrée à part, au seul directeur, lectures notées, effacée à la fin ; les attestations."""

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.attestations import actions as attestations
from portail.inscriptions.attestations import queries
from portail.inscriptions.attestations.models import Attestation, Genre
from portail.inscriptions.sante import actions
from portail.inscriptions.sante.actions import ContenuSanitaire
from portail.inscriptions.sante.models import FicheSanitaire
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.paiement import fabrique as caisse

CONTENU = ContenuSanitaire(allergies="arachide", medecin="Dr Petit, 02 61 91 00 02", soins_urgence=True)


@pytest.fixture
def gaelle(stage: Groupe) -> Agent:
    """Gaëlle Riou dirige les stages d’hiver."""
    directrice = fabrique.directrice()
    with transaction():
        session.get_one(Activite, stage.activite_id).directeur_id = directrice.id
    return directrice


@pytest.fixture
def guillet(stage: Groupe) -> Foyer:
    """Une famille inscrite, qui a écrit sa fiche."""
    famille = fabrique.foyer("Lou")
    fabrique.confirmee(famille, stage)
    actions.ecrire(famille.enfant.id, stage.activite_id, CONTENU, **famille.qui)
    return famille


def lectures(foyer: Foyer) -> list[tuple[object, object]]:
    siennes = select(Entree).where(Entree.objet_id == str(foyer.enfant.id), Entree.action == "lire_fiche_sanitaire")
    return [(une.auteur_id, une.details["liste"]) for une in session.scalars(siennes.order_by(Entree.rang))]


def test_la_directrice_lit_et_sa_lecture_est_notee(stage: Groupe, guillet: Foyer, gaelle: Agent):
    lue = actions.lire(guillet.enfant.id, stage.activite_id, agent=gaelle)

    assert (lue.contenu, lue.enfant.id) == (CONTENU, guillet.enfant.id)
    assert lectures(guillet) == [(gaelle.id, False)]


def test_aucun_autre_role_ne_lit_pas_meme_l_administrateur(stage: Groupe, guillet: Foyer, gaelle: Agent):
    for rang, role in enumerate(sorted(set(Role) - {Role.DIRECTEUR_ACTIVITE})):
        for service in (caisse.SERVICE, None):
            autre = fabriques.agent(role, service, nom=f"Agent{rang}{service}")
            with pytest.raises(Introuvable):
                actions.lire(guillet.enfant.id, stage.activite_id, agent=autre)
            with pytest.raises(Introuvable):
                actions.liste_imprimable(stage.activite_id, agent=autre)
    assert lectures(guillet) == []


def test_le_directeur_d_une_autre_activite_ne_lit_pas(stage: Groupe, guillet: Foyer, gaelle: Agent):
    autre = fabrique.directrice("Marc", "Le Bris")
    with pytest.raises(Introuvable):
        actions.lire(guillet.enfant.id, stage.activite_id, agent=autre)
    with transaction():
        session.get_one(Activite, stage.activite_id).directeur_id = autre.id

    assert actions.lire(guillet.enfant.id, stage.activite_id, agent=autre).contenu == CONTENU
    with pytest.raises(Introuvable):
        actions.lire(guillet.enfant.id, stage.activite_id, agent=gaelle)


def test_qui_n_est_pas_inscrit_ne_se_lit_pas(stage: Groupe, gaelle: Agent):
    famille = fabrique.foyer("Zoé", nom="Tanguy")
    actions.ecrire(famille.enfant.id, stage.activite_id, CONTENU, **famille.qui)

    with pytest.raises(Introuvable):
        actions.lire(famille.enfant.id, stage.activite_id, agent=gaelle)


def test_la_liste_imprimable_dit_qui_n_a_rien_ecrit_et_note_chaque_lecture(
    stage: Groupe, guillet: Foyer, gaelle: Agent
):
    sans = fabrique.foyer("Ana", nom="Abgrall")
    fabrique.confirmee(sans, stage)

    liste = actions.liste_imprimable(stage.activite_id, agent=gaelle, groupe_id=stage.id)

    assert [(lue.enfant.nom, lue.contenu) for lue in liste] == [("Abgrall", None), ("Guillet", CONTENU)]
    assert lectures(guillet) == lectures(sans) == [(gaelle.id, True)]


def test_en_base_rien_ne_se_lit_sans_la_cle(guillet: Foyer):
    [brute] = session.scalars(text("SELECT contenu FROM fiche_sanitaire")).all()

    assert b"arachide" not in bytes(brute)
    assert "arachide" not in str(session.execute(text("SELECT * FROM journal")).all())


def test_un_responsable_relit_ce_qu_il_a_ecrit_pas_ce_que_l_autre_a_ecrit(stage: Groupe, guillet: Foyer):
    assert actions.relire(guillet.enfant.id, stage.activite_id, usager_id=guillet.usager.id) == CONTENU
    with pytest.raises(Introuvable):
        actions.relire(guillet.enfant.id, stage.activite_id, usager_id=fabrique.foyer("Zoé", nom="T").usager.id)
    tom = fabriques.usager(["Tom"], "Morel")
    with transaction():
        session.scalars(select(FicheSanitaire)).one().usager_id = tom.id

    assert actions.relire(guillet.enfant.id, stage.activite_id, usager_id=guillet.usager.id) is None


def test_la_fiche_s_efface_apres_la_fin_de_l_activite(stage: Groupe, guillet: Foyer):
    [fiche] = session.scalars(select(FicheSanitaire)).all()
    assert fiche.a_effacer_le == date(2027, 2, 26) + timedelta(days=7)
    fabriques.mettre_l_horloge_au(fiche.a_effacer_le)
    assert actions.effacer_les_finies() == 0
    fabriques.mettre_l_horloge_au(fiche.a_effacer_le + timedelta(days=1))

    assert actions.effacer_les_finies() == 1
    assert session.scalar(text("SELECT count(*) FROM fiche_sanitaire")) == 0
    assert actions.effacer_les_finies() == 0


def test_une_activite_sans_fiche_n_en_recueille_pas(stage: Groupe):
    famille = fabrique.foyer("Zoé", nom="Tanguy")

    with pytest.raises(Introuvable):
        actions.ecrire(famille.enfant.id, fabrique.activite("multisports-2026").id, CONTENU, **famille.qui)


def test_le_questionnaire_de_sante_n_a_de_place_nulle_part():
    assert "questionnaire" not in {*asdict(CONTENU), *Attestation.__table__.columns.keys()}


# ---------- Les attestations ----------


def test_une_attestation_sert_d_une_inscription_a_l_autre_jusqu_a_sa_fin(stage: Groupe):
    famille = fabrique.foyer("Lou", pieces=False)
    assert queries.manquantes(famille.enfant.id, stage) == [Genre.SANTE, Genre.RESPONSABILITE_CIVILE]
    fabrique.attester(famille.usager, famille.enfant)

    assert queries.manquantes(famille.enfant.id, stage) == []
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=366))
    assert queries.manque_une_piece(famille.enfant.id, stage)
    assert attestations.oublier_les_perimees() == 2


def test_une_date_a_venir_ou_trop_ancienne_ne_vaut_rien(stage: Groupe):
    famille = fabrique.foyer("Lou", pieces=False)
    for jour in (horloge.aujourd_hui() + timedelta(days=1), horloge.aujourd_hui() - timedelta(days=366)):
        with pytest.raises(attestations.DateImpossible):
            attestations.attester(Genre.SANTE, enfant_id=famille.enfant.id, faite_le=jour, **famille.qui)
    autre = fabrique.foyer("Zoé", nom="Tanguy")
    with pytest.raises(Introuvable):
        attestations.attester(Genre.SANTE, enfant_id=famille.enfant.id, faite_le=fabriques.JOUR, **autre.qui)


def test_le_dernier_quotient_donne_fait_foi_et_reste_chiffre(stage: Groupe):
    famille = fabrique.foyer("Lou")
    assert queries.valeur_du_quotient(famille.usager.id) is None
    fabrique.quotient(famille, "1234.56")
    fabrique.quotient(famille, "750")

    assert queries.valeur_du_quotient(famille.usager.id) == Decimal(750)
    assert b"1234.56" not in b"".join(session.scalars(text("SELECT valeur FROM attestation WHERE valeur IS NOT NULL")))
    for faux in ("-1", "1000000", "NaN"):
        with pytest.raises(attestations.QuotientImpossible):
            fabrique.quotient(famille, faux)


def test_un_agent_verifie_une_fois(stage: Groupe, ronan: Agent):
    famille = fabrique.foyer("Lou")
    [une, *_] = session.scalars(select(Attestation)).all()

    attestations.verifier(une.id, agent=ronan, auteur=SYSTEME)

    assert famille.enfant.id == une.enfant_id
    with pytest.raises(TransitionInterdite):
        attestations.verifier(une.id, agent=ronan, auteur=SYSTEME)
