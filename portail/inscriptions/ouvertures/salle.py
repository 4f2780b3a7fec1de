"""La salle d’attente : qui est là à l’heure tire son rang au sort, qui vient après prend la suite. Pur.

À l’heure, il ne sert à rien d’être le premier de la seconde : être présent suffit. On admet au débit que le portail
tient ; chacun voit son rang et l’heure estimée de son tour.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import ceil
from uuid import UUID

from portail.socle.chiffrement import empreinte_cle

USAGE = "inscriptions.passe"
RYTHME_MIN, RYTHME_MAX = 15, 120
PAR_ATTENTE = 8
"""Combien de fois la page se recharge, au moins, pendant l’attente estimée ; chaque fois coûte à qui s’inscrit."""


class PasseRefuse(ValueError):
    """Le passe est faux, d’une autre salle, d’un autre compte, ou son heure est passée."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passe:
    """Le droit d’entrer, d’un compte, dans une salle, jusqu’à une heure."""

    salle_id: UUID
    usager_id: UUID
    expire_le: datetime

    @property
    def jeton(self) -> str:
        """Rend le jeton signé, à porter dans le formulaire ou le témoin."""
        fin = int(self.expire_le.timestamp())
        return f"{fin}.{_signature(self.salle_id, self.usager_id, fin)}"


def lire_le_passe(jeton: str, *, salle_id: UUID, usager_id: UUID, maintenant: datetime) -> Passe:
    """Rend le passe que porte ce jeton, s’il est bien à ce compte pour cette salle ; lève `PasseRefuse`."""
    fin, _, signature = jeton.partition(".")
    if not (fin.isdecimal() and fin.isascii() and len(fin) <= 12):
        raise PasseRefuse
    if not hmac.compare_digest(signature.encode(), _signature(salle_id, usager_id, int(fin)).encode()):
        raise PasseRefuse
    expire_le = datetime.fromtimestamp(int(fin), UTC)
    if expire_le <= maintenant:
        raise PasseRefuse
    return Passe(salle_id=salle_id, usager_id=usager_id, expire_le=expire_le)


def _signature(salle_id: UUID, usager_id: UUID, fin: int) -> str:
    return empreinte_cle(f"{salle_id}|{usager_id}|{fin}", USAGE)


def tirage_de(graine: str, usager_id: UUID) -> str:
    """Rend ce qui range les présents : une empreinte de la graine, publiée après l’ouverture, et du compte."""
    return sha256(f"{graine}|{usager_id}".encode()).hexdigest()


def engagement_de(graine: str) -> str:
    """Rend l’empreinte publiée avant l’ouverture : elle prouve que la graine n’a pas été choisie après coup."""
    return sha256(graine.encode()).hexdigest()


def cle_de_rang(*, present: bool, tirage: str, arrivee_le: datetime) -> str:
    """Rend ce par quoi se range une personne : les présents par tirage, les suivants par heure d’arrivée."""
    if present:
        return f"0{tirage}"
    return f"1{arrivee_le.astimezone(UTC):%Y%m%d%H%M%S%f}{tirage}"


@dataclass(frozen=True, slots=True)
class Admission:
    """Combien de personnes sont admises en tout, et jusqu’à quand le débit a été compté."""

    admis: int
    compte_le: datetime


def avancer(maintenant: datetime, avant: Admission, *, debit: int, attendent: int) -> Admission:
    """Rend l’admission à cet instant : celle d’avant, plus le débit (par minute) écoulé depuis.

    Le temps où personne n’attend ne fait pas un crédit ; une fraction de personne reste due au prochain compte.
    """
    ecoule = max(timedelta(), maintenant - avant.compte_le)
    possibles = int(ecoule * debit / timedelta(minutes=1))
    if attendent <= possibles:
        return Admission(avant.admis + max(0, attendent), maintenant)
    return Admission(avant.admis + possibles, avant.compte_le + possibles * timedelta(minutes=1) / debit)


def attente_estimee(rang: int, *, admis: int, debit: int) -> timedelta:
    """Rend le temps d’attente estimé de ce rang, à la minute supérieure ; zéro si c’est son tour."""
    if rang <= admis or debit <= 0:
        return timedelta()
    return timedelta(minutes=ceil((rang - admis) / debit))


def rythme(estimee: timedelta) -> int:
    """Rend dans combien de secondes la page se recharge : d’autant moins souvent que le tour est loin."""
    pas = ceil(estimee.total_seconds() / PAR_ATTENTE / RYTHME_MIN)
    return min(RYTHME_MAX, RYTHME_MIN * max(1, pas))
