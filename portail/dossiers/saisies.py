"""Ce qui a été envoyé sans pouvoir être enregistré : gardé chiffré, remontré au retour. Le temps est réel."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from portail.identite.sessions import empreinte, nouveau_jeton
from portail.socle.base import Modele, session, transaction
from portail.socle.colonnes import JsonChiffre, instant

DUREE = timedelta(hours=20)


class SaisieGardee(Modele):
    """Un envoi gardé : sous une empreinte, jusqu’à `expire_le`."""

    __tablename__ = "saisie_gardee"

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    chemin: Mapped[str]
    contenu: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("saisie_gardee.contenu"))
    expire_le: Mapped[datetime] = mapped_column(instant(), index=True)


def _cle(jeton: str, personne: UUID | None) -> str:
    """Rend la clé de rangement : le jeton seul ne retrouve pas l’envoi d’une personne connue."""
    return empreinte(f"{jeton}\0{personne or ''}")


def garder(chemin: str, contenu: Mapping[str, Any], *, personne: UUID | None = None) -> str:
    """Garde l’envoi pour cette personne, ou pour qui que ce soit si l’on ignore qui c’est ; rend le jeton."""
    jeton = nouveau_jeton()
    with transaction():
        session.add(
            SaisieGardee(
                empreinte=_cle(jeton, personne),
                chemin=chemin,
                contenu=dict(contenu),
                expire_le=datetime.now(UTC) + DUREE,
            )
        )
    return jeton


def reprendre(jeton: str, chemin: str, *, personne: UUID | None) -> dict[str, Any] | None:
    """Rend ce que cette personne avait envoyé à cette adresse, une seule fois, ou rien."""
    with transaction():
        gardee = session.get(SaisieGardee, _cle(jeton, personne)) or session.get(SaisieGardee, _cle(jeton, None))
        if gardee is None or gardee.chemin != chemin or gardee.expire_le < datetime.now(UTC):
            return None
        session.delete(gardee)
        return dict(gardee.contenu)


def oublier(jeton: str, *, personne: UUID | None) -> None:
    """Efface l’envoi : la personne s’en va, qui vient après elle n’a pas à le voir."""
    cles = [_cle(jeton, personne), _cle(jeton, None)]
    with transaction():
        session.execute(delete(SaisieGardee).where(SaisieGardee.empreinte.in_(cles)))


def purger() -> None:
    """Efface les saisies que personne n’est venu reprendre."""
    with transaction():
        session.execute(delete(SaisieGardee).where(SaisieGardee.expire_le < datetime.now(UTC)))
