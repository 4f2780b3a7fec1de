"""Rassemble les vues du guichet du paiement."""

from portail.guichets.paiement import notification, recu, somme, titre
from portail.guichets.paiement.blueprint import blueprint

__all__ = ["blueprint"]
