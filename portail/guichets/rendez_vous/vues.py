"""Rassemble les vues du guichet des rendez-vous."""

from portail.guichets.rendez_vous import (
    attendre,
    attente,
    besoin,
    code,
    deplacer,
    flux,
    garder,
    horaires,
    invitation,
    mien,
    offre,
    ou,
    telephone,
    vous,
)
from portail.guichets.rendez_vous.blueprint import blueprint

__all__ = ["blueprint"]
