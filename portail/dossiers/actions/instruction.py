"""L’instruction : prendre en charge, affecter, accuser réception."""

from typing import Any
from uuid import UUID

from portail.demarche.declaration import Page
from portail.dossiers import courriers
from portail.dossiers.actions.commun import (
    demarche_du,
    prevenir,
    recalculer,
    se_poste,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
)
from portail.dossiers.contextes import contexte_du_document
from portail.dossiers.erreurs import AgentAbsent
from portail.dossiers.etats import ETATS_EN_COURS, Geste
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.maires import informer_le_maire
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.queries import champs_retenus
from portail.dossiers.transmissions.delais import revoir_la_competence
from portail.identite.absences.queries import est_absent
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import transaction, verrouiller
from portail.socle.erreurs import Interdit, TransitionInterdite


def prendre_en_charge(dossier_id: UUID, *, agent: Agent) -> Dossier:
    """Prend le dossier, accuse réception s’il ne l’est pas encore, et commence l’instruction."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        dossier.agent_id = agent.id
        dossier.appliquer(Geste.PRENDRE_EN_CHARGE, auteur=auteur_agent(agent))
        accuser(dossier, auteur=auteur_agent(agent))
        toucher(dossier)
    return dossier


def affecter(dossier_id: UUID, *, agent: Agent, a: Agent | None, revision: int | None = None) -> Dossier:
    """Confie le dossier à un agent qui peut l’instruire, ou le rend à la file du service."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        confier(dossier, agent=agent, a=a)
    return dossier


def confier(dossier: Dossier, *, agent: Agent, a: Agent | None) -> None:
    """Confie le dossier, déjà verrouillé, à un agent ou à la file, dans la transaction courante."""
    if dossier.etat not in ETATS_EN_COURS:
        raise TransitionInterdite
    if a is not None and not peut_instruire(a, dossier):
        raise Interdit
    if a is not None and a.id not in (agent.id, dossier.agent_id) and est_absent(a.id):
        raise AgentAbsent
    avant = dossier.agent_id
    dossier.agent_id = a.id if a else None
    inscrire(
        "affecter",
        auteur=auteur_agent(agent),
        objet=("dossier", dossier.id),
        details={"avant": str(avant or ""), "apres": str(dossier.agent_id or "")},
    )
    toucher(dossier)


def verifier(dossier_id: UUID, *, agent: Agent, page: Page, reponses: dict[str, Any], revision: int | None) -> Dossier:
    """Enregistre ce que l’agent a vérifié sur une page d’agent ; les règles le lisent aussitôt.

    Ce que rend un volet n’en vient que par sa validation, et le total d’une proposition que par son envoi.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        if dossier.etat not in ETATS_EN_COURS:
            raise TransitionInterdite
        rendus = demarche_du(dossier).champs_rendus | champs_retenus(dossier)
        ecrites = {nom: valeur for nom, valeur in reponses.items() if nom not in rendus}
        dossier.reponses_agent = {**dossier.reponses_agent, **ecrites}
        dossier.revision += 1
        inscrire(
            "verifier", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details={"page": page.identifiant}
        )
        revoir_la_competence(dossier, auteur=auteur_agent(agent))
        recalculer(dossier)
        toucher(dossier)
    return dossier


def accuser_reception(dossier_id: UUID, *, auteur: Auteur = SYSTEME) -> bool:
    """Accuse réception d’une demande en cours si ce n’est pas fait ; rend vrai si c’est remis. Rejouable."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if dossier.etat not in ETATS_EN_COURS or dossier.accuse_reception_le is not None:
            return False
        accuser(dossier, auteur=auteur)
    return True


def accuser(dossier: Dossier, *, auteur: Auteur) -> None:
    """Remet l’accusé de réception électronique (CRPA, R112-11-1), dans la transaction courante, une seule fois."""
    if dossier.accuse_reception_le is not None:
        return
    dossier.accuse_reception_le = horloge.maintenant()
    demarche = demarche_du(dossier)
    document = courriers.remettre_accuse_reception(dossier, demarche)
    # Le document refuse de se composer s’il lui manque une mention imposée : remis, il est complet (L112-12).
    details = {"complet": True, **({"a_poster": True} if se_poste(dossier) else {})}
    inscrire("accuser_reception", auteur=auteur, objet=("dossier", dossier.id), details=details)
    informer_le_maire(dossier, demarche, auteur=auteur)
    recalculer(dossier)
    prevenir(dossier, "dossier/recu", contexte_du_document(document))
