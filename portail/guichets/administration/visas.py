"""Les mots et la saisie du visa des Archives, les mêmes pour les dossiers et pour les comptes."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.demarche.declaration import DateRecente, TexteCourt
from portail.socle.traduction import _
from portail.socle.visas import REFERENCE_MAX, EtatBordereau

ETATS: Mapping[EtatBordereau, tuple[str, str]] = MappingProxyType(
    {
        EtatBordereau.PREPARE: (_("Attend le visa"), "attendu"),
        EtatBordereau.VISE: (_("Visé, s’élimine cette nuit"), "etude"),
        EtatBordereau.EXECUTE: (_("Éliminé"), "fini"),
        EtatBordereau.ABANDONNE: (_("Abandonné"), "fini"),
    }
)
CHAMPS_DU_VISA = (
    TexteCourt(
        "reference",
        _("Référence du visa"),
        longueur_max=REFERENCE_MAX,
        aide=_("Celle du bordereau signé par les Archives départementales. Exemple : AD44-2033-118"),
    ),
    DateRecente("date_visa", _("Date du visa"), aide=_("Exemple : 12/11/2026")),
)
