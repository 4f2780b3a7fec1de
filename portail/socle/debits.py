"""Limites de débit, comptées en base pour valoir sur toutes les machines ; le temps est réel."""

import time
from datetime import UTC, datetime

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle import chiffrement
from portail.socle.base import Modele, a_part
from portail.socle.colonnes import instant
from portail.socle.erreurs import TropDeDemandes


class Debit(Modele):
    """Un compteur : combien d’essais sous cette clé (empreinte) avant `expire_le`."""

    __tablename__ = "debit"

    cle: Mapped[str] = mapped_column(primary_key=True)
    compte: Mapped[int]
    expire_le: Mapped[datetime] = mapped_column(instant(), index=True)


_AJOUTER = text(
    """INSERT INTO debit (cle, compte, expire_le) VALUES (:cle, :ajout, now() + make_interval(secs => :duree))
    ON CONFLICT (cle) DO UPDATE SET
      compte = CASE WHEN debit.expire_le <= now() THEN :ajout ELSE debit.compte + :ajout END,
      expire_le = CASE WHEN debit.expire_le <= now() THEN excluded.expire_le ELSE debit.expire_le END
    RETURNING compte"""
)


class CompteursEnBase(Storage):
    """Magasin de la bibliothèque `limits` sur notre base, hors de la transaction métier."""

    STORAGE_SCHEME = ["portail"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """Rend l’erreur que la bibliothèque laisse passer."""
        return Exception

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Ajoute au compteur et rend son total."""
        with a_part(seule=True) as connexion:
            return int(connexion.execute(_AJOUTER, {"cle": key, "ajout": amount, "duree": expiry}).scalar_one())

    def get(self, key: str) -> int:
        """Rend le total courant."""
        encore = select(Debit.compte).where(Debit.cle == key, Debit.expire_le > datetime.now(UTC))
        with a_part(seule=True) as connexion:
            return connexion.execute(encore).scalar() or 0

    def get_expiry(self, key: str) -> float:
        """Rend l’instant (secondes) où le compteur repart."""
        with a_part(seule=True) as connexion:
            fin = connexion.execute(select(Debit.expire_le).where(Debit.cle == key)).scalar()
        return fin.timestamp() if fin else time.time()

    def check(self) -> bool:
        """Vrai si le magasin répond."""
        return True

    def reset(self) -> int | None:
        """Efface tout ; rend le nombre de compteurs effacés."""
        with a_part(seule=True) as connexion:
            return connexion.execute(delete(Debit)).rowcount

    def clear(self, key: str) -> None:
        """Efface un compteur."""
        with a_part(seule=True) as connexion:
            connexion.execute(delete(Debit).where(Debit.cle == key))


class _Reglage:
    actif = True


_limiteur = FixedWindowRateLimiter(CompteursEnBase())


def configurer(*, actif: bool) -> None:
    """Met les limites en vigueur, ou les lève (hors production)."""
    _Reglage.actif = actif


def consommer(regle: str, usage: str, *qui: str) -> None:
    """Compte un essai de `usage` par `qui` sous une règle (« 10/15minutes ») ; lève `TropDeDemandes`."""
    if not _Reglage.actif:
        return
    limite: RateLimitItem = parse(regle)
    if not _limiteur.hit(limite, usage, *(chiffrement.empreinte_cle(q, f"debit/{usage}")[:32] for q in qui)):
        raise TropDeDemandes


def purger() -> int:
    """Efface les compteurs éteints et rend leur nombre."""
    with a_part(seule=True) as connexion:
        return connexion.execute(delete(Debit).where(Debit.expire_le < datetime.now(UTC))).rowcount
