"""Le nom de chaque attestation, tel qu’on le dit aux familles et aux agents."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.inscriptions.attestations.models import Genre
from portail.socle.traduction import _

NOMS: Mapping[Genre, str] = MappingProxyType(
    {
        Genre.SANTE: _("Attestation de santé"),
        Genre.RESPONSABILITE_CIVILE: _("Assurance de responsabilité civile"),
        Genre.AISANCE_AQUATIQUE: _("Attestation d’aisance aquatique"),
        Genre.QUOTIENT: _("Quotient familial"),
    }
)
