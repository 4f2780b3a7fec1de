"""Ce que devient une pièce : retirée, promise, refusée, remplacée ; et ce que fait l’ouvrier."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import func, select, text

from portail.dossiers.actions import messagerie
from portail.pieces import actions, queries, taches
from portail.pieces.models import EtatControle, EtatPiece, Fichier, MotifRefusPiece, Piece
from portail.socle import decalage
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, TransitionInterdite
from portail.socle.taches import travailler
from tests import fabriques, fichiers
from tests.clamd import clamd
from tests.integration.envois import CODE, au_depot, en_file, joindre, pages, piece, preparer, recevoir, un_dossier


@pytest.fixture
def dossier(base):
    return un_dossier()


# --- Retirer, promettre, juger ---


def test_retirer_le_dernier_fichier_d_un_brouillon_l_efface_pour_de_bon(dossier):
    pret = preparer(joindre(dossier))

    with transaction():
        actions.retirer(dossier, pret.id, definitif=True)

    assert (piece(dossier).etat, piece(dossier).fichiers) == (EtatPiece.ATTENDUE, [])
    assert session.get(Fichier, pret.id) is None
    [cles] = session.scalars(text("SELECT args -> 'cles' FROM procrastinate_jobs WHERE task_name LIKE '%effacer%'"))
    taches.effacer_contenus(cles=cles)
    assert not au_depot(pret.cle)
    assert not au_depot(pret.propre_cle)


def test_retirer_apres_le_depot_garde_la_trace(dossier):
    pret = preparer(joindre(dossier))

    with transaction():
        actions.retirer(dossier, pret.id)

    assert piece(dossier).fichiers == []
    assert session.get_one(Fichier, pret.id).remplace_le is not None
    assert queries.taille_totale(dossier) == 0


def test_retirer_un_fichier_sur_deux_refait_le_document(dossier):
    recto = preparer(joindre(dossier, fichiers.pdf(), "recto.pdf"))
    preparer(joindre(dossier, fichiers.pdf(pages=2), "verso.pdf"))

    with transaction():
        actions.retirer(dossier, recto.id)
    taches.reunir(piece_id=str(piece(dossier).id))

    assert pages(queries.document_de(piece(dossier))) == 2
    assert piece(dossier).etat is EtatPiece.RECUE


def test_le_fichier_d_un_autre_dossier_reste_introuvable(dossier):
    ailleurs = joindre(un_dossier())

    with transaction(), pytest.raises(Introuvable):
        actions.retirer(dossier, ailleurs.id)
    with pytest.raises(Introuvable):
        queries.fichier_de(dossier, ailleurs.id)


def test_promettre_puis_se_raviser_puis_envoyer(dossier):
    etats = []
    for promis in (True, False, True):
        with transaction():
            actions.marquer_plus_tard(dossier, CODE, promis=promis)
        etats.append(piece(dossier).etat)
    joindre(dossier)
    with transaction():
        actions.marquer_plus_tard(dossier, CODE, promis=True)

    assert etats == [EtatPiece.PLUS_TARD, EtatPiece.ATTENDUE, EtatPiece.PLUS_TARD]
    assert piece(dossier).etat is EtatPiece.RECUE


def test_une_piece_refusee_dit_pourquoi_et_son_remplacement_la_remet_en_lice(dossier):
    refuse = preparer(joindre(dossier))
    with transaction():
        actions.refuser(dossier, CODE, motif=MotifRefusPiece.TRONQUEE, precision=" Il manque le bas. ")
    assert (piece(dossier).etat, piece(dossier).precision) == (EtatPiece.REFUSEE, "Il manque le bas.")

    nouveau = joindre(dossier, fichiers.png(), "entier.png")
    preparer(nouveau)

    assert [f.id for f in piece(dossier).fichiers] == [nouveau.id]
    assert (piece(dossier).etat, piece(dossier).motif, piece(dossier).precision) == (EtatPiece.RECUE, None, None)
    assert session.get_one(Fichier, refuse.id).remplace_le is not None
    with transaction():
        assert actions.accepter(dossier, CODE).etat is EtatPiece.ACCEPTEE


def test_une_piece_redemandee_attend_un_fichier_qui_remplace_l_ancien(dossier):
    ancien = joindre(dossier)
    with transaction():
        actions.redemander(dossier, CODE)
    assert piece(dossier).etat is EtatPiece.ATTENDUE

    nouveau = joindre(dossier, fichiers.png(), "entier.png")

    assert [f.id for f in piece(dossier).fichiers] == [nouveau.id]
    assert session.get_one(Fichier, ancien.id, populate_existing=True).remplace_le is not None


def test_redemander_garde_la_raison_d_un_refus(dossier):
    joindre(dossier)
    with transaction():
        actions.refuser(dossier, CODE, motif=MotifRefusPiece.PERIMEE)
        actions.redemander(dossier, CODE)

    assert (piece(dossier).etat, piece(dossier).motif) == (EtatPiece.REFUSEE, MotifRefusPiece.PERIMEE)


@pytest.mark.parametrize("juger", [actions.accepter, lambda d, c: actions.refuser(d, c, motif=MotifRefusPiece.PERIMEE)])
def test_on_ne_juge_pas_une_piece_qui_n_est_pas_venue(dossier, juger):
    with transaction(), pytest.raises(TransitionInterdite):
        juger(dossier, CODE)
    with transaction():
        actions.marquer_plus_tard(dossier, CODE, promis=True)
    with transaction(), pytest.raises(TransitionInterdite):
        juger(dossier, CODE)


def test_effacer_un_brouillon_efface_tout(dossier):
    pret = preparer(joindre(dossier))

    with transaction():
        actions.effacer_les_pieces(dossier)

    for modele in (Piece, Fichier):
        assert session.scalar(select(func.count()).select_from(modele)) == 0
    [cles] = session.scalars(text("SELECT args -> 'cles' FROM procrastinate_jobs WHERE task_name LIKE '%effacer%'"))
    assert {pret.cle, pret.propre_cle} < set(cles)


def test_un_fichier_joint_a_un_message_se_prepare_aussi(base):
    fabriques.departement()
    personne = fabriques.usager()
    demande = fabriques.depose(personne)
    message = messagerie.ecrire_usager(demande.id, usager=personne, texte="Voici.", fichiers=[recevoir()])

    joint = session.scalars(select(Fichier).where(Fichier.message_id == message.id)).one()
    pret = preparer(joint)

    assert (pret.controle, queries.contenu_a_montrer(pret)[1]) == (EtatControle.SAIN, "image/jpeg")


# --- Avec l’ouvrier ---


def test_l_ouvrier_prepare_et_reunit_sans_tenir_de_transaction(base_reelle, regler):
    dossier_id = un_dossier()
    joindre(dossier_id, fichiers.pdf(), "recto.pdf")
    joindre(dossier_id)
    ouvertes = []

    def regarder():
        with psycopg.connect(base_reelle) as connexion:
            requete = "SELECT query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%' AND datname = %s"
            ouvertes.extend(connexion.execute(requete, [connexion.info.dbname]).fetchall())

    with clamd(a_chaque_analyse=regarder) as adresse:
        regler(antivirus_url=adresse)
        travailler(base_reelle, concurrence=1, attendre=False)

    prete = piece(dossier_id)
    assert ouvertes == []
    assert [f.controle for f in prete.fichiers] == [EtatControle.SAIN, EtatControle.SAIN]
    assert pages(queries.document_de(prete)) == 2


def test_un_controle_dont_la_tache_a_disparu_est_retrouve(dossier):
    perdu = joindre(dossier)
    preparer(joindre(dossier, fichiers.png(), "autre.png"))
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.commit()

    taches.retrouver_les_oubliees()
    assert en_file("pieces.preparer") == 0
    decalage.avancer(timedelta(minutes=11))
    taches.retrouver_les_oubliees()
    taches.retrouver_les_oubliees()

    assert session.scalars(text("SELECT args ->> 'fichier_id' FROM procrastinate_jobs")).all() == [str(perdu.id)]
