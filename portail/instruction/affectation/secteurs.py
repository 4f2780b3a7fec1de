"""Tenir les secteurs d’un service : leurs communes, leurs intercommunalités, leurs agents."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.instruction.affectation.models import AgentDeSecteur, Secteur, ZoneDeSecteur
from portail.instruction.habilitations import peut_encadrer
from portail.journal.actions import inscrire
from portail.journal.changements import changement
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.actions import verrouiller_service
from portail.territoire.communes import annuaire

NOM_MAX = 60


class SecteurDejaNomme(SaisieInvalide):
    """Le service a déjà un secteur de ce nom."""

    message = _("Ce service a déjà un secteur de ce nom.")


class ZoneDejaPrise(SaisieInvalide):
    """Une commune ou une intercommunalité est déjà dans un autre secteur du service."""

    message = _("Déjà dans un autre secteur : %(zones)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheSecteur:
    """Un secteur : son nom, ses zones (SIREN d’intercommunalités, codes INSEE), ses agents."""

    nom: str
    zones: frozenset[str]
    agents: frozenset[UUID]


def creer(service_code: str, fiche: FicheSecteur, *, par: Agent) -> Secteur:
    """Ajoute un secteur au service ; lève `SecteurDejaNomme`, `ZoneDejaPrise`, `Introuvable`."""
    try:
        with transaction():
            _verrouiller_le_service(service_code, par)
            secteur = Secteur(service_code=service_code, nom=fiche.nom.strip(), zones=[], agents=[])
            session.add(secteur)
            session.flush()
            _remplir(secteur, fiche)
            _noter("creer_secteur", secteur, par, {}, _dit(secteur))
    except IntegrityError as erreur:
        raise SecteurDejaNomme from erreur
    return secteur


def modifier(secteur_id: UUID, fiche: FicheSecteur, *, par: Agent) -> None:
    """Change un secteur ; les dossiers déjà confiés restent où ils sont."""
    try:
        with transaction():
            secteur = verrouiller(Secteur, secteur_id)
            _verrouiller_le_service(secteur.service_code, par)
            avant = _dit(secteur)
            secteur.nom = fiche.nom.strip()
            _remplir(secteur, fiche)
            _noter("modifier_secteur", secteur, par, avant, _dit(secteur))
    except IntegrityError as erreur:
        raise SecteurDejaNomme from erreur


def supprimer(secteur_id: UUID, *, par: Agent) -> None:
    """Supprime un secteur ; ses communes ne sont plus à personne en particulier."""
    with transaction():
        secteur = verrouiller(Secteur, secteur_id)
        _verrouiller_le_service(secteur.service_code, par)
        _noter("supprimer_secteur", secteur, par, _dit(secteur), {})
        session.delete(secteur)


def _verrouiller_le_service(service_code: str, par: Agent) -> None:
    if not peut_encadrer(par, service_code):
        raise Introuvable
    verrouiller_service(service_code)


def _remplir(secteur: Secteur, fiche: FicheSecteur) -> None:
    _verifier_les_zones(secteur, fiche.zones)
    secteur.zones = [zone for zone in secteur.zones if zone.code in fiche.zones] + [
        ZoneDeSecteur(service_code=secteur.service_code, code=code)
        for code in sorted(fiche.zones - {zone.code for zone in secteur.zones})
    ]
    secteur.agents = [membre for membre in secteur.agents if membre.agent_id in fiche.agents] + [
        AgentDeSecteur(agent_id=agent_id)
        for agent_id in sorted(fiche.agents - {membre.agent_id for membre in secteur.agents})
    ]
    session.flush()


def _verifier_les_zones(secteur: Secteur, zones: Collection[str]) -> None:
    """Lève `ZoneDejaPrise` en nommant ce qui est ailleurs."""
    prises = session.scalars(
        select(ZoneDeSecteur.code).where(
            ZoneDeSecteur.service_code == secteur.service_code,
            ZoneDeSecteur.code.in_(sorted(zones)),
            ZoneDeSecteur.secteur_id != secteur.id,
        )
    ).all()
    if prises:
        raise ZoneDejaPrise(valeurs={"zones": ", ".join(sorted(nom_de_zone(code) for code in prises))})


def nom_de_zone(code: str) -> str:
    """Rend le nom d’une commune ou d’une intercommunalité ; à défaut, son code."""
    commune = annuaire().par_code(code)
    return commune.nom if commune else annuaire().intercommunalites.get(code, code)


def _dit(secteur: Secteur) -> dict[str, str]:
    return {
        "nom": secteur.nom,
        "zones": ",".join(sorted(zone.code for zone in secteur.zones)),
        "agents": ",".join(sorted(str(membre.agent_id) for membre in secteur.agents)),
    }


def _noter(action: str, secteur: Secteur, par: Agent, avant: dict[str, str], apres: dict[str, str]) -> None:
    ecarts = changement(avant, apres, en_clair=frozenset({"zones", "agents"}))
    details = {"secteur": str(secteur.id), **ecarts}
    inscrire(action, auteur=auteur_agent(par), objet=("service", secteur.service_code), details=details)
