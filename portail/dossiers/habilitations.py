"""Qui peut quoi sur un dossier : prédicats purs, jugés sur les liens et les habilitations, jamais sur un courriel."""

from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier, Intervenant
from portail.identite.models import Agent, Role, Usager

LECTURE = frozenset(
    {Role.ACCUEIL, Role.INSTRUCTEUR, Role.RESPONSABLE, Role.DIRECTEUR, Role.SECRETAIRE, Role.EVALUATEUR}
)
INSTRUCTION = frozenset({Role.INSTRUCTEUR, Role.RESPONSABLE, Role.DIRECTEUR})
SIGNATURE = frozenset({Role.RESPONSABLE, Role.DIRECTEUR})
SIGNATURE_ATTENDUE = "signature"
"""Ce que dit `validation_attendue` quand tout est visé."""


def intervenant_de(usager: Usager, dossier: Dossier) -> Intervenant | None:
    """Rend le lien de l’usager avec le dossier, ou rien."""
    return next((lien for lien in dossier.intervenants if lien.usager_id == usager.id), None)


def peut_voir(usager: Usager, dossier: Dossier) -> bool:
    """Vrai si l’usager est du dossier."""
    return intervenant_de(usager, dossier) is not None


def peut_agir(usager: Usager, dossier: Dossier) -> bool:
    """Vrai si l’usager est du dossier avec le droit d’y répondre, de déposer, de retirer."""
    lien = intervenant_de(usager, dossier)
    return lien is not None and lien.peut_agir


def roles_sur(agent: Agent, dossier: Dossier) -> frozenset[Role]:
    """Rend les rôles de l’agent pour ce dossier : ceux de son service, sur cette démarche ou sur toutes.

    Un dossier éliminé n’est plus à personne.
    """
    if not agent.est_actif or dossier.elimine_le is not None:
        return frozenset()
    return frozenset(
        habilitation.role
        for habilitation in agent.habilitations
        if habilitation.service_code == dossier.service_code and habilitation.demarche in (None, dossier.demarche)
    )


def peut_lire(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent peut ouvrir le dossier ; un brouillon n’est à personne d’autre que l’usager."""
    return dossier.etat is not Etat.BROUILLON and bool(roles_sur(agent, dossier) & LECTURE)


def est_ecarte(agent: Agent, dossier: Dossier) -> bool:
    """Vrai pour un recours contre une décision que l’agent a instruite ou signée : un autre que lui l’étudie."""
    return agent.id in (dossier.agents_ecartes or ())


def peut_instruire(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent peut prendre en charge, demander un complément, proposer une décision."""
    return (
        dossier.etat is not Etat.BROUILLON
        and bool(roles_sur(agent, dossier) & INSTRUCTION)
        and not est_ecarte(agent, dossier)
    )


def peut_revoquer(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent peut révoquer ou remplacer un document remis : qui signe."""
    return a_un_role_de_signature(agent, dossier)


def a_un_role_de_signature(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent a le rôle de qui signe ; le service peut exiger en plus une délégation (`delegations`)."""
    return (
        dossier.etat is not Etat.BROUILLON
        and bool(roles_sur(agent, dossier) & SIGNATURE)
        and not est_ecarte(agent, dossier)
    )


def est_de_sa_file(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si ouvrir ce dossier est le travail de l’agent : il le suit, personne ne le suit et il peut le prendre,
    ou il attend son visa ou sa signature. Hors de sa file, une raison est demandée, que la personne verra.
    """
    if dossier.agent_id is None and peut_instruire(agent, dossier):
        return True
    return (
        dossier.agent_id == agent.id
        or attend_sa_validation(agent, dossier)
        or (dossier.etat is Etat.EN_SIGNATURE and a_un_role_de_signature(agent, dossier))
    )


def attend_sa_validation(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si un projet de décision attend le visa ou la signature d’un rôle de l’agent."""
    if dossier.validation_attendue == SIGNATURE_ATTENDUE:
        return a_un_role_de_signature(agent, dossier)
    return dossier.validation_attendue in roles_sur(agent, dossier) and not est_ecarte(agent, dossier)
