"""Rassemble les vues du guichet des inscriptions."""

from portail.guichets.inscriptions import (
    activites,
    attente,
    choisir,
    commande,
    panier,
    renoncer,
    salle,
    tarif,
    voeux,
)
from portail.guichets.inscriptions.blueprint import blueprint

__all__ = ["blueprint"]
