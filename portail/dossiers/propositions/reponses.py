"""Recevoir une proposition et y répondre : en ligne, ou par une lettre que le service enregistre.

La date qui compte est celle de l’envoi (CRPA, L112-1) : une réponse postée à temps vaut, même reçue après le terme.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.dossiers import courriers
from portail.dossiers.actions.commun import (
    demarche_du,
    prevenir,
    recalculer,
    toucher,
    verifier_revision,
    verrouiller_pour_lecteur,
    verrouiller_pour_usager,
)
from portail.dossiers.erreurs import DateImpossible, DelaiDeReponsePasse
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.actions import ETUDIES, retenir
from portail.dossiers.propositions.habilitations import peut_enregistrer_une_reponse
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.dossiers.propositions.refus import ecarter_le_refus, faire_naitre_le_refus
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import transaction
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _

OBSERVATIONS_MAX = 5000


class Sens(StrEnum):
    """Ce que la personne répond."""

    ACCEPTER = "accepter"
    OBSERVER = "observer"
    REFUSER = "refuser"


ETATS = {
    Sens.ACCEPTER: EtatProposition.ACCEPTEE,
    Sens.OBSERVER: EtatProposition.OBSERVEE,
    Sens.REFUSER: EtatProposition.REFUSEE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reponse:
    """Une réponse : son sens, ce que la personne écrit."""

    sens: Sens
    observations: str = ""

    def verifier(self, proposition: Proposition) -> None:
        """Lève `SaisieInvalide` si ce sens ne va pas à cette proposition, ou si les observations manquent."""
        if self.sens not in sens_possibles(proposition):
            raise SaisieInvalide(_("Choisissez une réponse."))
        if self.sens is Sens.OBSERVER and not self.observations.strip():
            raise SaisieInvalide(_("Écrivez ce que vous voulez changer."))


def sens_possibles(proposition: Proposition) -> tuple[Sens, ...]:
    """Rend ce que l’on peut répondre : la première se discute, la définitive s’accepte ou se refuse."""
    return (Sens.ACCEPTER, Sens.REFUSER if proposition.definitive else Sens.OBSERVER)


def noter_reception(dossier_id: UUID, *, usager: Usager, proposition_id: UUID) -> None:
    """Note que la personne lit la proposition pour la première fois : son délai part de là."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        proposition = _envoyee(dossier)
        if proposition is None or proposition.id != proposition_id or proposition.date_reception is not None:
            return
        _dater_la_reception(dossier, proposition, horloge.aujourd_hui(), auteur=auteur_usager(usager))


def noter_reception_postale(dossier_id: UUID, *, agent: Agent, jour: date, revision: int | None) -> Proposition:
    """Note le jour où la lettre a été reçue, d’après l’avis de réception ; une réception déjà connue ne change pas."""
    with transaction():
        dossier = _verrouiller_pour_enregistrer(dossier_id, agent, revision)
        proposition = _envoyee(dossier)
        if proposition is None or proposition.date_reception is not None:
            raise TransitionInterdite
        _exiger_une_date_possible(proposition, jour)
        _dater_la_reception(dossier, proposition, jour, auteur=auteur_agent(agent))
        dossier.revision += 1
        toucher(dossier)
    return proposition


def _dater_la_reception(dossier: Dossier, proposition: Proposition, jour: date, *, auteur: Auteur) -> None:
    proposition.date_reception = jour
    proposition.date_limite = jour + timedelta(days=proposition.delai_jours or 0)
    inscrire(
        "recevoir_proposition",
        auteur=auteur,
        objet=("dossier", dossier.id),
        details={"proposition": str(proposition.id), "jour": jour.isoformat()},
    )
    recalculer(dossier)


def repondre(dossier_id: UUID, *, usager: Usager, proposition_id: UUID, reponse: Reponse) -> Proposition:
    """Enregistre la réponse de la personne.

    Lève `DelaiDeReponsePasse` passé le terme de la définitive, `TransitionInterdite` si cette proposition n’attend plus
    de réponse, `SaisieInvalide`.
    """
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        proposition = _envoyee(dossier)
        if proposition is None or proposition.id != proposition_id or dossier.etat not in ETUDIES:
            raise TransitionInterdite
        reponse.verifier(proposition)
        jour = horloge.aujourd_hui()
        if proposition.definitive and proposition.est_echue(jour):
            raise DelaiDeReponsePasse
        if proposition.date_reception is None:
            _dater_la_reception(dossier, proposition, jour, auteur=auteur_usager(usager))
        proposition.usager_id = usager.id
        _repondre(dossier, proposition, reponse, jour, auteur=auteur_usager(usager))
    return proposition


