"""Importer le fichier déposé ; remettre en file l’import dont la tâche a disparu."""

from uuid import UUID

from portail.notaires.aides.actions import IMPORTER
from portail.notaires.aides.fichiers import Lecteur, ouvrir
from portail.notaires.aides.imports import EN_COURS
from portail.notaires.aides.imports import importer as importer_les_lignes
from portail.notaires.aides.queries import import_d_aides, imports_a_reprendre, morceaux_de
from portail.socle.base import transaction
from portail.socle.taches import differer, en_file, periodique, tache

APRES_TOUT = -20


@tache(IMPORTER, priorite=APRES_TOUT)
def importer(import_id: str) -> None:
    """Importe le fichier, ou ce qui en reste ; sans effet si l’import est fini ou abandonné."""
    identifiant = UUID(import_id)
    if import_d_aides(identifiant).etat not in EN_COURS:
        return
    lecteur = Lecteur(ouvrir(morceaux_de(identifiant)))
    importer_les_lignes(identifiant, lecteur, octets_lus=lambda: lecteur.octets_lus)


@periodique("successions.reprendre_les_imports", "*/10 * * * *")
def reprendre_les_imports() -> None:
    """Remet en file les imports arrêtés dont la tâche a disparu."""
    with transaction():
        en_cours = en_file(importer, "import_id")
        for import_id in map(str, imports_a_reprendre()):
            if import_id not in en_cours:
                differer(importer, import_id=import_id)
