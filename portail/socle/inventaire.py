"""L’inventaire de ce qui est chiffré : colonnes, et fichiers cités par une ligne, lus des tables elles-mêmes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, select

from portail.socle.base import Modele, a_part
from portail.socle.colonnes import JsonChiffre, TexteChiffre

SUFFIXE_CLE = "cle"
SUFFIXE_EMPREINTE = "empreinte"
LOT = 1000


@dataclass(frozen=True, slots=True)
class FichierCite:
    """Un fichier qu’une ligne cite : sa table, sa clé, l’empreinte attendue de son contenu."""

    table: str
    cle: str
    empreinte: str


def colonnes_chiffrees() -> Mapping[Table, tuple[Column[Any], ...]]:
    """Rend les colonnes chiffrées, par table ; les modèles doivent être chargés (`portail.tables`)."""
    trouvees = {
        table: tuple(colonne for colonne in table.columns if isinstance(colonne.type, TexteChiffre | JsonChiffre))
        for table in Modele.metadata.sorted_tables
    }
    return {table: colonnes for table, colonnes in trouvees.items() if colonnes}


def contexte_de(colonne: Column[Any]) -> str:
    """Rend ce qui est authentifié avec chaque valeur de cette colonne chiffrée."""
    nature = colonne.type
    if not isinstance(nature, TexteChiffre | JsonChiffre):
        raise TypeError(f"{colonne} n’est pas chiffrée")
    return nature.nom


def colonnes_de_fichier() -> list[tuple[Table, Column[Any], Column[Any]]]:
    """Rend les couples de colonnes (`…cle`, `…empreinte`) qui citent un fichier."""
    couples = []
    for table in Modele.metadata.sorted_tables:
        for colonne in table.columns:
            empreinte = colonne.name.removesuffix(SUFFIXE_CLE) + SUFFIXE_EMPREINTE
            if colonne.name.endswith(SUFFIXE_CLE) and empreinte in table.columns:
                couples.append((table, colonne, table.columns[empreinte]))
    return couples


def fichiers_cites() -> Iterator[FichierCite]:
    """Rend chaque fichier cité par la base, lot par lot."""
    for table, cle, empreinte in colonnes_de_fichier():
        requete = select(cle, empreinte).where(cle.is_not(None)).execution_options(yield_per=LOT)
        with a_part() as connexion:
            for une_cle, une_empreinte in connexion.execute(requete):
                yield FichierCite(table.name, une_cle, une_empreinte)
