"""L’application, pour le serveur web et la ligne de commande ; un réglage refusé se dit en français, sans pile."""

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
