"""Ajouter les plages d’appel livrées aux services qui n’en ont aucune ; rejouable, n’écrase rien."""

import csv
from datetime import time
from pathlib import Path

from sqlalchemy import select

from portail.config import RACINE
from portail.journal.actions import SYSTEME, inscrire
from portail.rendez_vous.telephone.models import PlageDAppel
from portail.socle.base import session, transaction
from portail.territoire.models import Service

FICHIER = RACINE / "portail" / "donnees" / "plages_d_appel.csv"


def importer_plages_d_appel(chemin: Path = FICHIER) -> int:
    """Ajoute les plages des services connus qui ne rappellent pas encore, et rend leur nombre."""
    with transaction():
        connus = set(session.scalars(select(Service.code)))
        ouverts = connus - set(session.scalars(select(PlageDAppel.service_code)))
        with chemin.open(encoding="utf-8", newline="") as fichier:
            nouvelles = [_plage(une) for une in csv.DictReader(fichier, delimiter=";") if une["service"] in ouverts]
        session.add_all(nouvelles)
        if nouvelles:
            details = {"nombre": len(nouvelles)}
            inscrire("importer_plages_d_appel", auteur=SYSTEME, objet=("plage_d_appel", "*"), details=details)
    return len(nouvelles)


def _plage(ligne: dict[str, str]) -> PlageDAppel:
    return PlageDAppel(
        service_code=ligne["service"],
        # Le fichier compte les jours comme les gens : le lundi est le premier.
        jour=int(ligne["jour"]) - 1,
        debut=time.fromisoformat(ligne["debut"]),
        fin=time.fromisoformat(ligne["fin"]),
        pas_minutes=int(ligne["pas_minutes"]),
        capacite=int(ligne["capacite"]),
    )
