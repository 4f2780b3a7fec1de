"""Une visite en mots : son état, pour l’agent et pour la personne."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.dossiers.visites.models import EtatVisite
from portail.socle.traduction import _

ETATS: Mapping[EtatVisite, tuple[str, str]] = MappingProxyType(
    {
        EtatVisite.PLANIFIEE: (_("Prévue"), "attendu"),
        EtatVisite.TENUE: (_("Passée"), "fini"),
        EtatVisite.ABSENCE: (_("Personne absente"), "refus"),
        EtatVisite.ANNULEE: (_("Annulée"), "fini"),
    }
)
"""Le mot, et sa forme."""
