"""Les outils de poppler : un autre regard sur nos PDF que celui des bibliothèques qui les ont faits."""

import io
import shutil
import subprocess

import pytest
from PIL import Image

OUTILS = ("pdfsig", "pdftoppm")
avec_poppler = pytest.mark.skipif(
    any(shutil.which(outil) is None for outil in OUTILS),
    reason="poppler-utils manque (sous Debian : apt install poppler-utils)",
)


def signatures(chemin):
    """Rend ce que `pdfsig` dit des signatures du fichier."""
    essai = subprocess.run(["pdfsig", str(chemin)], capture_output=True, text=True, timeout=900, check=False)
    return essai.stdout


def premiere_page(chemin, *, points_par_pouce=150):
    """Rend l’image de la première page, comme un appareil la photographierait."""
    ordre = ["pdftoppm", "-r", str(points_par_pouce), "-f", "1", "-l", "1", "-png", str(chemin)]
    essai = subprocess.run(ordre, capture_output=True, timeout=900, check=True)
    return Image.open(io.BytesIO(essai.stdout))
