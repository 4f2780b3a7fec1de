"""Connexions commencées et pas encore finies : cinq au plus par session, trente minutes chacune."""

import hmac
import time
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any

NOMBRE_MAXIMAL = 5
# Durée d’une interaction chez FranceConnect.
DUREE_SECONDES = 30 * 60
_CLE = "tentatives_de_connexion"


@dataclass(frozen=True, slots=True)
class Tentative:
    """Un départ vers un fournisseur : ce qu’il faudra retrouver au retour, et où mener ensuite la personne."""

    fournisseur: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verificateur: str = field(repr=False)
    retour_url: str
    destination: str
    commencee_le: float

    @property
    def perimee(self) -> bool:
        """Vrai passé trente minutes."""
        return time.time() - self.commencee_le > DUREE_SECONDES


class Tentatives:
    """Les tentatives d’une session : plusieurs onglets peuvent se connecter en même temps."""

    def __init__(self, memoire: MutableMapping[str, Any]) -> None:
        self._memoire = memoire

    def ajouter(self, tentative: Tentative) -> None:
        """Garde une tentative de plus ; la plus ancienne cède sa place."""
        en_cours = [une for une in self._toutes() if not une.perimee]
        self._garder([*en_cours, tentative][-NOMBRE_MAXIMAL:])

    def prendre(self, state: str) -> Tentative | None:
        """Rend et retire la tentative de ce `state` : il ne sert qu’une fois."""
        toutes = self._toutes()
        trouvee = next((une for une in toutes if hmac.compare_digest(une.state.encode(), state.encode())), None)
        if trouvee:
            self._garder([une for une in toutes if une is not trouvee])
        return trouvee

    def oublier(self) -> None:
        """Retire toutes les tentatives : la personne est connectée."""
        self._memoire.pop(_CLE, None)

    def _toutes(self) -> list[Tentative]:
        return [Tentative(**champs) for champs in self._memoire.get(_CLE, [])]

    def _garder(self, tentatives: list[Tentative]) -> None:
        # Une liste neuve : la session ne voit que les affectations.
        self._memoire[_CLE] = [asdict(une) for une in tentatives]
