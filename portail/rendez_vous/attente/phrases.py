"""Les mots de la liste d’attente."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.rendez_vous.attente.models import EtatAttente
from portail.socle.traduction import _

ETATS: Mapping[EtatAttente, tuple[str, str]] = MappingProxyType(
    {
        EtatAttente.ATTEND: (_("En attente"), "attendu"),
        EtatAttente.PROPOSE: (_("Un rendez-vous vous est gardé"), "etude"),
        EtatAttente.ACCEPTE: (_("Rendez-vous pris"), "accord"),
        EtatAttente.EXPIRE: (_("Inscription terminée"), "fini"),
        EtatAttente.QUITTE: (_("Liste quittée"), "fini"),
    }
)
"""Le mot, et sa forme."""

REGLE = _(
    "Un rendez-vous libéré va à la première personne à qui il convient, dans l’ordre des inscriptions. "
    "Il lui est gardé %(heures)s heures, la nuit ne comptant pas. "
    "Refuser ne fait pas perdre son rang les %(refus)s premières fois. Ne pas répondre met en fin de liste, "
    "et fait sortir de la liste après %(silences)s silences."
)
"""La règle, à montrer telle quelle ; ses nombres : `queries.nombres_de_la_regle`."""
