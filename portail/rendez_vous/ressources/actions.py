"""Tenir la liste de ce qui se réserve, et dire qui suit qui."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.rendez_vous.ressources.agenda import agenda_change
from portail.rendez_vous.ressources.evenements import AgendaOuvert
from portail.rendez_vous.ressources.habilitations import peut_nommer_le_referent
from portail.rendez_vous.ressources.models import GenreRessource, Referent, Ressource
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.evenements import publier
from portail.socle.traduction import _

EN_CLAIR = frozenset({"genre", "agent", "lieu", "competences", "langues", "acces", "service_code"})
_SUR_PLACE = frozenset({GenreRessource.SALLE, GenreRessource.EQUIPEMENT})


class AgentDejaInscrit(SaisieInvalide):
    """Cet agent a déjà un agenda."""

    message = _("Cet agent a déjà un agenda : il n’en a qu’un, quels que soient les lieux où il reçoit.")


class LieuManquant(SaisieInvalide):
    """Une salle ou un équipement est quelque part."""

    message = _("Choisissez le lieu où se trouve cette salle ou cet équipement.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheRessource:
    """Ce que l’on sait d’une ressource : où elle est, ce qu’elle sait faire."""

    nom: str
    lieu_id: UUID | None
    competences: tuple[str, ...] = ()
    langues: tuple[str, ...] = ()
    visio: str = ""

    @property
    def textes(self) -> Mapping[str, str]:
        """Rend les valeurs par champ, pour le journal."""
        return {
            "nom": self.nom,
            "lieu": str(self.lieu_id or ""),
            "competences": ", ".join(self.competences),
            "langues": ", ".join(self.langues),
            "visio": self.visio,
        }


def inscrire_agent(
    agent_id: UUID,
    *,
    lieu_id: UUID | None,
    competences: tuple[str, ...],
    auteur: Auteur,
    langues: tuple[str, ...] = (),
    visio: str = "",
) -> Ressource:
    """Ouvre l’agenda d’un agent ; lève `AgentDejaInscrit`."""
    fiche = FicheRessource(
        nom=agent_de(agent_id).nom_affiche, lieu_id=lieu_id, competences=competences, langues=langues, visio=visio
    )
    try:
        return _ajouter(GenreRessource.AGENT, agent_id, fiche, auteur)
    except IntegrityError as erreur:
        raise AgentDejaInscrit from erreur


def ajouter(genre: GenreRessource, fiche: FicheRessource, *, auteur: Auteur) -> Ressource:
    """Ajoute une salle, un équipement, un interprète ; lève `LieuManquant`."""
    if genre is GenreRessource.AGENT:
        raise ValueError("un agent s’inscrit par `inscrire_agent`")
    if genre in _SUR_PLACE and fiche.lieu_id is None:
        raise LieuManquant
    return _ajouter(genre, None, fiche, auteur)


def modifier(ressource_id: UUID, fiche: FicheRessource, *, auteur: Auteur) -> Ressource:
    """Change la fiche d’une ressource ; lève `LieuManquant`. Le nom d’un agent est celui de sa propre fiche."""
    with transaction():
        ressource = verrouiller(Ressource, ressource_id)
        if ressource.genre in _SUR_PLACE and fiche.lieu_id is None:
            raise LieuManquant
        avant = _fiche(ressource).textes
        ressource.nom = ressource.nom if ressource.agent_id else fiche.nom
        ressource.lieu_id, ressource.visio = fiche.lieu_id, fiche.visio
        ressource.competences, ressource.langues = list(fiche.competences), list(fiche.langues)
        details = changement(avant, _fiche(ressource).textes, en_clair=EN_CLAIR)
        if details:
            _noter("modifier_ressource", ressource, auteur, details)
            session.flush()
            agenda_change([ressource.id])
    return ressource


def retirer(ressource_id: UUID, *, auteur: Auteur) -> None:
    """Retire une ressource du choix ; les rendez-vous déjà pris restent à tenir ou à replacer."""
    _activer(ressource_id, active=False, auteur=auteur)


def remettre(ressource_id: UUID, *, auteur: Auteur) -> None:
    """Remet une ressource au choix."""
    _activer(ressource_id, active=True, auteur=auteur)


def nommer_le_referent(usager_id: UUID, *, service_code: str, agent_id: UUID, par: Agent) -> None:
    """Dit quel agent suit une personne dans un service, à la place d’un autre s’il y en avait un ; lève `Interdit`."""
    agent = agent_de(agent_id)
    if not peut_nommer_le_referent(par, service_code, agent):
        raise Interdit
    with transaction():
        ligne = _referent(usager_id, service_code)
        avant = str(ligne.agent_id) if ligne else ""
        if avant == str(agent_id):
            return
        if ligne is None:
            ligne = Referent(usager_id=usager_id, service_code=service_code)
            session.add(ligne)
        ligne.agent_id, ligne.depuis_le = agent_id, horloge.maintenant()
        _noter_le_referent(usager_id, service_code, par, avant, str(agent_id))


def retirer_le_referent(usager_id: UUID, *, service_code: str, par: Agent) -> None:
    """Dit que plus personne ne suit cette personne dans ce service ; lève `Introuvable`, `Interdit`."""
    with transaction():
        ligne = _referent(usager_id, service_code)
        if ligne is None:
            raise Introuvable
        if not peut_nommer_le_referent(par, service_code, agent_de(ligne.agent_id)):
            raise Interdit
        session.delete(ligne)
        _noter_le_referent(usager_id, service_code, par, str(ligne.agent_id), "")


def _referent(usager_id: UUID, service_code: str) -> Referent | None:
    return session.scalars(
        select(Referent)
        .where(Referent.usager_id == usager_id, Referent.service_code == service_code)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _noter_le_referent(usager_id: UUID, service_code: str, par: Agent, avant: str, apres: str) -> None:
    details = {"service": service_code, "avant": {"agent": avant}, "apres": {"agent": apres}}
    inscrire("nommer_referent", auteur=auteur_agent(par), objet=("usager", usager_id), details=details)


def _ajouter(genre: GenreRessource, agent_id: UUID | None, fiche: FicheRessource, auteur: Auteur) -> Ressource:
    ressource = Ressource(
        genre=genre,
        agent_id=agent_id,
        nom=fiche.nom,
        lieu_id=fiche.lieu_id,
        competences=list(fiche.competences),
        langues=list(fiche.langues),
        visio=fiche.visio,
    )
    with transaction():
        session.add(ressource)
        session.flush()
        voulue = {**fiche.textes, "genre": genre.value, "agent": str(agent_id or "")}
        _noter("ajouter_ressource", ressource, auteur, changement({}, voulue, en_clair=EN_CLAIR))
        publier(AgendaOuvert(ressource.id))
    return ressource


def _activer(ressource_id: UUID, *, active: bool, auteur: Auteur) -> None:
    with transaction():
        ressource = verrouiller(Ressource, ressource_id)
        if ressource.est_active is not active:
            ressource.est_active = active
            mots = {True: "ouvert", False: "ferme"}
            details = {"avant": {"acces": mots[not active]}, "apres": {"acces": mots[active]}}
            _noter("remettre_ressource" if active else "retirer_ressource", ressource, auteur, details)
            session.flush()
            agenda_change([ressource.id])


def _fiche(ressource: Ressource) -> FicheRessource:
    return FicheRessource(
        nom=ressource.nom,
        lieu_id=ressource.lieu_id,
        competences=tuple(ressource.competences),
        langues=tuple(ressource.langues),
        visio=ressource.visio,
    )


def _noter(action: str, ressource: Ressource, auteur: Auteur, details: Mapping[str, object]) -> None:
    inscrire(action, auteur=auteur, objet=("ressource", ressource.id), details=details)
