"""Toutes les vues de l’administration : les importer les attache au blueprint."""

from portail.guichets.administration import (
    acces,
    accueil,
    agents,
    anonymat,
    archives,
    conservation,
    delegations,
    inscriptions,
    mairies,
    modeles,
    motifs,
    offices,
    ouvertures,
    parametres,
    regies,
    services,
    signalements,
)
from portail.guichets.administration.activites import vues as activites
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.rendez_vous import vues as rendez_vous

__all__ = ["activites", "blueprint", "rendez_vous"]
