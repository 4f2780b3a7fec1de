"""Rassemble les écrans des inscriptions, au bureau."""

from portail.guichets.agents.activites import (
    attente,
    campagne,
    comptoir,
    contestations,
    familles,
    groupe,
    liste,
    places,
    presences,
    reglages,
    salle,
    sante,
    traiter,
    voeux,
)
