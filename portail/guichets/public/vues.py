"""Rassemble les vues du guichet public."""

from portail.guichets.public import (
    catalogue,
    espaces_naturels,
    journal,
    pages,
    preemptions,
    regles,
    signalement,
    verification,
)
from portail.guichets.public.blueprint import blueprint

__all__ = ["blueprint"]
