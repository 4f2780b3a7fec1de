"""L’application, pour le serveur web et la ligne de commande ; un réglage refusé se dit en français, sans pile."""

import gc
import sys

from portail.application import create_app
from portail.config import ReglagesInvalides

CODE_REGLAGES = 2

try:
    app = create_app()
except ReglagesInvalides as refus:
    sys.stderr.write("Le portail ne démarre pas, ces réglages sont à corriger :\n")
    sys.stderr.writelines(f"  - {faute}\n" for faute in refus.fautes)
    sys.exit(CODE_REGLAGES)

# Ce que le démarrage a chargé reste jusqu’à l’arrêt : le ramasse-miettes n’a plus à le reparcourir, 0,1 s chaque fois.
gc.collect()
gc.freeze()
