"""Rassemble les écrans des inscriptions, à l’administration."""

from portail.guichets.administration.activites import activites, apercu, groupes, saisons, tarifs

__all__ = ["activites", "apercu", "groupes", "saisons", "tarifs"]
