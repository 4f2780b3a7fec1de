"""Tenir les accès des agents : ouvrir, modifier, fermer, rouvrir, habiliter. Un administrateur, jamais pour lui-même.

Chaque action relit sous verrou que celui qui agit administre encore : deux administrateurs qui se retirent l’un
l’autre leur rôle ne laissent pas le portail sans personne.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from portail.identite.actions import auteur_agent, ouvrir_agent
from portail.identite.models import Agent, Habilitation, Role, SessionOuverte
from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.traduction import _

SANS_SERVICE = frozenset({Role.ADMINISTRATEUR, Role.DPO, Role.PRADA, Role.MEDIATEUR})
"""Rôles qui ne sont pas ceux d’un service."""
EN_CLAIR = frozenset({"siret"})


class CourrielDejaPris(SaisieInvalide):
    """Un autre agent a cette adresse : c’est par elle que sa première connexion le reconnaît."""

    message = _("Un autre agent a déjà cette adresse électronique. Cherchez-le dans la liste, ou écrivez-en une autre.")


class DejaHabilite(SaisieInvalide):
    """L’agent a déjà ce rôle, au même endroit."""

    message = _("Cette personne a déjà ce rôle, dans ce service et pour cette démarche.")


class PourSoiMeme(SaisieInvalide):
    """On ne touche pas à son propre accès."""

    message = _("On ne change pas son propre accès : demandez-le à un autre administrateur.")


class DernierRole(SaisieInvalide):
    """L’administrateur qui se retire son rôle ne pourrait plus le reprendre."""

    message = _(
        "C’est votre dernier rôle d’administration : vous ne pouvez pas vous le retirer. "
        "Un autre administrateur peut le faire."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheAgent:
    """Ce qu’on sait d’un agent : qui il est, comment le joindre, quel établissement l’emploie."""

    prenom: str
    nom: str
    qualite: str
    courriel: str
    telephone: str
    siret: str

    @property
    def champs(self) -> Mapping[str, str]:
        """Rend les valeurs par colonne, adresse électronique en minuscules."""
        return {**asdict(self), "courriel": self.courriel.strip().lower()}


def ouvrir(fiche: FicheAgent, *, par: Agent) -> Agent:
    """Ouvre l’accès d’un agent, encore sans rôle ; lève `CourrielDejaPris`."""
    try:
        return ouvrir_agent(**fiche.champs, habilitations=(), auteur=auteur_agent(par))
    except IntegrityError as erreur:
        raise CourrielDejaPris from erreur


def modifier(agent_id: UUID, fiche: FicheAgent, *, par: Agent) -> Agent:
    """Change la fiche d’un agent ; lève `CourrielDejaPris`."""
    try:
        with transaction():
            agent = verrouiller_par_un_administrateur(agent_id, par)
            avant = {nom: str(getattr(agent, nom)) for nom in fiche.champs}
            for nom, valeur in fiche.champs.items():
                setattr(agent, nom, valeur)
            session.flush()
            details = changement(avant, fiche.champs, en_clair=EN_CLAIR)
            if details:
                inscrire("modifier_agent", auteur=auteur_agent(par), objet=("agent", agent.id), details=details)
    except IntegrityError as erreur:
        raise CourrielDejaPris from erreur
    return agent


def fermer_agent(agent_id: UUID, *, par: Agent) -> int:
    """Ferme l’accès d’un agent et rend le nombre de sessions révoquées avec lui ; lève `PourSoiMeme`."""
    if agent_id == par.id:
        raise PourSoiMeme
    with transaction():
        return _fermer(verrouiller_par_un_administrateur(agent_id, par), auteur_agent(par))


def fermer_l_acces_de(courriel: str, *, auteur: Auteur) -> int:
    """Ferme, en ligne de commande, l’accès de l’agent qui a cette adresse ; lève `Introuvable`."""
    with transaction():
        agent = session.scalars(
            select(Agent).where(Agent.courriel == courriel.strip().lower()).with_for_update()
        ).first()
        if agent is None:
            raise Introuvable
        return _fermer(agent, auteur)


def _fermer(agent: Agent, auteur: Auteur) -> int:
    """Ferme l’accès et révoque les sessions dans la transaction ; sans effet si l’accès est déjà fermé.

    L’agent reste nommé dans ce qu’il a fait ; ses dossiers restent à réaffecter.
    """
    if not agent.est_actif:
        return 0
    agent.est_actif = False
    fermees: int = session.execute(  # type: ignore[attr-defined]
        delete(SessionOuverte).where(SessionOuverte.agent_id == agent.id)
    ).rowcount
    details = {**_acces("ouvert", "ferme"), "sessions": fermees}
    inscrire("fermer_agent", auteur=auteur, objet=("agent", agent.id), details=details)
    return fermees


def rouvrir_agent(agent_id: UUID, *, par: Agent) -> Agent:
    """Rouvre l’accès d’un agent : il retrouve ses rôles à sa prochaine connexion."""
    with transaction():
        agent = verrouiller_par_un_administrateur(agent_id, par)
        if not agent.est_actif:
            agent.est_actif = True
            _noter("rouvrir_agent", agent, par, _acces("ferme", "ouvert"))
    return agent


def habiliter(
    agent_id: UUID, *, role: Role, service_code: str | None, demarche: str | None, par: Agent
) -> Habilitation:
    """Donne un rôle à l’agent, dans un service et sur une démarche ou sur toutes.

    Lève `PourSoiMeme`, `DejaHabilite`, `SaisieInvalide` si le rôle et le service ne vont pas ensemble.
    """
    if agent_id == par.id:
        raise PourSoiMeme
    _verifier_le_service(role, service_code, demarche)
    habilitation = Habilitation(agent_id=agent_id, role=role, service_code=service_code, demarche=demarche)
    try:
        with transaction():
            agent = verrouiller_par_un_administrateur(agent_id, par)
            session.add(habilitation)
            session.flush()
            _noter("habiliter", agent, par, {"avant": {"role": ""}, "apres": {"role": ecrite(habilitation)}})
    except IntegrityError as erreur:
        raise DejaHabilite from erreur
    return habilitation


def deshabiliter(habilitation_id: UUID, *, agent_id: UUID, par: Agent) -> None:
    """Retire un rôle à l’agent ; lève `DernierRole`, ou `Introuvable` si ce rôle n’est pas le sien."""
    with transaction():
        agent = verrouiller_par_un_administrateur(agent_id, par)
        habilitation = session.get(Habilitation, habilitation_id, populate_existing=True)
        if habilitation is None or habilitation.agent_id != agent.id:
            raise Introuvable
        if agent.id == par.id and habilitation.role is Role.ADMINISTRATEUR and _roles_d_administration(par.id) == 1:
            raise DernierRole
        details = {"avant": {"role": ecrite(habilitation)}, "apres": {"role": ""}}
        session.delete(habilitation)
        _noter("deshabiliter", agent, par, details)
    session.expire(agent)


def ecrite(habilitation: Habilitation) -> str:
    """Rend l’habilitation en codes : « agent_instructeur@jeunesse/aide-permis »."""
    return f"{habilitation.role.value}@{habilitation.service_code or '*'}/{habilitation.demarche or '*'}"


def verrouiller_par_un_administrateur(agent_id: UUID, par: Agent) -> Agent:
    """Rend l’agent verrouillé ; lève `Interdit` si celui qui agit n’administre plus, `Introuvable` sans agent."""
    par_id = par.id
    lignes = session.scalars(
        select(Agent)
        .where(Agent.id.in_({agent_id, par_id}))
        .order_by(Agent.id)  # toujours dans le même ordre : deux administrateurs ne s’attendent pas l’un l’autre
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    agents = {agent.id: agent for agent in lignes}
    if par_id not in agents or not agents[par_id].est_actif or not _roles_d_administration(par_id):
        raise Interdit
    if agent_id not in agents:
        raise Introuvable
    return agents[agent_id]


def _roles_d_administration(agent_id: UUID) -> int:
    siens = select(func.count()).select_from(Habilitation)
    siens = siens.where(Habilitation.agent_id == agent_id, Habilitation.role == Role.ADMINISTRATEUR)
    return session.scalar(siens) or 0


def _verifier_le_service(role: Role, service_code: str | None, demarche: str | None) -> None:
    if role is Role.ADMINISTRATEUR and (service_code or demarche):
        raise SaisieInvalide(_("L’administration vaut pour tout le portail : ne choisissez ni service ni démarche."))
    if role not in SANS_SERVICE and not service_code:
        raise SaisieInvalide(_("Choisissez le service où cette personne a ce rôle."))


def _noter(action: str, agent: Agent, par: Agent, details: Mapping[str, object]) -> None:
    inscrire(action, auteur=auteur_agent(par), objet=("agent", agent.id), details=details)


def _acces(avant: str, apres: str) -> dict[str, dict[str, str]]:
    return {"avant": {"acces": avant}, "apres": {"acces": apres}}
