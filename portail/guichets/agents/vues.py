"""Rassemble les vues du bureau des agents."""

from portail.guichets.agents import (
    complement,
    decision,
    documents,
    dossier,
    fiche,
    gestes,
    guichet,
    guichet_courriers,
    guichet_saisie,
    guichet_suites,
    horloges,
    journal,
    liste,
    lots,
    pieces,
    raison,
    recherche,
    tableau,
    travail,
    vues_enregistrees,
)
from portail.guichets.agents.blueprint import blueprint

VUES = (
    complement,
    decision,
    documents,
    dossier,
    fiche,
    gestes,
    guichet,
    guichet_courriers,
    guichet_saisie,
    guichet_suites,
    horloges,
    journal,
    liste,
    lots,
    pieces,
    raison,
    recherche,
    tableau,
    travail,
    vues_enregistrees,
)

__all__ = ["VUES", "blueprint"]
