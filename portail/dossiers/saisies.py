"""Ce qui a été envoyé sans pouvoir être enregistré : gardé chiffré, remontré au retour. Le temps est réel."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from portail.dossiers.models import SaisieGardee
from portail.identite.sessions import empreinte, nouveau_jeton
from portail.socle.base import session, transaction

DUREE = timedelta(hours=20)


def garder(chemin: str, contenu: Mapping[str, Any]) -> str:
    """Garde l’envoi et rend le jeton qui le retrouve."""
    jeton = nouveau_jeton()
    with transaction():
        session.add(
            SaisieGardee(
                empreinte=empreinte(jeton), chemin=chemin, contenu=dict(contenu), expire_le=datetime.now(UTC) + DUREE
            )
        )
    return jeton


def reprendre(jeton: str, chemin: str) -> dict[str, Any] | None:
    """Rend ce qui avait été envoyé à cette adresse, une seule fois, ou rien."""
    with transaction():
        gardee = session.get(SaisieGardee, empreinte(jeton))
        if gardee is None or gardee.chemin != chemin or gardee.expire_le < datetime.now(UTC):
            return None
        session.delete(gardee)
        return dict(gardee.contenu)


def purger() -> None:
    """Efface les saisies que personne n’est venu reprendre."""
    with transaction():
        session.execute(delete(SaisieGardee).where(SaisieGardee.expire_le < datetime.now(UTC)))
