"""De quoi envoyer des fichiers à un dossier et les préparer, dans un essai."""

import io

import pikepdf
from sqlalchemy import text

from portail.pieces import actions, queries, taches
from portail.pieces.controle.examen import MO
from portail.pieces.models import Fichier
from portail.socle import fichiers as depot
from portail.socle.base import session, transaction
from tests import fabriques, fichiers

CODE = "rib"


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