def enregistrer_reponse(
    dossier_id: UUID, *, agent: Agent, reponse: Reponse, envoi: date, revision: int | None
) -> Proposition:
    """Enregistre une réponse reçue par courrier, partie le jour `envoi`.

    Partie à temps, elle vaut même après le terme : le refus réputé né entre-temps est écarté. Lève
    `DelaiDeReponsePasse` si elle est partie trop tard, `DateImpossible`, `TransitionInterdite`, `SaisieInvalide`.
    """
    with transaction():
        dossier = _verrouiller_pour_enregistrer(dossier_id, agent, revision)
        proposition = derniere_envoyee(propositions_de(dossier))
        if proposition is None:
            raise TransitionInterdite
        reponse.verifier(proposition)
        _exiger_une_date_possible(proposition, envoi)
        if proposition.definitive and proposition.est_echue(envoi):
            raise DelaiDeReponsePasse
        _rouvrir(dossier, proposition, agent, envoi)
        proposition.saisie_par_id = agent.id
        _repondre(dossier, proposition, reponse, envoi, auteur=auteur_agent(agent))
    return proposition


def _rouvrir(dossier: Dossier, proposition: Proposition, agent: Agent, envoi: date) -> None:
    """Fait que la proposition attende une réponse : écarte le refus que le silence avait fait naître à tort."""
    if proposition.etat is EtatProposition.SANS_REPONSE:
        ecarter_le_refus(dossier, proposition, agent, envoi)
    elif proposition.etat is not EtatProposition.ENVOYEE:
        raise TransitionInterdite
    if dossier.etat not in ETUDIES:
        raise TransitionInterdite
    if proposition.date_reception is None:
        _dater_la_reception(dossier, proposition, envoi, auteur=auteur_agent(agent))


def _repondre(dossier: Dossier, proposition: Proposition, reponse: Reponse, jour: date, *, auteur: Auteur) -> None:
    demarche = demarche_du(dossier)
    proposition.etat = ETATS[reponse.sens]
    proposition.date_reponse = jour
    proposition.observations = reponse.observations.strip() or None
    dossier.revision += 1
    inscrire(
        f"{reponse.sens}_proposition",
        auteur=auteur,
        objet=("dossier", dossier.id),
        details={"proposition": str(proposition.id), "envoi": jour.isoformat()},
    )
    if reponse.sens is Sens.ACCEPTER:
        retenir(dossier, demarche, proposition)
    _dire_la_suite(dossier, demarche, proposition, reponse.sens, jour)


def _dire_la_suite(dossier: Dossier, demarche: Demarche, proposition: Proposition, sens: Sens, jour: date) -> None:
    if sens is Sens.REFUSER:
        faire_naitre_le_refus(dossier, demarche, proposition, jour)
        return
    recalculer(dossier)
    toucher(dossier)
    prevenir(dossier, "dossier/proposition_repondue", {"acceptee": sens is Sens.ACCEPTER})
    courriers.prevenir_agent(dossier, "agent/proposition")


def _envoyee(dossier: Dossier) -> Proposition | None:
    """Rend la proposition qui attend une réponse, ou rien."""
    derniere = derniere_envoyee(propositions_de(dossier))
    return derniere if derniere is not None and derniere.etat is EtatProposition.ENVOYEE else None


def _verrouiller_pour_enregistrer(dossier_id: UUID, agent: Agent, revision: int | None) -> Dossier:
    dossier = verrouiller_pour_lecteur(dossier_id, agent)
    if not peut_enregistrer_une_reponse(agent, dossier, demarche_du(dossier)):
        raise Interdit
    verifier_revision(dossier, revision)
    return dossier


def _exiger_une_date_possible(proposition: Proposition, jour: date) -> None:
    """Lève `DateImpossible` pour un jour à venir, ou d’avant l’envoi de la proposition."""
    if proposition.envoyee_le is None:
        raise TransitionInterdite
    if not horloge.a_paris(proposition.envoyee_le).date() <= jour <= horloge.aujourd_hui():
        raise DateImpossible
