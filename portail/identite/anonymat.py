"""Ce que les usagers lisent d’un agent : son nom et sa qualité, ou son matricule et son service s’il est protégé.

Chacun a le droit de connaître le prénom, le nom, la qualité et l’adresse administrative de l’agent qui traite sa
demande ; si des motifs de sécurité publique ou la sécurité des personnes le justifient, l’anonymat de l’agent est
respecté (CRPA, L111-2). Le signataire d’une décision, lui, se nomme toujours (L212-1).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from portail.identite.acces import verrouiller_par_un_administrateur
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle.base import transaction
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.actions import verrouiller_service
from portail.territoire.models import Service

MOTIF_MAX = 500
_MATRICULE = _("Agent %(matricule)s")


class MotifDeSecurite(SaisieInvalide):
    """L’anonymat ne se décide pas sans motif."""

    message = _("Dites le motif de sécurité : la loi ne permet l’anonymat que pour cela. L’usager ne le lira pas.")


@dataclass(frozen=True, slots=True)
class AgentMontre:
    """Un agent, tel qu’un usager le lit."""

    nom_affiche: str
    qualite: str

    @property
    def en_toutes_lettres(self) -> str:
        """Rend le nom et la qualité, ou le matricule et le service."""
        return f"{self.nom_affiche}, {self.qualite}"


def est_protege(agent: Agent, service: Service) -> bool:
    """Vrai si le nom de cet agent ne se montre pas aux usagers de ce service."""
    return agent.anonyme or service.agents_anonymes


def montrer(agent: Agent, service: Service, traduire: Callable[[str], str] = str) -> AgentMontre:
    """Rend ce que l’usager lit de l’agent, dans un dossier de ce service."""
    if not est_protege(agent, service):
        return AgentMontre(agent.nom_affiche, agent.qualite)
    return AgentMontre(traduire(_MATRICULE) % {"matricule": agent.matricule}, service.nom)


def montrer_chacun(
    agents: Mapping[UUID, Agent], service: Service, traduire: Callable[[str], str] = str
) -> dict[UUID, AgentMontre]:
    """Rend ce que l’usager lit de chacun de ces agents."""
    return {identifiant: montrer(agent, service, traduire) for identifiant, agent in agents.items()}


def proteger_l_agent(agent_id: UUID, *, anonyme: bool, motif: str, par: Agent) -> None:
    """Cache le nom de l’agent aux usagers, ou cesse de le cacher ; lève `MotifDeSecurite` sans motif.

    Lève `Interdit` si celui qui agit n’administre plus le portail. Le motif est gardé à part du journal, chiffré.
    """
    _verifier(motif, anonyme=anonyme)
    with transaction():
        agent = verrouiller_par_un_administrateur(agent_id, par)
        if agent.anonyme is not anonyme:
            agent.anonyme = anonyme
            details = _changement(anonyme)
            inscrire(
                "proteger_agent", auteur=auteur_agent(par), objet=("agent", agent.id), details=details, texte=motif
            )


def proteger_le_service(code: str, *, anonyme: bool, motif: str, par: Agent) -> None:
    """Cache le nom de tous les agents d’un service, ou cesse ; lève `MotifDeSecurite` sans motif."""
    _verifier(motif, anonyme=anonyme)
    with transaction():
        service = verrouiller_service(code)
        if service.agents_anonymes is not anonyme:
            service.agents_anonymes = anonyme
            details = _changement(anonyme)
            inscrire(
                "proteger_service", auteur=auteur_agent(par), objet=("service", code), details=details, texte=motif
            )


def _verifier(motif: str, *, anonyme: bool) -> None:
    if (anonyme and not motif.strip()) or len(motif) > MOTIF_MAX:
        raise MotifDeSecurite


def _changement(anonyme: bool) -> dict[str, dict[str, str]]:
    dits = ("nom montré", "nom caché")
    return {"avant": {"anonymat": dits[not anonyme]}, "apres": {"anonymat": dits[anonyme]}}
