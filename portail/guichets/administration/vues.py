"""Toutes les vues de l’administration : les importer les attache au blueprint."""

from portail.guichets.administration import accueil, ouvertures, parametres, signalements
from portail.guichets.administration.blueprint import blueprint

__all__ = ["accueil", "blueprint", "ouvertures", "parametres", "signalements"]
