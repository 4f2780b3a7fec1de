"""Les mots que l’office lit : l’état d’une requête, le sens d’une réponse, la qualité d’un héritier."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.notaires.successions.etats import Reponse
from portail.notaires.successions.office import EtatMontre
from portail.notaires.successions.recuperation import Heritier
from portail.socle.traduction import _

ETATS: Mapping[EtatMontre, tuple[str, str]] = MappingProxyType(
    {
        EtatMontre.A_COMPLETER: (_("À compléter par vous"), "attendu"),
        EtatMontre.RECUE: (_("Reçue"), "etude"),
        EtatMontre.REPONDUE: (_("Répondue"), "accord"),
        EtatMontre.RETIREE: (_("Retirée par vous"), "fini"),
    }
)
"""Un mot et une forme ; les mêmes quel que soit le sens de la réponse."""
COMPTES: Mapping[EtatMontre, tuple[str, str]] = MappingProxyType(
    {
        EtatMontre.A_COMPLETER: (_("à compléter"), _("à compléter")),
        EtatMontre.RECUE: (_("reçue"), _("reçues")),
        EtatMontre.REPONDUE: (_("répondue"), _("répondues")),
        EtatMontre.RETIREE: (_("retirée"), _("retirées")),
    }
)
"""Ce qui suit un nombre : le singulier, puis le pluriel."""
REPONSES: Mapping[Reponse, str] = MappingProxyType(
    {
        Reponse.AUCUNE_CREANCE: _("Aucune aide récupérable connue"),
        Reponse.CREANCE: _("Créance récupérable"),
        Reponse.RECHERCHE: _("Recherche complémentaire"),
        Reponse.INCOMPETENT: _("Autre département compétent"),
    }
)
HERITIERS: Mapping[str, str] = MappingProxyType(
    {
        Heritier.CONJOINT.value: _("Conjoint"),
        Heritier.ENFANTS.value: _("Enfants"),
        Heritier.PARENTS.value: _("Parents"),
        Heritier.AIDANT.value: _("Personne qui a assumé la charge du défunt"),
        Heritier.FRERES_SOEURS.value: _("Frères et sœurs"),
        Heritier.NEVEUX.value: _("Neveux et nièces"),
        Heritier.AUTRES.value: _("Autres"),
        Heritier.VACANTE.value: _("Succession vacante"),
    }
)
