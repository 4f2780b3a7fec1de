"""Passer un test sur tout le catalogue : une démarche de plus n’ajoute pas de test."""

import pytest

from portail.demarche.catalogue import catalogue, versions_de
from portail.demarche.verification import CONTROLES

DEMARCHES = [demarche for identifiant in catalogue() for demarche in versions_de(identifiant)]

toute_demarche = pytest.mark.parametrize(
    "demarche", DEMARCHES, ids=[f"{demarche.identifiant}-v{demarche.version}" for demarche in DEMARCHES]
)
tout_controle = pytest.mark.parametrize("controle", CONTROLES, ids=[controle.__name__ for controle in CONTROLES])
