"""Les fichiers reçus : examinés avant, préparés après, jamais perdus, jamais dangereux à ouvrir."""

import io
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pikepdf
import psycopg
import pytest
from PIL import Image
from sqlalchemy import func, select, text

from portail.dossiers.actions import messagerie
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.parametres.actions import changer_valeur
from portail.pieces import actions, queries, taches
from portail.pieces.controle import MO, FichierRefuse
from portail.pieces.models import EtatControle, EtatPiece, Fichier, MotifRefusPiece, Piece
from portail.socle import decalage, demarrage, horloge
from portail.socle import fichiers as depot
from portail.socle.base import session, transaction
from portail.socle.erreurs import Indisponible, Introuvable, TransitionInterdite
from portail.socle.taches import travailler
from tests import fabriques, fichiers
from tests.clamd import EICAR, clamd

CODE = "rib"


@pytest.fixture
def regler(application, monkeypatch):
    """Change des réglages du processus, le temps du test."""
    del application

    def changer(**changements):
        monkeypatch.setattr(demarrage._Reglage, "reglages", replace(demarrage.reglages(), **changements))

    return changer


@pytest.fixture
def dossier(base):
    return un_dossier()


def un_dossier():
    fabriques.departement()
    return fabriques.brouillon(fabriques.usager(), pieces=False).id


def recevoir(contenu=None, nom="photo.jpg"):
    return actions.recevoir(nom, contenu or fichiers.jpeg(), taille_max=10 * MO)


def joindre(dossier_id, contenu=None, nom="photo.jpg", code=CODE):
    recu = recevoir(contenu, nom)
    with transaction():
        return actions.enregistrer_fichier(dossier_id, code, recu)


def preparer(fichier):
    """Fait ce que ferait l’ouvrier, et rend le fichier relu."""
    taches.preparer(fichier_id=str(fichier.id))
    if fichier.piece_id:
        taches.reunir(piece_id=str(fichier.piece_id))
    return session.get_one(Fichier, fichier.id, populate_existing=True)


def piece(dossier_id, code=CODE):
    return next(p for p in queries.pieces_de(dossier_id) if p.code == code)


def en_file(nom):
    return session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :nom"), {"nom": nom})


def pages(contenu):
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        return len(pdf.pages)


def au_depot(cle):
    return cle in set(depot.cles())


# --- Recevoir ---


def test_un_fichier_recu_est_garde_chiffre_et_sa_preparation_differee(dossier, environ):
    joint = joindre(dossier, fichiers.pdf(), "avis.pdf")

    [recu] = piece(dossier).fichiers
    assert (recu.id, recu.nom, recu.controle) == (joint.id, "avis.pdf", EtatControle.A_FAIRE)
    assert piece(dossier).etat is EtatPiece.RECUE
    assert en_file("pieces.preparer") == 1
    brut = (Path(urlsplit(environ["FICHIERS_URL"]).path) / recu.cle).read_bytes()
    assert b"%PDF" not in brut


def test_un_fichier_refuse_ne_laisse_rien(dossier):
    avant = set(depot.cles())

    with pytest.raises(FichierRefuse):
        recevoir(fichiers.pdf_javascript(), "avis.pdf")

    assert set(depot.cles()) == avant


def test_on_ne_recoit_pas_un_fichier_dans_une_transaction(base):
    with transaction(), pytest.raises(RuntimeError):
        recevoir()


def test_le_meme_fichier_envoye_deux_fois_n_y_est_qu_une(dossier):
    premier = joindre(dossier)

    second = joindre(dossier)

    assert second.id == premier.id
    assert len(piece(dossier).fichiers) == 1
    assert en_file("pieces.preparer") == 1


def test_un_dossier_ne_depasse_pas_son_poids(dossier):
    changer_valeur("dossier_taille_max", valeur=Decimal(1), debut=horloge.aujourd_hui(), source="essai", auteur=SYSTEME)
    joindre(dossier, fichiers.pdf() + b"\n" * 1000)
    gros = fichiers.pdf_inoffensif() + b" " * 500
    session.get_one(Fichier, piece(dossier).fichiers[0].id).taille = 1_000_000 - len(gros) + 1
    session.commit()

    with pytest.raises(FichierRefuse) as refus:
        joindre(dossier, gros, "gros.pdf", code="contrat_ecole")

    assert (refus.value.code, refus.value.valeurs) == ("dossier_trop_gros", {"limite": "1"})


def test_une_transaction_annulee_ne_laisse_qu_un_contenu_que_le_menage_efface(dossier, monkeypatch):
    garde = joindre(dossier)
    recu = recevoir(fichiers.png(), "scan.png")
    with suppress(ZeroDivisionError), transaction():
        actions.enregistrer_fichier(dossier, CODE, recu)
        raise ZeroDivisionError
    assert len(piece(dossier).fichiers) == 1

    taches.effacer_les_orphelins()
    assert au_depot(recu.depot.cle), "un envoi récent peut être en train de se valider"
    monkeypatch.setattr(taches, "SURSIS", timedelta())
    taches.effacer_les_orphelins()

    assert not au_depot(recu.depot.cle)
    assert au_depot(garde.cle)


# --- Préparer ---


def test_une_photo_se_montre_sans_position_ni_appareil(dossier):
    original = fichiers.jpeg(trace=True, orientation=6)
    joint = joindre(dossier, original)
    with pytest.raises(Indisponible):
        queries.contenu_a_montrer(joint)

    pret = preparer(joint)

    contenu, type_mime = queries.contenu_a_montrer(pret)
    image = Image.open(io.BytesIO(contenu))
    assert (pret.controle, type_mime) == (EtatControle.SAIN, "image/jpeg")
    assert (dict(image.getexif()), image.size) == ({}, (64, 96))
    assert depot.lire(pret.cle, pret.empreinte) == original


