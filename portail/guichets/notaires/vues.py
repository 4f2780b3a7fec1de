"""Toutes les vues du bureau des notaires : les importer les attache au blueprint."""

from portail.guichets.notaires import office, second_facteur
from portail.guichets.notaires.blueprint import blueprint

__all__ = ["blueprint", "office", "second_facteur"]
