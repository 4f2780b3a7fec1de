"""Les fichiers reçus : examinés avant, préparés après, jamais perdus, jamais dangereux à ouvrir."""

import io
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.parametres.actions import changer_valeur
from portail.pieces import actions, queries, taches
from portail.pieces.controle.examen import FichierRefuse
from portail.pieces.models import EtatControle, EtatPiece, Fichier, MotifRefusPiece
from portail.socle import fichiers as depot
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Indisponible, Introuvable, TransitionInterdite
from tests import fichiers
from tests.clamd import EICAR, clamd
from tests.integration.envois import CODE, au_depot, en_file, joindre, pages, piece, preparer, recevoir, un_dossier


@pytest.fixture
def dossier(base):
    return un_dossier()


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
