"""Écrit un export comme l’ouvrier le ferait, et dit la pointe de mémoire résidente de ce processus."""

import json
import os
import resource
import sys

from portail import ouvrier
from portail.config import lire_reglages
from portail.dossiers import abonnements
from portail.instruction.exports import taches
from portail.socle import demarrage

KO = 1024


def ecrire(export_id: str) -> None:
    """Écrit cet export ; affiche une ligne JSON."""
    assert ouvrier.TACHES  # l’ouvrier entier est chargé : sa mémoire de départ compte
    demarrage.demarrer(lire_reglages(os.environ))
    abonnements.installer()
    taches.ecrire(export_id=export_id)
    pointe = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KO
    sys.stdout.write(json.dumps({"rss_mo": pointe / 1_000_000}) + "\n")


ecrire(sys.argv[1])
