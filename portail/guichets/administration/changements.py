"""Les changements consignés au journal, prêts à montrer : qui, quand, de quoi à quoi."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portail.identite.queries import agents_par_id
from portail.journal.models import TypeAuteur
from portail.journal.queries import entrees_de, entrees_nommees


@dataclass(frozen=True, slots=True)
class Changement:
    """Un changement : son instant, le nom de l’agent (vide pour une commande d’exploitation), ses détails."""

    instant: datetime
    auteur: str
    details: Mapping[str, Any]
    action: str = ""

    @property
    def ecarts(self) -> list[tuple[str, str, str]]:
        """Rend ce qui a changé, champ par champ : (champ, avant, après)."""
        avant, apres = self.details.get("avant"), self.details.get("apres")
        if not isinstance(avant, dict) or not isinstance(apres, dict):
            return []
        return [(champ, str(avant.get(champ, "")), str(apres[champ])) for champ in apres]


def changements_de(objet: tuple[str, object], *, actions: Collection[str] = ()) -> Sequence[Changement]:
    """Rend les changements de l’objet, du plus récent au plus ancien ; `actions` : celles-ci seulement."""
    entrees = list(reversed(entrees_nommees(objet, actions))) if actions else entrees_de(objet)
    identifiants = {e.auteur_id for e in entrees if e.auteur_type is TypeAuteur.AGENT and e.auteur_id is not None}
    agents = agents_par_id(list(identifiants))
    noms = {identifiant: agent.nom_affiche for identifiant, agent in agents.items()}
    return [
        Changement(e.instant, noms.get(e.auteur_id, "") if e.auteur_id else "", e.details, e.action) for e in entrees
    ]
