"""Les données de la démonstration : tous les états, chacun dans sa situation, chargées une seule fois."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portail.demonstration.donnees import charger
from portail.demonstration.histoires import HISTOIRES
from portail.demonstration.population import POPULATION
from portail.dossiers.etats import Etat
from portail.dossiers.habilitations import a_un_role_de_signature, est_ecarte
from portail.dossiers.models import Dossier, Message
from portail.dossiers.queries import complement_ouvert, decision_de, doublons_de
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import Versement
from portail.identite.models import Agent
from portail.notifications.models import EtatEnvoi, Notification
from portail.pieces.models import EtatPiece, Piece
from portail.socle import base as socle_base
from portail.socle import horloge

PREMIERE_PAGE = 25


@pytest.fixture(scope="module")
def chargee(application: Flask) -> Iterator[Session]:
    """La base une fois chargée, la même pour tous ces essais, annulée ensuite."""
    del application
    with socle_base.moteur().connect() as connexion:
        transaction = connexion.begin()
        with socle_base.tout_annuler(connexion):
            assert charger() == len(HISTOIRES)
            yield socle_base.session()
        transaction.rollback()


def les_dossiers(base: Session, *etats: Etat) -> list[Dossier]:
    return list(base.scalars(select(Dossier).where(Dossier.etat.in_(etats or tuple(Etat)))))


def le_dossier(base: Session, nom: str) -> Dossier:
    return base.scalars(select(Dossier).where(Dossier.nom_recherche.contains(nom)).order_by(Dossier.cree_le)).first()


def test_chaque_histoire_a_sa_personne_et_laisse_l_horloge_a_l_heure(chargee: Session):
    assert set(HISTOIRES) == set(POPULATION)
    assert horloge.decalage() == timedelta()


def test_un_second_chargement_ne_fait_rien(chargee: Session):
    avant = Counter(dossier.etat for dossier in les_dossiers(chargee))

    assert charger() == 0
    assert Counter(dossier.etat for dossier in les_dossiers(chargee)) == avant


def test_tous_les_etats_qu_une_demande_peut_prendre_se_montrent(chargee: Session):
    montres = {dossier.etat for dossier in les_dossiers(chargee)}

    assert montres == set(Etat) - {Etat.CLOS, Etat.TRANSMIS}


def test_une_echeance_est_passee_et_d_autres_approchent(chargee: Session):
    jours = [
        (dossier.echeance - horloge.aujourd_hui()).days
        for dossier in les_dossiers(chargee, Etat.EN_INSTRUCTION)
        if dossier.echeance
    ]

    assert min(jours) < 0
    assert any(0 <= jour <= 7 for jour in jours)


def test_les_pieces_ont_tous_les_etats(chargee: Session):
    assert set(chargee.scalars(select(Piece.etat))) == set(EtatPiece)


def test_des_messages_attendent_d_etre_lus_des_deux_cotes(chargee: Session):
    non_lus = select(func.count()).select_from(Message).where(Message.lu_le.is_(None))

    assert chargee.scalar(non_lus.where(Message.usager_id.is_not(None)))
    assert chargee.scalar(non_lus.where(Message.agent_id.is_not(None)))


def test_lina_attend_deux_pieces_et_tom_a_ete_refuse_pour_son_age(chargee: Session):
    demandees = {element["identifiant"] for element in complement_ouvert(le_dossier(chargee, "moreau")).elements}

    assert demandees == {"autorisation_parentale", "avis_impot"}
    assert [motif["code"] for motif in decision_de(le_dossier(chargee, "richard")).motifs] == ["age"]


def test_mathis_a_un_doublon_mais_pas_les_jumeaux(chargee: Session):
    assert len(doublons_de(le_dossier(chargee, "charpentier"))) == 1
    assert not doublons_de(le_dossier(chargee, "petit"))


def test_les_agents_peuvent_se_connecter(chargee: Session):
    assert {"claire.lebreton@departement.example", "herve.guillou@departement.example"} <= set(
        chargee.scalars(select(Agent.courriel))
    )


def test_la_boite_d_envoi_du_premier_demarrage_tient_en_une_page(chargee: Session):
    a_envoyer = chargee.scalar(
        select(func.count()).select_from(Notification).where(Notification.etat == EtatEnvoi.PREVU)
    )

    assert 0 < a_envoyer < PREMIERE_PAGE


def test_une_decision_est_contestee_et_quelqu_un_peut_repondre_au_recours(chargee: Session):
    [recours] = [dossier for dossier in les_dossiers(chargee) if dossier.demarche == "recours"]
    agents = {agent.prenom: agent for agent in chargee.scalars(select(Agent))}

    assert recours.prenoms.startswith("Hugo")
    assert est_ecarte(agents["Hervé"], recours)
    assert a_un_role_de_signature(agents["Gwenaëlle"], recours)


def test_une_aide_est_payee_une_autre_rejetee_par_la_banque_une_autre_attend_sa_facture(chargee: Session):
    etats = set(chargee.scalars(select(Versement.etat)))

    assert {EtatVersement.PAYE, EtatVersement.REJETE, EtatVersement.ACCORDE} <= etats
