"""Les mots des zonages, au bureau."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.models import Competent, Couche, EtatImportGeographique
from portail.socle.traduction import _

SORTES: Mapping[Sorte, str] = MappingProxyType(
    {Sorte.ENS: _("Espaces naturels sensibles (ENS)"), Sorte.PEAN: _("Périmètres agricoles et naturels (PEAN)")}
)
COUCHES: Mapping[Couche, str] = MappingProxyType(
    {
        Couche.ENS: SORTES[Sorte.ENS],
        Couche.PEAN: SORTES[Sorte.PEAN],
        Couche.CADASTRE: _("Cadastre d’une commune"),
        Couche.ADRESSES: _("Adresses"),
    }
)
COMPETENTS: Mapping[Competent, str] = MappingProxyType(
    {
        Competent.DEPARTEMENT: _("Département"),
        Competent.CONSERVATOIRE: _("Conservatoire du littoral, à défaut du Département"),
        Competent.COMMUNE: _("Commune, à défaut du Département"),
    }
)
ETATS: Mapping[EtatImportGeographique, tuple[str, str]] = MappingProxyType(
    {
        EtatImportGeographique.RECU: (_("Reçu"), "nouveau"),
        EtatImportGeographique.EN_COURS: (_("En cours"), "etude"),
        EtatImportGeographique.FINI: (_("Fini"), "accord"),
        EtatImportGeographique.REFUSE: (_("Refusé"), "refus"),
    }
)
"""Pour chaque état d’un import : son mot, sa forme."""
