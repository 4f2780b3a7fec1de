"""Qui signe : le rôle, et une délégation en vigueur ce jour quand le service en a déclaré une."""

from collections.abc import Sequence
from decimal import Decimal

from portail.dossiers.delegations.models import Delegation
from portail.dossiers.delegations.queries import delegations_commencees
from portail.dossiers.etats import NatureDecision
from portail.dossiers.habilitations import a_un_role_de_signature
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.socle import horloge


def peut_signer(
    agent: Agent,
    dossier: Dossier,
    *,
    nature: NatureDecision | None = None,
    montant: Decimal | None = None,
    commencees: Sequence[Delegation] | None = None,
) -> bool:
    """Vrai si l’agent signe les décisions de ce dossier, ou celle-ci (nature, montant en euros).

    Un service sans délégation s’en tient au rôle ; une fois la première commencée, sa fin ne rend pas la signature au
    rôle seul : un acte signé sans délégation serait pris par une autorité incompétente.
    `commencees` : les délégations du service qui ont pris effet, si l’appelant vient de les lire.
    """
    if not a_un_role_de_signature(agent, dossier):
        return False
    declarees = delegations_commencees(dossier.service_code) if commencees is None else commencees
    jour = horloge.aujourd_hui()
    return not declarees or any(
        delegation.agent_id == agent.id
        and delegation.est_en_vigueur(jour)
        and delegation.couvre(demarche=dossier.demarche, nature=nature, montant=montant)
        for delegation in declarees
    )
