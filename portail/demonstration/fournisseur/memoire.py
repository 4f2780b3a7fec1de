"""Ce que le fournisseur simulé retient, en mémoire, le temps d’une connexion."""

import secrets
import time
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Registre(Generic[T]):
    """Des valeurs rangées sous une clé imprévisible, oubliées passé leur durée."""

    def __init__(self) -> None:
        self._valeurs: dict[str, tuple[float, T]] = {}
        self._verrou = Lock()

    def deposer(self, valeur: T, *, duree: float) -> str:
        """Garde la valeur `duree` secondes et rend sa clé."""
        cle = secrets.token_urlsafe(32)
        with self._verrou:
            maintenant = time.time()
            self._valeurs = {c: v for c, v in self._valeurs.items() if v[0] > maintenant}
            self._valeurs[cle] = (maintenant + duree, valeur)
        return cle

    def lire(self, cle: str) -> T | None:
        """Rend la valeur encore gardée, ou `None`."""
        with self._verrou:
            echeance, valeur = self._valeurs.get(cle, (0.0, None))
        return valeur if echeance > time.time() else None

    def prendre(self, cle: str) -> T | None:
        """Rend la valeur et l’oublie : un code ne sert qu’une fois."""
        valeur = self.lire(cle)
        self.oublier(cle)
        return valeur

    def oublier(self, cle: str) -> None:
        """Oublie la valeur de cette clé, s’il y en a une."""
        with self._verrou:
            self._valeurs.pop(cle, None)
