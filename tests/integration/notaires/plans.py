"""Le plan que la base choisit pour une recherche."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text

from portail.notaires.aides.recherche import PROCHES, valeurs_cherchees
from portail.notaires.rapprochement.identites import Identite
from portail.socle.base import session

SEQUENTIEL = "Seq Scan"


def etapes(identite: Identite) -> set[str]:
    """Rend les étapes du plan de cette recherche : « Bitmap Index Scan »…"""
    compilee = PROCHES.compile(session.get_bind())
    valeurs = compilee.construct_params(valeurs_cherchees(identite, maximum=2000))
    connexion = session.connection()
    [[plan]] = connexion.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {compilee}", valeurs)
    return set(_etapes(plan[0]["Plan"]))


def _etapes(noeud: Mapping[str, Any]) -> Iterator[str]:
    yield noeud["Node Type"]
    for enfant in noeud.get("Plans", ()):
        yield from _etapes(enfant)


def sans_connaitre_les_valeurs() -> None:
    """Demande le plan général, celui d’un ordre préparé et souvent rejoué."""
    session.execute(text("SET plan_cache_mode = force_generic_plan"))
