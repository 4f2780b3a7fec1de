"""La billetterie de la démonstration : les sites livrés, exemples non officiels, et un mois de séances."""

from datetime import time, timedelta

from sqlalchemy import select

from portail.inscriptions.patrimoine.imports import importer
from portail.inscriptions.patrimoine.models import Produit
from portail.inscriptions.patrimoine.seances import Programme, ouvrir_les_seances
from portail.journal.actions import SYSTEME
from portail.socle import horloge
from portail.socle.base import session

JOURS_OUVERTS = 30
TOUS_LES_JOURS, FINS_DE_SEMAINE = frozenset(range(1, 8)), frozenset({3, 6, 7})
SEANCES: dict[str, tuple[frozenset[int], tuple[time, ...], int]] = {
    "chateaubriant-entree": (TOUS_LES_JOURS, (time(10), time(14), time(16)), 40),
    "chateaubriant-guidee": (FINS_DE_SEMAINE, (time(15),), 20),
    "clisson-entree": (TOUS_LES_JOURS, (time(10, 30), time(14, 30)), 60),
    "garenne-atelier": (frozenset({3}), (time(14),), 12),
}


def charger_la_billetterie() -> int:
    """Importe les sites et ouvre les séances qui manquent ; rend le nombre de séances ouvertes."""
    importer()
    aujourd_hui = horloge.aujourd_hui()
    produits = {produit.code: produit.id for produit in session.scalars(select(Produit))}
    return sum(
        ouvrir_les_seances(
            Programme(
                produit_id=produits[code],
                premier=aujourd_hui,
                dernier=aujourd_hui + timedelta(days=JOURS_OUVERTS),
                jours=jours,
                heures=heures,
                places=places,
            ),
            agent=None,
            auteur=SYSTEME,
        )
        for code, (jours, heures, places) in SEANCES.items()
    )
