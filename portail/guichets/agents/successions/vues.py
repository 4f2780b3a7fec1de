"""Rassemble les vues des successions, au bureau."""

from portail.guichets.agents.successions import (
    file,
    gestes,
    imports,
    mots,
    recuperations,
    requete,
    statistiques,
    validation,
)

__all__ = ["file", "gestes", "imports", "mots", "recuperations", "requete", "statistiques", "validation"]