def test_une_photo_de_telephone_heic_devient_un_jpeg(dossier):
    pret = preparer(joindre(dossier, fichiers.heic(), "IMG_0001.HEIC"))

    contenu, type_mime = queries.contenu_a_montrer(pret)
    assert type_mime == "image/jpeg"
    assert Image.open(io.BytesIO(contenu)).format == "JPEG"


def test_un_scan_tiff_garde_toutes_ses_pages(dossier):
    pret = preparer(joindre(dossier, fichiers.tiff(pages=3), "scan.tif"))

    contenu, type_mime = queries.contenu_a_montrer(pret)
    assert (type_mime, pages(contenu)) == ("application/pdf", 3)


def test_un_pdf_sain_se_montre_tel_quel_et_n_est_pas_garde_deux_fois(dossier):
    original = fichiers.pdf(pages=2)
    pret = preparer(joindre(dossier, original, "avis.pdf"))

    assert queries.contenu_a_montrer(pret) == (original, "application/pdf")
    assert piece(dossier).assemblage_cle == pret.cle
    assert queries.document_de(piece(dossier)) == original


def test_plusieurs_fichiers_font_un_seul_document(dossier):
    photo = joindre(dossier)
    scan = joindre(dossier, fichiers.pdf(pages=2), "suite.pdf")
    preparer(photo)
    with pytest.raises(Indisponible):
        queries.document_de(piece(dossier))

    preparer(scan)

    assert pages(queries.document_de(piece(dossier))) == 3


def test_un_fichier_de_plus_refait_le_document(dossier):
    preparer(joindre(dossier, fichiers.pdf(), "recto.pdf"))

    preparer(joindre(dossier, fichiers.pdf(pages=2), "verso.pdf"))

    assert pages(queries.document_de(piece(dossier))) == 3


def test_rejouer_une_preparation_ne_change_rien(dossier):
    pret = preparer(joindre(dossier))
    avant = (set(depot.cles()), pret.propre_cle, piece(dossier).assemblage_cle)

    rejoue = preparer(pret)

    assert (set(depot.cles()), rejoue.propre_cle, piece(dossier).assemblage_cle) == avant


def test_un_fichier_disparu_ne_fait_pas_echouer_sa_tache(base):
    taches.preparer(fichier_id=str(uuid4()))
    taches.reunir(piece_id=str(uuid4()))


def test_une_image_abimee_est_ecartee_et_la_personne_prevenue(dossier):
    entiere = fichiers.jpeg(800, 600)
    ecarte = preparer(joindre(dossier, entiere[: len(entiere) // 2]))

    refusee = piece(dossier)
    assert (ecarte.controle, refusee.etat) == (EtatControle.ILLISIBLE, EtatPiece.REFUSEE)
    assert refusee.motif is MotifRefusPiece.ILLISIBLE
    with pytest.raises(Introuvable):
        queries.contenu_a_montrer(ecarte)
    [message] = session.scalars(select(Notification)).all()
    assert (message.gabarit, message.contexte["infecte"]) == ("dossier/fichier_ecarte", False)


# --- Antivirus ---


def test_un_fichier_infecte_ne_se_montre_plus_et_la_personne_est_prevenue(dossier, regler):
    joint = joindre(dossier, fichiers.jpeg_commente(EICAR), "photo.jpg")
    with clamd() as adresse:
        regler(antivirus_url=adresse)
        infecte = preparer(joint)

    assert (infecte.controle, infecte.propre_cle) == (EtatControle.INFECTE, None)
    assert piece(dossier).etat is EtatPiece.REFUSEE
    assert piece(dossier).assemblage_cle is None
    with pytest.raises(Introuvable):
        queries.contenu_a_montrer(infecte)
    [message] = session.scalars(select(Notification)).all()
    assert (message.gabarit, message.contexte["infecte"]) == ("dossier/fichier_ecarte", True)
    with transaction(), pytest.raises(TransitionInterdite):
        actions.accepter(dossier, CODE)


def test_sans_reponse_de_l_antivirus_on_attend(dossier, regler):
    regler(antivirus_url="tcp://127.0.0.1:9")
    joint = joindre(dossier, fichiers.pdf(), "avis.pdf")

    with pytest.raises(Indisponible):
        taches.preparer(fichier_id=str(joint.id))

    en_attente = session.get_one(Fichier, joint.id, populate_existing=True)
    assert en_attente.controle is EtatControle.A_FAIRE
    with pytest.raises(Indisponible):
        queries.contenu_a_montrer(en_attente)


def test_apres_l_antivirus_un_fichier_sain_se_montre(dossier, regler):
    joint = joindre(dossier, fichiers.pdf(), "avis.pdf")
    with clamd() as adresse:
        regler(antivirus_url=adresse)
        pret = preparer(joint)

    assert queries.contenu_a_montrer(pret)[1] == "application/pdf"


def test_un_nouvel_envoi_remplace_le_seul_fichier_ecarte(dossier, regler):
    bon = preparer(joindre(dossier, fichiers.pdf(), "recto.pdf"))
    mauvais = joindre(dossier, fichiers.jpeg_commente(EICAR))
    with clamd() as adresse:
        regler(antivirus_url=adresse)
        preparer(mauvais)

    nouveau = joindre(dossier, fichiers.png(), "verso.png")

    assert [f.id for f in piece(dossier).fichiers] == [bon.id, nouveau.id]
    assert (piece(dossier).etat, piece(dossier).motif) == (EtatPiece.RECUE, None)


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

    [joint] = queries.fichiers_des_messages(demande.id)[message.id]
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
