"""Retrouver une personne parmi celles qui ont été aidées : les index proposent, la ressemblance range.

L’agent voit les candidats et pourquoi ; le notaire n’en voit jamais rien.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger

from portail.notaires.aides.models import Beneficiaire
from portail.notaires.rapprochement.cles import Empreinte, recherche
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.rapprochement.score import Ressemblance, ressemblance
from portail.parametres.queries import entier_au
from portail.socle.base import session
from portail.socle.chiffrement import cle_entiere

USAGE = "beneficiaire"


@dataclass(frozen=True, slots=True)
class Candidat:
    """Une personne aidée qui ressemble à celle que l’on cherche."""

    beneficiaire_id: UUID
    reference: str
    identite: Identite
    ressemblance: Ressemblance


@dataclass(frozen=True, slots=True)
class Trouvees:
    """Ce que rend une recherche, le plus ressemblant d’abord.

    `est_entiere` est faux si la base proposait plus de personnes qu’on n’en compare : l’absence de candidat ne prouve
    alors rien, un agent le sait et précise l’identité.
    """

    candidats: list[Candidat]
    est_entiere: bool


def empreinte() -> Empreinte:
    """Rend l’empreinte sous laquelle les personnes aidées se rangent."""
    return partial(cle_entiere, usage=USAGE)


def chercher(identite: Identite) -> Trouvees:
    """Rend les personnes aidées qui peuvent être celle-ci ; une seule instruction SQL, par les index."""
    seuil, maximum = entier_au("succession_ressemblance_possible"), entier_au("succession_candidats_max")
    proches = session.execute(PROCHES, valeurs_cherchees(identite, maximum=maximum)).all()
    candidats = [
        Candidat(identifiant, reference, connue, note)
        for identifiant, reference, garde in proches[:maximum]
        if (note := ressemblance(identite, connue := Identite.de_json(garde))).note >= seuil
    ]
    candidats.sort(key=lambda un: (-un.ressemblance.note, un.reference))
    return Trouvees(candidats, est_entiere=len(proches) <= maximum)


def valeurs_cherchees(identite: Identite, *, maximum: int) -> dict[str, Any]:
    """Rend les valeurs de `PROCHES` pour cette personne ; une ligne de plus que le maximum le dit dépassé."""
    voulue = recherche(identite, empreinte())
    return {"naissances": list(voulue.naissances), "noms": list(voulue.noms), "limite": maximum + 1}


def _proches() -> Select[tuple[UUID, str, dict[str, Any]]]:
    """Rend la requête ; bornée hors de la partie qui cherche, sinon la base préférerait tout lire jusqu’à la borne."""
    entiers = ARRAY(BigInteger)
    proches = (
        select(Beneficiaire.id, Beneficiaire.reference, Beneficiaire.identite)
        .where(
            or_(
                Beneficiaire.cle_naissance == any_(bindparam("naissances", type_=entiers)),
                Beneficiaire.cles_noms.overlap(bindparam("noms", type_=entiers)),
            )
        )
        .cte("proches")
        .prefix_with("MATERIALIZED")
    )
    return select(proches.c.id, proches.c.reference, proches.c.identite).limit(bindparam("limite"))


PROCHES = _proches()
