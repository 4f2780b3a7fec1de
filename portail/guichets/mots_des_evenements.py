"""Les mots des évènements, au public comme au bureau."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.inscriptions.evenements.models import Accueil, EtatInscription, Regime
from portail.socle.traduction import _

ACCUEILS: Mapping[str, str] = MappingProxyType(
    {
        Accueil.LSF.value: _("Une traduction en langue des signes (LSF)"),
        Accueil.BOUCLE.value: _("Une boucle magnétique"),
        Accueil.VELOTYPIE.value: _("Une transcription écrite en direct"),
        Accueil.FAUTEUIL.value: _("Une place accessible en fauteuil roulant"),
    }
)
REGIMES: Mapping[str, str] = MappingProxyType(
    {
        Regime.VEGETARIEN.value: _("Végétarien"),
        Regime.SANS_GLUTEN.value: _("Sans gluten"),
        Regime.SANS_LACTOSE.value: _("Sans lactose"),
    }
)
ETATS: Mapping[EtatInscription, tuple[str, str]] = MappingProxyType(
    {
        EtatInscription.A_CONFIRMER: (_("À confirmer"), "nouveau"),
        EtatInscription.ATTENTE: (_("En attente"), "attendu"),
        EtatInscription.INSCRIT: (_("Inscrit"), "accord"),
        EtatInscription.ANNULE: (_("Annulé"), "fini"),
    }
)
"""L’état d’une inscription, et la forme qui le montre."""
