"""Une proposition en mots : son état, pour l’agent et pour la personne."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.dossiers.propositions.models import EtatProposition
from portail.socle.traduction import _

ETATS: Mapping[EtatProposition, tuple[str, str]] = MappingProxyType(
    {
        EtatProposition.PREPAREE: (_("En préparation"), "nouveau"),
        EtatProposition.ENVOYEE: (_("En attente de réponse"), "attendu"),
        EtatProposition.OBSERVEE: (_("Modification demandée"), "attendu"),
        EtatProposition.ACCEPTEE: (_("Acceptée"), "accord"),
        EtatProposition.REFUSEE: (_("Refusée"), "refus"),
        EtatProposition.SANS_REPONSE: (_("Sans réponse"), "refus"),
        EtatProposition.RETIREE: (_("Retirée par le service"), "fini"),
        EtatProposition.REMPLACEE: (_("Remplacée"), "fini"),
    }
)
"""Le mot, et sa forme."""
