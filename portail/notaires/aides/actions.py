"""Recevoir un fichier d’aides, l’abandonner, effacer ce qu’il ne cite plus. Un seul import à la fois."""

from typing import IO
from uuid import UUID

from sqlalchemy import delete, exists, select, text

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.notaires.aides.fichiers import deposer, oublier
from portail.notaires.aides.imports import EN_COURS, absente, oublier_le_fichier
from portail.notaires.aides.models import (
    AideCitee,
    AideVersee,
    Beneficiaire,
    EtatImport,
    ImportAides,
    LigneRejetee,
    MorceauImport,
)
from portail.notaires.habilitations import SERVICE_RECOURS, peut_importer
from portail.notaires.successions.models import Rapprochement
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.taches import differer_par_nom
from portail.socle.traduction import _

IMPORTER = "successions.importer_aides"
NOM_MAX = 120
_UN_SEUL = text("LOCK TABLE import_aides IN SHARE ROW EXCLUSIVE MODE")


class ImportEnCours(SaisieInvalide):
    """Deux fichiers à la fois ne diraient pas ce qui manque à chacun."""

    message = _("Un import est déjà en cours\u00a0: attendez sa fin, ou abandonnez-le.")


def recevoir(flux: IO[bytes], *, nom: str, agent: Agent) -> ImportAides:
    """Dépose le fichier d’un agent ; une tâche l’importe.

    Lève `Interdit`, `ImportEnCours`, `FichierTropLourd` ou `FichierIllisible`.
    """
    if not peut_importer(agent, SERVICE_RECOURS):
        raise Interdit
    if session.scalar(select(ImportAides.id).where(ImportAides.etat.in_(EN_COURS)).limit(1)) is not None:
        raise ImportEnCours
    depots, tout = deposer(flux)
    try:
        with transaction():
            octets = sum(depot.taille for depot in depots)
            recu = _ouvrir(nom=nom, empreinte=tout, octets=octets, auteur=auteur_agent(agent), agent_id=agent.id)
            session.add_all(
                MorceauImport(import_id=recu.id, rang=rang, cle=depot.cle, empreinte=depot.empreinte)
                for rang, depot in enumerate(depots)
            )
            differer_par_nom(IMPORTER, import_id=str(recu.id))
    except ImportEnCours:
        oublier(depots)
        raise
    return recu


def commencer(*, nom: str, empreinte: str, octets: int) -> ImportAides:
    """Ouvre l’import d’un fichier que l’exploitant lit sur son disque, ou rend celui du même fichier, arrêté.

    Lève `ImportEnCours`.
    """
    with transaction():
        du_meme = select(ImportAides).where(
            ImportAides.etat.in_(EN_COURS), ImportAides.empreinte == empreinte, ImportAides.agent_id.is_(None)
        )
        arrete = session.scalar(du_meme)
        return arrete or _ouvrir(nom=nom, empreinte=empreinte, octets=octets, auteur=SYSTEME)


def _ouvrir(*, nom: str, empreinte: str, octets: int, auteur: Auteur, agent_id: UUID | None = None) -> ImportAides:
    session.execute(_UN_SEUL)
    if session.scalar(select(ImportAides.id).where(ImportAides.etat.in_(EN_COURS)).limit(1)) is not None:
        raise ImportEnCours
    ouvert = ImportAides(
        nom=nom[:NOM_MAX], empreinte=empreinte, octets=octets, agent_id=agent_id, commence_le=horloge.maintenant()
    )
    session.add(ouvert)
    session.flush()
    inscrire("importer_aides", auteur=auteur, objet=("import_aides", ouvert.id), details={"octets": octets})
    return ouvert


def abandonner(import_id: UUID, *, agent: Agent) -> None:
    """Arrête un import : ce qu’il a écrit reste, la suite ne sera pas lue. Lève `Interdit`, `TransitionInterdite`."""
    if not peut_importer(agent, SERVICE_RECOURS):
        raise Interdit
    with transaction():
        courant = verrouiller(ImportAides, import_id)
        if courant.etat not in EN_COURS:
            raise TransitionInterdite
        courant.etat, courant.fini_le = EtatImport.ABANDONNE, horloge.maintenant()
        session.execute(delete(AideCitee).where(AideCitee.import_id == import_id))
        session.execute(delete(LigneRejetee).where(LigneRejetee.import_id != import_id))
        oublier_le_fichier(import_id)
        inscrire("abandonner_import_aides", auteur=auteur_agent(agent), objet=("import_aides", import_id))


def effacer_les_absentes(import_id: UUID, *, agent: Agent) -> int:
    """Efface les aides que ce fichier, le dernier, ne cite plus, et les personnes qui n’en ont plus aucune.

    Une personne déjà comparée à un défunt reste : ce qu’un agent en a jugé s’y tient. Rend le nombre d’aides effacées ;
    lève `Interdit`, ou `TransitionInterdite` si l’import n’est pas fini ou si un autre l’a suivi.
    """
    if not peut_importer(agent, SERVICE_RECOURS):
        raise Interdit
    with transaction():
        session.execute(_UN_SEUL)
        fini = verrouiller(ImportAides, import_id)
        suivant = select(ImportAides.id).where(ImportAides.commence_le > fini.commence_le).limit(1)
        if fini.etat is not EtatImport.FINI or session.scalar(suivant) is not None:
            raise TransitionInterdite
        effacees = session.execute(delete(AideVersee).where(absente(import_id)).returning(AideVersee.id)).all()
        sans_aide = ~exists().where(AideVersee.beneficiaire_id == Beneficiaire.id)
        jamais_comparee = ~exists().where(Rapprochement.beneficiaire_id == Beneficiaire.id)
        session.execute(delete(Beneficiaire).where(sans_aide, jamais_comparee))
        session.execute(delete(AideCitee).where(AideCitee.import_id == import_id))
        fini.absentes, fini.effacees = 0, len(effacees)
        details = {"nombre": len(effacees)}
        inscrire("effacer_aides_absentes", auteur=auteur_agent(agent), objet=("import_aides", fini.id), details=details)
    return len(effacees)
