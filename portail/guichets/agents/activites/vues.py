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
    reglages,
    salle,
    sante,
    traiter,
    voeux,
)
