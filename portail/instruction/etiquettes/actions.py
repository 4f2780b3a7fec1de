"""Tenir les étiquettes d’un service, et les poser sur les dossiers."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portail.dossiers.actions.commun import verrouiller_pour_agent
from portail.dossiers.models import Dossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.instruction.etiquettes.models import Etiquette, EtiquetteDossier
from portail.instruction.habilitations import peut_encadrer
from portail.journal.actions import inscrire
from portail.journal.changements import changement
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _

NOM_MAX = 40


class EtiquetteDejaPrise(SaisieInvalide):
    """Le service a déjà cette étiquette."""

    message = _("Ce service a déjà une étiquette de ce nom.")


def creer(service_code: str, nom: str, *, par: Agent) -> Etiquette:
    """Ajoute une étiquette au service ; lève `EtiquetteDejaPrise`, ou `Introuvable` à qui ne l’encadre pas."""
    _exiger(par, service_code)
    etiquette = Etiquette(service_code=service_code, nom=nom.strip())
    try:
        with transaction():
            session.add(etiquette)
            session.flush()
            _noter("creer_etiquette", etiquette, par, {}, {"nom": etiquette.nom})
    except IntegrityError as erreur:
        raise EtiquetteDejaPrise from erreur
    return etiquette


def renommer(etiquette_id: UUID, nom: str, *, par: Agent) -> None:
    """Change le nom d’une étiquette, sur tous les dossiers qui la portent."""
    try:
        with transaction():
            etiquette = _a_soi(etiquette_id, par)
            avant, etiquette.nom = etiquette.nom, nom.strip()
            session.flush()
            _noter("renommer_etiquette", etiquette, par, {"nom": avant}, {"nom": etiquette.nom})
    except IntegrityError as erreur:
        raise EtiquetteDejaPrise from erreur


def supprimer(etiquette_id: UUID, *, par: Agent) -> None:
    """Supprime une étiquette, et l’ôte de tous les dossiers."""
    with transaction():
        etiquette = _a_soi(etiquette_id, par)
        session.execute(delete(EtiquetteDossier).where(EtiquetteDossier.etiquette_id == etiquette_id))
        _noter("supprimer_etiquette", etiquette, par, {"nom": etiquette.nom}, {})
        session.delete(etiquette)


def etiqueter(dossier_id: UUID, voulues: Collection[UUID], *, agent: Agent) -> None:
    """Pose sur le dossier exactement ces étiquettes de son service ; le journal en garde les identifiants."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        connues = set(session.scalars(select(Etiquette.id).where(Etiquette.service_code == dossier.service_code)))
        if not set(voulues) <= connues:
            raise Introuvable
        posees = set(
            session.scalars(select(EtiquetteDossier.etiquette_id).where(EtiquetteDossier.dossier_id == dossier.id))
        )
        _poser(dossier, set(voulues) - posees)
        _oter(dossier, posees - set(voulues))
        if posees != set(voulues):
            inscrire(
                "etiqueter",
                auteur=auteur_agent(agent),
                objet=("dossier", dossier.id),
                details={"posees": _dites(set(voulues) - posees), "otees": _dites(posees - set(voulues))},
            )


def _poser(dossier: Dossier, nouvelles: Collection[UUID]) -> None:
    session.add_all(
        EtiquetteDossier(etiquette_id=identifiant, dossier_id=dossier.id, posee_le=horloge.maintenant())
        for identifiant in nouvelles
    )


def _oter(dossier: Dossier, otees: Collection[UUID]) -> None:
    session.execute(
        delete(EtiquetteDossier).where(
            EtiquetteDossier.dossier_id == dossier.id, EtiquetteDossier.etiquette_id.in_(otees)
        )
    )


def _dites(identifiants: Collection[UUID]) -> list[str]:
    return sorted(str(identifiant) for identifiant in identifiants)


def _exiger(par: Agent, service_code: str) -> None:
    if not peut_encadrer(par, service_code):
        raise Introuvable


def _a_soi(etiquette_id: UUID, par: Agent) -> Etiquette:
    etiquette = verrouiller(Etiquette, etiquette_id)
    _exiger(par, etiquette.service_code)
    return etiquette


def _noter(action: str, etiquette: Etiquette, par: Agent, avant: dict[str, str], apres: dict[str, str]) -> None:
    details = {"etiquette": str(etiquette.id), **changement(avant, apres)}
    inscrire(action, auteur=auteur_agent(par), objet=("service", etiquette.service_code), details=details)
