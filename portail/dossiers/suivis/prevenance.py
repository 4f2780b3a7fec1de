"""Prévenir les agents de ce qui arrive à un dossier : qui en est chargé, son suppléant, ceux qui le suivent."""

from collections.abc import Iterable, Mapping
from typing import Any

from portail.dossiers.chronique import action_en_mots
from portail.dossiers.etats import Geste
from portail.dossiers.models import Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.suivis.evenements import GesteFait
from portail.dossiers.suivis.queries import agents_qui_suivent, titulaire_present
from portail.identite.models import Agent
from portail.notifications.actions import Destinataire, prevoir
from portail.socle.base import session
from portail.socle.traduction import LANGUE_SOURCE, traducteur
from portail.territoire.queries import service_de

SUIVI = "agent/suivi"
TUS = frozenset({Geste.DEPOSER, Geste.COMPLETER, Geste.CONSTATER_SILENCE})
"""Gestes dont ceux qui suivent sont déjà prévenus autrement, ou qui précèdent tout suivi."""


def prevenir_agent(dossier: Dossier, gabarit: str) -> None:
    """Promet un message à qui est chargé du dossier, à défaut son suppléant, et à ceux qui le suivent.

    Sans personne, la file du service le montre déjà.
    """
    titulaire = titulaire_present(dossier)
    _promettre([*([titulaire] if titulaire else []), *agents_qui_suivent(dossier)], dossier, gabarit, {})


def prevenir_le_service(dossier: Dossier, gabarit: str, contexte: Mapping[str, Any]) -> None:
    """Promet un message à qui est chargé du dossier, à défaut à son service : une échéance légale commence."""
    titulaire = titulaire_present(dossier)
    courriel = titulaire.courriel if titulaire else service_de(dossier.service_code).courriel
    prevoir(
        Destinataire(courriel=courriel), gabarit, {**_au_bureau(dossier), **contexte}, objet=("dossier", dossier.id)
    )


def prevenir_ceux_qui_suivent(evenement: GesteFait) -> None:
    """Dit à ceux qui suivent le dossier ce qu’un autre qu’eux vient d’y faire."""
    if evenement.geste in TUS:
        return
    dossier = session.get_one(Dossier, evenement.dossier_id)
    autres = [agent for agent in agents_qui_suivent(dossier) if agent.id != evenement.auteur.id]
    fait = action_en_mots(evenement.geste, traducteur(LANGUE_SOURCE))
    _promettre(autres, dossier, SUIVI, {"fait": fait})


def _promettre(agents: Iterable[Agent], dossier: Dossier, gabarit: str, contexte: Mapping[str, Any]) -> None:
    for courriel in dict.fromkeys(agent.courriel for agent in agents):
        prevoir(
            Destinataire(courriel=courriel), gabarit, {**_au_bureau(dossier), **contexte}, objet=("dossier", dossier.id)
        )


def _au_bureau(dossier: Dossier) -> dict[str, str]:
    return {"numero": en_deux_groupes(dossier.numero), "chemin": f"/agents/dossiers/{dossier.numero}"}
