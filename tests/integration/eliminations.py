"""Marquer et viser, pour éprouver la conservation."""

from datetime import date, timedelta

from sqlalchemy import select

from portail.dossiers.conservation import actions as conservation
from portail.dossiers.conservation.models import Bordereau
from portail.identite.models import Agent, Usager
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques

TERME = date(2033, 11, 21)
"""Décidé le jour du dépôt : deux ans actifs, cinq intermédiaires."""
ECHU = TERME + timedelta(days=1)


def un_autre(prenom: str, nom: str, **situation) -> tuple[Usager, dict[str, str]]:
    return fabriques.usager((prenom,), nom), {"nom_naissance": nom, "prenoms": prenom, **situation}


def bordereaux() -> list[Bordereau]:
    return list(session.scalars(select(Bordereau).order_by(Bordereau.prepare_le)))


def marquer(jour: date = ECHU) -> Bordereau:
    fabriques.mettre_l_horloge_au(jour)
    [prepare] = conservation.preparer()
    return session.get_one(Bordereau, prepare)


def viser(bordereau: Bordereau, agent: Agent, **autres) -> Bordereau:
    voulu = {"reference": "AD44-2033-118", "date_visa": horloge.aujourd_hui()} | autres
    return conservation.viser(bordereau.id, agent=agent, **voulu)
