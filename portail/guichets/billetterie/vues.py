"""Rassemble les vues du guichet de la billetterie."""

from portail.guichets.billetterie import achat, nouvelles, offre, panier
from portail.guichets.billetterie.blueprint import blueprint

__all__ = ["blueprint"]
