"""Toutes les vues des rendez-vous, à l’administration."""

from portail.guichets.administration.rendez_vous import agendas, commun, fermetures, lieux, objets

__all__ = ["agendas", "commun", "fermetures", "lieux", "objets"]
