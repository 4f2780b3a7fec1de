"""Les situations de vie par lesquelles l’accueil mène aux démarches, dans leur ordre."""

from collections.abc import Mapping
from types import MappingProxyType

from portail.demarche.declaration import _

SITUATIONS: Mapping[str, str] = MappingProxyType(
    {
        "permis": _("Je passe mon permis"),
        "autonomie": _("Je perds en autonomie"),
        "enfant": _("J’attends ou j’ai un enfant"),
        "handicap": _("Je vis avec un handicap"),
        "logement": _("Je me loge ou je rénove"),
        "budget": _("J’ai du mal à boucler mon budget"),
        "activite": _("Je cherche une activité ou un stage"),
        "droits": _("J’ai une question sur mes droits ou mes données"),
        "professionnel": _("Je suis notaire ou je représente une association"),
    }
)
