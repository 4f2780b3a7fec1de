"""Éliminer après visa : ce qui s’efface, ce qui reste, et jamais rien de non décidé."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portail.dossiers.actions import messagerie, silence
from portail.dossiers.conservation import actions as conservation
from portail.dossiers.conservation.models import Bordereau, LigneBordereau
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.queries import dossier_de_usager, dossier_du_service
from portail.identite.models import Agent, Role, Usager
from portail.notifications.models import Notification
from portail.pieces.models import Fichier
from portail.socle import inventaire
from portail.socle.base import Modele, session
from portail.socle.effacement import SURVIT, dependances
from portail.socle.erreurs import Introuvable
from portail.socle.visas import EtatBordereau
from tests import fabriques
from tests.integration.chemins import CHEMINS, DROITS, FINIS, pour_un_essai, suivre
from tests.integration.eliminations import ECHU, bordereaux, marquer, un_autre, viser
from tests.integration.lignes import entrees_de, relu, taches, trace_de
from tests.silences import RECEPTION
from tests.unitaires.situations_permis import PERMIS


@pytest.fixture
def refuse(refuse: Dossier, yanis: Usager) -> Dossier:
    """La demande refusée, un message et son fichier en plus."""
    fichiers = [fabriques.fichier("a.pdf")]
    messagerie.ecrire_usager(refuse.id, usager=yanis, texte="Je ne comprends pas.", fichiers=fichiers)
    return refuse


# ---------- Éliminer ----------


@pytest.fixture
def elimine(refuse: Dossier, nathalie: Agent) -> Dossier:
    viser(marquer(), nathalie)
    assert conservation.executer() == 1
    return refuse


def test_eliminer_efface_fichiers_textes_et_personne_et_garde_le_numero_les_dates_et_le_journal(
    base: Session, yanis: Usager, herve: Agent, nathalie: Agent, refuse: Dossier
):
    numero, journal = refuse.numero, len(entrees_de(refuse))
    cles = {
        cle for cle, propre in base.execute(select(Fichier.cle, Fichier.propre_cle)) for cle in (cle, propre) if cle
    }
    viser(marquer(), nathalie)

    conservation.executer()

    vide = relu(refuse)
    assert (vide.numero, vide.etat, vide.depose_le is not None, vide.date_fin) == (numero, Etat.DECIDE, True, RECEPTION)
    assert (vide.reponses, vide.reponses_agent, vide.instantane) == ({}, {}, None)
    assert (vide.nom, vide.prenoms, vide.nom_recherche, vide.personne_empreinte, vide.commune_insee, vide.agent_id) == (
        "", "", "", None, None, None,
    )  # fmt: skip
    assert vide.intervenants == []
    assert len(entrees_de(refuse)) == journal + 1
    assert entrees_de(refuse)[-1].action == "eliminer"
    assert all(any(cle in tache for tache in taches("pieces.effacer_contenus")) for cle in cles)
    assert bordereaux()[0].etat is EtatBordereau.EXECUTE


def test_apres_l_elimination_plus_aucune_table_ne_dit_rien_de_la_personne(base: Session, elimine: Dossier):
    table = Modele.metadata.tables["dossier"]
    restes = {
        autre.name: base.scalar(select(func.count()).select_from(autre).where(condition))
        for autre, condition in dependances(table, elimine.id).items()
    }

    assert {nom: nombre for nom, nombre in restes.items() if nombre} == {}
    assert {"piece", "fichier", "message", "decision", "document", "intervenant", "complement"} <= set(restes)
    assert not list(inventaire.fichiers_cites())
    assert not base.scalars(select(Notification.id).where(Notification.objet_id == str(elimine.id))).all()


def test_seules_survivent_les_tables_qui_disent_pourquoi():
    liees = {
        table.name
        for table in Modele.metadata.sorted_tables
        for cle in table.foreign_keys
        if cle.column.table.name == "dossier" and table.info.get(SURVIT)
    }

    assert liees == {"ligne_elimination"}


def test_un_dossier_elimine_n_existe_plus_pour_personne(elimine: Dossier, yanis: Usager, herve: Agent):
    numero = relu(elimine).numero

    with pytest.raises(Introuvable):
        dossier_du_service(herve, numero)
    with pytest.raises(Introuvable):
        dossier_de_usager(yanis, numero)


def test_eliminer_deux_fois_ne_fait_rien(elimine: Dossier):
    avant = len(entrees_de(elimine))

    assert conservation.executer() == 0
    assert len(entrees_de(elimine)) == avant


def test_les_fichiers_d_un_autre_dossier_restent(yanis: Usager, herve: Agent, nathalie: Agent, refuse: Dossier):
    emma, situation = un_autre("Emma", "Le Gall")
    viser(marquer(), nathalie)
    autre = fabriques.depose(emma, **situation)
    avant = trace_de(autre)

    conservation.executer()

    gardes = session.scalars(select(Fichier.cle).where(Fichier.dossier_id == autre.id)).all()
    effaces = " ".join(taches("pieces.effacer_contenus"))
    assert gardes
    assert not [cle for cle in gardes if cle in effaces]
    assert trace_de(autre).reponses == avant.reponses


# ---------- Jamais rien de non décidé ----------


def test_un_dossier_rouvert_entre_le_visa_et_l_elimination_est_epargne(yanis: Usager, nathalie: Agent):
    claire = fabriques.agent()
    dossier = fabriques.en_instruction(yanis, claire)
    fabriques.mettre_l_horloge_au(RECEPTION + timedelta(days=90))
    silence.constater_silence(dossier.id)
    bordereau = marquer(date(2034, 6, 1))
    viser(bordereau, nathalie)
    silence.reexaminer(dossier.id, agent=claire, revision=None)
    avant = trace_de(dossier)

    assert conservation.executer() == 0

    assert trace_de(dossier) == avant
    [ligne] = session.scalars(select(LigneBordereau).execution_options(populate_existing=True)).all()
    assert (ligne.elimine_le, ligne.retire_le is not None) == (None, True)


def test_le_journal_fait_foi_une_colonne_fausse_ne_fait_rien_eliminer(base: Session, yanis: Usager, nathalie: Agent):
    dossier = fabriques.en_instruction(yanis, fabriques.agent())
    base.execute(
        text("UPDATE dossier SET etat = 'decide', date_fin = :vieux, date_fin_dua = :vieux WHERE id = :id"),
        {"vieux": date(2000, 1, 1), "id": dossier.id},
    )
    base.commit()
    fabriques.mettre_l_horloge_au(ECHU)

    assert conservation.preparer() == []


def test_la_base_refuse_d_eliminer_ce_qui_est_en_cours(base: Session, yanis: Usager):
    dossier = fabriques.depose(yanis)

    with pytest.raises(Exception, match="elimine_fini"):
        base.execute(text("UPDATE dossier SET elimine_le = now() WHERE id = :id"), {"id": dossier.id})
    base.rollback()


def test_des_motifs_attendus_ou_un_recours_ouvert_empechent_d_eliminer(yanis: Usager, nathalie: Agent, declarer):
    declarer(conservation=replace(PERMIS.conservation, active_mois=1, intermediaire_annees=0))
    dossier = fabriques.en_instruction(yanis, fabriques.agent())
    fabriques.mettre_l_horloge_au(date(2027, 1, 22))
    silence.constater_silence(dossier.id)
    pendant = [_preparees(date(2027, 2, 22)), _preparees(date(2027, 3, 22))]
    silence.demander_motifs(dossier.id, usager=yanis)

    assert pendant == [0, 0]
    assert _preparees(date(2028, 1, 1)) == 0
    assert relu(dossier).etat is Etat.DECIDE
    assert NatureDecision.REFUS_IMPLICITE


def _preparees(jour: date) -> int:
    fabriques.mettre_l_horloge_au(jour)
    return len(conservation.preparer())


@pytest.mark.parametrize("droit", sorted(DROITS))
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(chemin=CHEMINS)
def test_par_tout_chemin_vingt_ans_apres_seul_ce_qui_est_fini_s_elimine(base: Session, declarer, droit, chemin):
    declarer(DROITS[droit])
    with pour_un_essai(base):
        dossier = suivre(chemin, lambda *_: None)
        nathalie = fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Nathalie", nom="Rio")
        avant = trace_de(dossier)
        fabriques.mettre_l_horloge_au(RECEPTION.replace(year=2047))

        for prepare in conservation.preparer():
            viser(session.get_one(Bordereau, prepare), nathalie)
        nombre = conservation.executer()

        lu, fini = relu(dossier), avant.etat in FINIS
        motifs_dus = avant.echeances[0] is not None
        assert nombre == int(fini and not motifs_dus)
        assert (lu.elimine_le is not None) is bool(nombre)
        assert nombre or trace_de(dossier) == avant
