"""Ce que l’on dit à qui contrôle une entrée ; les mêmes mots à l’écran et sur le téléphone sans réseau."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.inscriptions.billets.controle import Verdict
from portail.inscriptions.billets.models import Issue
from portail.socle.traduction import _

VERDICTS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.ADMIS: (_("Entrée"), "accord"),
        Verdict.DEJA_ENTRE: (_("Déjà entré"), "refus"),
        Verdict.ANNULE: (_("Billet annulé"), "refus"),
        Verdict.AUTRE_ENTREE: (_("Billet pour une autre entrée"), "attendu"),
        Verdict.AUTRE_JOUR: (_("Billet pour un autre jour"), "attendu"),
        Verdict.INCONNU: (_("Ce n’est pas un billet du Département"), "refus"),
    }
)
"""Pour chaque verdict : ce qu’on en dit, et la forme de son état."""
ISSUES: Mapping[Issue, str] = MappingProxyType(
    {
        Issue.ADMIS: _("Entrée"),
        Issue.EN_DOUBLE: _("Présenté une seconde fois"),
        Issue.ANNULE: _("Entré avec un billet annulé"),
    }
)
