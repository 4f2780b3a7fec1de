"""Avertir avant la fin d’une délégation : le service ne doit pas le découvrir le jour où plus personne ne signe."""

from uuid import UUID

from portail.documents.redaction import Redaction
from portail.dossiers.delegations.actions import agent_delegataire
from portail.dossiers.delegations.models import Delegation
from portail.dossiers.delegations.queries import delegations_a_renouveler
from portail.journal.actions import SYSTEME, inscrire
from portail.notifications.actions import Destinataire, prevoir
from portail.socle.base import session, transaction, verrouiller
from portail.socle.taches import periodique
from portail.socle.traduction import LANGUE_SOURCE
from portail.territoire.queries import service_de


@periodique("delegations.avertir_des_fins", "30 5 * * *")
def avertir_des_fins() -> None:
    """Écrit à l’agent et à son service pour chaque délégation qui finit bientôt, une fois par date de fin."""
    proches = [d.id for d in delegations_a_renouveler() if d.alertee_pour != d.fin]
    session.rollback()
    for identifiant in proches:
        _avertir(identifiant)


def _avertir(identifiant: UUID) -> None:
    with transaction():
        delegation = verrouiller(Delegation, identifiant)
        if delegation.fin is None or delegation.alertee_pour == delegation.fin:
            return
        delegation.alertee_pour = delegation.fin
        agent, service = agent_delegataire(delegation), service_de(delegation.service_code)
        contexte = {
            "agent": agent.nom_affiche,
            "service": service.nom,
            "reference": delegation.reference,
            "fin": Redaction.en(LANGUE_SOURCE).jour(delegation.fin),
        }
        objet = ("delegation", delegation.id)
        for courriel in dict.fromkeys([agent.courriel, service.courriel]):
            prevoir(Destinataire(courriel=courriel), "agent/delegation", contexte, objet=objet)
        inscrire("alerter_delegation", auteur=SYSTEME, objet=objet, details={"fin": delegation.fin.isoformat()})
