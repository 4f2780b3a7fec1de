"""Les changements consignés au journal, prêts à montrer : qui, quand, de quoi à quoi."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portail.guichets.administration.valeurs_dites import Ecart, ValeursDites
from portail.journal.models import TypeAuteur
from portail.journal.queries import entrees_de, entrees_nommees


@dataclass(frozen=True, slots=True)
class Changement:
    """Un changement : son instant, le nom de l’agent (vide pour une commande d’exploitation), ses détails.

    `ecarts` : ce qui a changé, champ par champ, en mots.
    """

    instant: datetime
    auteur: str
    details: Mapping[str, Any]
    action: str
    ecarts: Sequence[Ecart]


def changements_de(
    objet: tuple[str, object], *, actions: Collection[str] = (), textes: Collection[str] = ()
) -> Sequence[Changement]:
    """Rend les changements de l’objet, du plus récent au plus ancien ; `actions` : celles-ci seulement.

    `textes` : ceux d’aujourd’hui, que l’historique ne garde que par leur empreinte et qui s’y reconnaissent.
    """
    entrees = list(reversed(entrees_nommees(objet, actions))) if actions else entrees_de(objet)
    auteurs = {e.auteur_id for e in entrees if e.auteur_type is TypeAuteur.AGENT and e.auteur_id is not None}
    dites = ValeursDites([e.details for e in entrees], auteurs=auteurs, textes=textes)
    return [
        Changement(
            e.instant,
            dites.noms.get(e.auteur_id, "") if e.auteur_id in auteurs else "",
            e.details,
            e.action,
            dites.ecarts(e.action, e.details),
        )
        for e in entrees
    ]
