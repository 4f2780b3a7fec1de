"""Ce que répond qui vend à une préemption à un prix inférieur : l’accepter, maintenir le sien, renoncer à vendre.

La date qui compte est celle de l’envoi (CRPA, L112-1) : une lettre postée à temps vaut, même reçue après le terme.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from portail.dossiers import courriers
from portail.dossiers.actions.commun import (
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
    verrouiller_pour_usager,
)
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.horloges.types import Horloges
from portail.dossiers.models import Dossier
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.notaires.declarations.models import Preemption, Reponse
from portail.notaires.declarations.terrain import DEMARCHE
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _
from portail.territoire.jours import ajouter_mois

CHOIX: Mapping[Reponse, str] = MappingProxyType(
    {
        Reponse.ACCEPTE: _("J’accepte le prix du Département"),
        Reponse.MAINTIENT: _("Je maintiens mon prix : le juge de l’expropriation le fixera"),
        Reponse.RENONCE: _("Je renonce à vendre"),
    }
)
"""Ce que l’on peut répondre."""
SUITES: Mapping[Reponse, str] = MappingProxyType(
    {
        Reponse.ATTENDUE: _("Réponse de qui vend attendue"),
        Reponse.ACCEPTE: _("Prix du Département accepté"),
        Reponse.MAINTIENT: _("Prix maintenu : le juge de l’expropriation le fixe"),
        Reponse.RENONCE: _("Qui vend renonce à vendre"),
        Reponse.REPUTE: _("Sans réponse à temps : réputé renoncer à vendre"),
    }
)
"""La suite d’une préemption à un prix inférieur, en mots."""


class TropTard(TransitionInterdite):
    """Le délai pour répondre est passé le jour de l’envoi."""

    message = _("Le délai pour répondre est passé : qui vend est réputé renoncer à vendre.")


class JourImpossible(SaisieInvalide):
    """Un jour d’avant la décision, ou à venir."""

    message = _("Écrivez un jour possible : de la décision à aujourd’hui.")


@dataclass(frozen=True, slots=True)
class Suite:
    """Une préemption à un prix inférieur, et le dernier jour pour y répondre, s’il est connu."""

    preemption: Preemption
    limite: date | None

    @property
    def est_attendue(self) -> bool:
        """Vrai si l’on peut encore répondre aujourd’hui."""
        a_temps = self.limite is None or horloge.aujourd_hui() <= self.limite
        return self.preemption.reponse is Reponse.ATTENDUE and a_temps

    @property
    def se_note(self) -> bool:
        """Vrai si une lettre partie à temps peut encore se noter."""
        return self.preemption.reponse in (Reponse.ATTENDUE, Reponse.REPUTE)


def suite_de(dossier: Dossier, horloges: Horloges | None = None) -> Suite | None:
    """Rend la préemption à un prix inférieur en vigueur dans ce dossier, ou rien.

    Le délai part de la notification, lue ou prouvée, comme celui du recours ; sans elle, il n’a pas commencé.
    """
    if dossier.demarche != DEMARCHE:
        return None
    discutee = select(Preemption).where(
        Preemption.dossier_id == dossier.id, Preemption.annulee_le.is_(None), Preemption.reponse.is_not(None)
    )
    preemption = session.scalars(discutee.execution_options(populate_existing=True)).first()
    if preemption is None:
        return None
    recours = (horloges or horloges_du(dossier)).recours
    depart = recours.depart if recours else None
    return Suite(preemption, ajouter_mois(depart, entier_au("dia_reponse_prix", depart)) if depart else None)


def repondre(dossier_id: UUID, *, usager: Usager, reponse: Reponse) -> Preemption:
    """Enregistre la réponse de qui a déclaré ; lève `TropTard`, `TransitionInterdite` si elle n’est pas attendue."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        suite = _exiger(suite_de(dossier), Reponse.ATTENDUE)
        _noter(dossier, suite, reponse, horloge.aujourd_hui(), auteur=auteur_usager(usager))
        courriers.prevenir_agent(dossier, "agent/message")
    return suite.preemption


def enregistrer(dossier_id: UUID, *, agent: Agent, reponse: Reponse, envoi: date, revision: int | None) -> Preemption:
    """Enregistre une réponse reçue par lettre, partie le jour `envoi` ; partie à temps, elle l’emporte sur le silence.

    Lève `JourImpossible`, `TropTard`, `TransitionInterdite` si une réponse est déjà enregistrée.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        suite = _exiger(suite_de(dossier), Reponse.ATTENDUE, Reponse.REPUTE)
        if not suite.preemption.decidee_le <= envoi <= horloge.aujourd_hui():
            raise JourImpossible
        _noter(dossier, suite, reponse, envoi, auteur=auteur_agent(agent))
    return suite.preemption


def constater_le_silence(dossier_id: UUID) -> bool:
    """Note que qui vend n’a pas répondu à temps ; rend vrai si c’est fait. Rejouable."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        suite = suite_de(dossier)
        if suite is None or suite.limite is None or suite.preemption.reponse is not Reponse.ATTENDUE:
            return False
        if suite.est_attendue:
            return False
        _ecrire(dossier, suite, Reponse.REPUTE, suite.limite, auteur=SYSTEME)
    return True


def _exiger(suite: Suite | None, *etats: Reponse) -> Suite:
    if suite is None or suite.preemption.reponse not in etats:
        raise TransitionInterdite
    return suite


def _noter(dossier: Dossier, suite: Suite, reponse: Reponse, jour: date, *, auteur: Auteur) -> None:
    if reponse not in CHOIX:
        raise SaisieInvalide(_("Choisissez une réponse."))
    if suite.limite is not None and jour > suite.limite:
        raise TropTard
    _ecrire(dossier, suite, reponse, jour, auteur=auteur)


def _ecrire(dossier: Dossier, suite: Suite, reponse: Reponse, jour: date, *, auteur: Auteur) -> None:
    suite.preemption.reponse, suite.preemption.repondue_le = reponse, jour
    dossier.revision += 1
    details = {"reponse": reponse.value, "envoi": jour.isoformat()}
    action = "reputer_renoncer" if reponse is Reponse.REPUTE else "repondre_preemption"
    inscrire(action, auteur=auteur, objet=("dossier", dossier.id), details=details)
    toucher(dossier)
