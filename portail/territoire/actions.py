"""Tenir la liste des services du département."""

import csv
from pathlib import Path

from portail.config import RACINE
from portail.socle.base import session, transaction
from portail.territoire.models import Service

FICHIER = RACINE / "portail" / "donnees" / "services.csv"
COLONNES = ("code", "nom", "adresse", "courriel", "telephone")


def importer_services(chemin: Path = FICHIER) -> int:
    """Ajoute ou met à jour les services du fichier et rend leur nombre ; rejouable.

    Un service absent du fichier reste tel quel : des dossiers le citent. Lève `KeyError` si une colonne manque.
    """
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lignes = [{nom: ligne[nom].strip() for nom in COLONNES} for ligne in csv.DictReader(fichier, delimiter=";")]
    with transaction():
        for ligne in lignes:
            session.merge(Service(**ligne))
    return len(lignes)
