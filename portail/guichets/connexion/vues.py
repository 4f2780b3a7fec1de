"""Toutes les vues de connexion : les importer les attache au blueprint."""

from portail.guichets.connexion import choix, courriel, deconnexion, fournisseurs
from portail.guichets.connexion.blueprint import blueprint

__all__ = ["blueprint", "choix", "courriel", "deconnexion", "fournisseurs"]
