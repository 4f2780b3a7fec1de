"""Des fichiers de requêtes, pour les essais : de bonnes lignes, et de quoi en gâter une."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select

from portail.identite.notaires.models import Membre
from portail.notaires.successions.lots import actions, taches
from portail.notaires.successions.lots.lecture import COLONNES
from portail.notaires.successions.models import LigneDeLot, LotSuccessions, Requete
from portail.socle import tableur
from portail.socle.base import session

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


def recu(maitre: Membre, *lignes: Mapping[str, str]) -> LotSuccessions:
    """Rend le lot de ces lignes, qui attendent leur tour."""
    return actions.recevoir(fichier(lignes), "lot.csv", membre=maitre).lot


def traite(maitre: Membre, *lignes: Mapping[str, str]) -> LotSuccessions:
    """Rend le lot de ces lignes, traitées."""
    lot = recu(maitre, *lignes)
    taches.traiter_le_lot(str(lot.id))
    return lot


def lignes_du_lot(lot: LotSuccessions) -> Sequence[LigneDeLot]:
    """Rend les lignes de ce lot, relues, dans l’ordre du fichier."""
    siennes = select(LigneDeLot).where(LigneDeLot.lot_id == lot.id).order_by(LigneDeLot.ligne)
    return session.scalars(siennes.execution_options(populate_existing=True)).all()


def nombre_de_requetes() -> int:
    """Rend combien de requêtes sont en base."""
    return session.scalar(select(func.count()).select_from(Requete)) or 0


def adresses(maitre: Membre) -> dict[str, str]:
    """Rend de quoi nommer un fichier traité de cet office et sa ligne à corriger."""
    return {"lot_id": str(traite(maitre, ligne(0), ligne(1, sexe="?")).id), "numero": "3"}
