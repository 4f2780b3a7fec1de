"""Des fichiers de requêtes, pour les essais : de bonnes lignes, et de quoi en gâter une."""

from collections.abc import Iterable, Mapping

from portail.identite.notaires.models import Membre
from portail.notaires.successions.lots import actions, taches
from portail.notaires.successions.lots.lecture import COLONNES
from portail.socle import tableur

NOMS = ("GAUTIER", "AUBERT", "MERCIER", "LERAY", "LEGOFF", "BRIAND", "CADIOU", "TESSIER", "HAMON", "PERON")
PRENOMS = ("Yvonne", "Pierre", "Claudine", "Henri", "Marie", "Louis", "Odile", "Robert", "Lucette", "Simone")


def ligne(rang: int = 0, **change: str) -> dict[str, str]:
    """Rend une bonne ligne : une personne différente par rang."""
    dizaine, unite = divmod(rang, 10)
    centaine, dizaine = divmod(dizaine, 10)
    return {
        **dict.fromkeys(COLONNES, ""),
        "reference": f"2026-{rang:04d}",
        "nom_naissance": NOMS[unite],
        "prenoms": f"{PRENOMS[dizaine]} {PRENOMS[centaine]}",
        "sexe": "F",
        "naissance": f"19{30 + centaine:02d}-{dizaine + 1:02d}-{10 + unite}",
        "lieu_naissance": "Savenay",
        "deces_le": "2025-10-03",
        "deces_commune": "Nantes",
        "domicile_commune": "Savenay",
        "heritiers": "enfants",
        **change,
    }


def fichier(lignes: Iterable[Mapping[str, str]]) -> bytes:
    """Rend le CSV de ces lignes."""
    return tableur.ecrire(tuple(COLONNES), ([une[colonne] for colonne in COLONNES] for une in lignes))


def adresses(maitre: Membre) -> dict[str, str]:
    """Rend de quoi nommer un fichier traité de cet office et sa ligne à corriger."""
    recue = actions.recevoir(fichier([ligne(0), ligne(1, sexe="?")]), "lot.csv", membre=maitre)
    taches.traiter_le_lot(str(recue.lot.id))
    return {"lot_id": str(recue.lot.id), "numero": "3"}
