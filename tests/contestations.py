"""Greffon pytest : de quoi décider contre une personne, former son recours, y répondre."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest

from portail.demarche import catalogue
from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche, Recours
from portail.dossiers.actions import decision
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.recours import actions
from portail.dossiers.recours.models import Recours as LienDeRecours
from portail.dossiers.recours.queries import contestation_de
from portail.identite.models import Agent, Usager
from tests import fabriques
from tests.unitaires.situations_permis import PERMIS

MOTIFS = [{"code": "ressources", "droit": "Règlement, article 3.", "fait": "Quotient de 700 €."}]
REFUS = decision.Projet(nature=NatureDecision.REFUS, motifs=MOTIFS)
PARTIEL = decision.Projet(nature=NatureDecision.ACCORD_PARTIEL, motifs=MOTIFS, montant=Decimal(200))
IRRECEVABLE = decision.Projet(nature=NatureDecision.IRRECEVABILITE, motifs=MOTIFS)
ADMIS = decision.Projet(nature=NatureDecision.ACCORD, montant=Decimal(500))
ADMIS_EN_PARTIE = decision.Projet(
    nature=NatureDecision.ACCORD_PARTIEL,
    motifs=[{"code": "ressources", "droit": "Règlement, article 3.", "fait": "Quotient de 610 €."}],
    montant=Decimal(300),
)
REJETE = decision.Projet(
    nature=NatureDecision.REFUS,
    motifs=[{"code": "sans_element_nouveau", "droit": "CRPA, L411-2.", "fait": "Rien de nouveau."}],
)
TARDIF = decision.Projet(
    nature=NatureDecision.IRRECEVABILITE,
    motifs=[{"code": "recours_tardif", "droit": "CJA, R421-1.", "fait": "Arrivé trop tard."}],
)
RAPO = replace(PERMIS, recours=Recours(rapo=True))


def former(origine: Dossier, usager: Usager, texte: str = "Mes revenus ont baissé.", **autres: object) -> Dossier:
    """Forme le recours de la personne contre la décision en vigueur."""
    arguments = actions.Arguments(texte=texte, **autres)  # type: ignore[arg-type]
    return actions.former(origine.id, usager=usager, arguments=arguments, accord_electronique=True)


def lien(recours: Dossier) -> LienDeRecours:
    """Rend ce qui lie ce recours à la décision contestée."""
    return contestation_de(recours).recours


@pytest.fixture
def refuse(yanis: Usager, herve: Agent) -> Dossier:
    """La demande de Yanis, qu’Hervé a refusée."""
    return fabriques.decide(yanis, herve, REFUS)


@pytest.fixture
def rapo(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Demarche]:
    """Fait de l’aide au permis une aide sociale légale : le recours y est un préalable obligatoire."""

    def mettre() -> Demarche:
        demarches = {RAPO.identifiant: (RAPO,), "recours": (demarche_de("recours"),)}
        monkeypatch.setattr(catalogue, "_catalogue", lambda: MappingProxyType(demarches))
        return RAPO

    return mettre
