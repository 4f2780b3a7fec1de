"""Greffon pytest : une démarche dont le droit n’est pas celui de l’aide au permis, le temps d’un essai."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from portail.demarche import catalogue
from portail.demarche.declaration import Demarche, Depart, Mois, Silence
from tests.unitaires.situations_permis import PERMIS

ACCORD = replace(PERMIS, silence=Silence.ACCORD, delai=Mois(2, depuis=Depart.COMPLETUDE))
SANS_SILENCE = replace(PERMIS, silence=Silence.AUCUN, delai=None)


@pytest.fixture
def declarer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Demarche]:
    """Met au catalogue l’aide au permis avec un autre droit : `declarer(ACCORD)`, `declarer(conservation=…)`."""

    def mettre(demarche: Demarche = PERMIS, **droit: Any) -> Demarche:
        voulue = replace(demarche, **droit)
        monkeypatch.setattr(catalogue, "_catalogue", lambda: MappingProxyType({voulue.identifiant: (voulue,)}))
        return voulue

    return mettre
