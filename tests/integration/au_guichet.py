"""Des demandes reçues autrement qu’en ligne, enregistrées par un agent du guichet."""

from datetime import date, timedelta
from typing import Any

from portail.dossiers.guichet import actions
from portail.dossiers.models import CanalDepot, Dossier
from portail.identite.models import Agent
from portail.socle import horloge
from tests.unitaires.situations_permis import PERMIS, yanis

SANS_ADRESSE = {"courriel": None, "telephone": None}
JEANNE = {"nom_naissance": "Briand", "prenoms": "Jeanne", "date_naissance": "2004-03-27"}


def il_y_a(jours: int) -> date:
    return horloge.aujourd_hui() - timedelta(days=jours)


def demande_recue(**change: Any) -> actions.DemandeRecue:
    voulue = {
        "canal": CanalDepot.PAPIER,
        "date_reception": il_y_a(5),
        "qualite": "lui_meme",
        "identite": JEANNE,
    } | change
    return actions.DemandeRecue(**voulue)


def ouverte(agent: Agent, *, connue: Dossier | None = None, **change: Any) -> Dossier:
    """Rend un brouillon du guichet, identité seule."""
    return actions.ouvrir(PERMIS, agent=agent, recue=demande_recue(**change), connue=connue)


def remplie(agent: Agent, *, reponses: dict[str, Any] | None = None, **change: Any) -> Dossier:
    """Rend un brouillon du guichet entièrement rempli, sans document."""
    dossier = ouverte(agent, **change)
    voulues = yanis() | dict(dossier.reponses) | (SANS_ADRESSE if reponses is None else reponses)
    for page in PERMIS.pages:
        actions.enregistrer_page(dossier.id, agent=agent, page=page, reponses=voulues, revision=None)
    return dossier


def recue(agent: Agent, **change: Any) -> Dossier:
    """Rend une demande enregistrée au guichet ; sans adresse ni téléphone, sauf `reponses`."""
    return actions.deposer(remplie(agent, **change).id, agent=agent, revision=None)
