"""Rassemble les vues du bureau des agents."""

from portail.guichets.agents import (
    complement,
    decision,
    documents,
    dossier,
    fiche,
    gestes,
    horloges,
    journal,
    liste,
    lots,
    pieces,
    raison,
    recherche,
    tableau,
)
from portail.guichets.agents.blueprint import blueprint

VUES = (
    complement,
    decision,
    documents,
    dossier,
    fiche,
    gestes,
    horloges,
    journal,
    liste,
    lots,
    pieces,
    raison,
    recherche,
    tableau,
)

__all__ = ["VUES", "blueprint"]
