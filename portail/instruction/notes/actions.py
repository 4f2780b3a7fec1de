"""Écrire une note à ses collègues, l’effacer ; oublier celles dont la durée de garde est passée."""

from uuid import UUID

from sqlalchemy import delete

from portail.demarche.dates import ajouter_mois
from portail.dossiers.habilitations import peut_instruire, peut_lire
from portail.dossiers.models import Dossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.instruction.notes.models import NoteInterne
from portail.journal.actions import inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.traduction import _

LONGUEUR_MAX = 2000
DUREE = "note_interne_duree"
"""Paramètre : mois de garde d’une note."""


def ecrire(dossier_id: UUID, texte: str, *, agent: Agent) -> NoteInterne:
    """Garde une note chiffrée sur le dossier ; le journal dit qu’elle existe, jamais ce qu’elle dit.

    Lève `Introuvable` si l’agent ne lit pas le dossier, `Interdit` s’il ne l’instruit pas, `SaisieInvalide`.
    """
    ecrit = texte.strip()
    if not ecrit:
        raise SaisieInvalide(_("Écrivez votre note avant de l’enregistrer."))
    if len(ecrit) > LONGUEUR_MAX:
        raise SaisieInvalide(_("Cette note est trop longue."))
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if not peut_lire(agent, dossier):
            raise Introuvable
        if not peut_instruire(agent, dossier):
            raise Interdit
        note = NoteInterne(dossier_id=dossier.id, agent_id=agent.id, texte=ecrit, ecrite_le=horloge.maintenant())
        session.add(note)
        session.flush()
        _inscrire("ecrire_note", note, agent)
    return note


def effacer(note_id: UUID, *, dossier_id: UUID, agent: Agent) -> None:
    """Efface une note pour de bon ; seul son auteur le peut. Lève `Introuvable` pour celle d’un autre."""
    with transaction():
        note = verrouiller(NoteInterne, note_id)
        if note.agent_id != agent.id or note.dossier_id != dossier_id:
            raise Introuvable
        _inscrire("effacer_note", note, agent)
        session.delete(note)


def purger() -> int:
    """Efface les notes plus vieilles que la durée de garde (paramètre) et rend leur nombre."""
    limite = ajouter_mois(horloge.aujourd_hui(), -entier_au(DUREE))
    with transaction():
        efface = delete(NoteInterne).where(NoteInterne.ecrite_le < horloge.instant_du(limite))
        nombre: int = session.execute(efface).rowcount  # type: ignore[attr-defined]
    return nombre


def _inscrire(action: str, note: NoteInterne, agent: Agent) -> None:
    inscrire(action, auteur=auteur_agent(agent), objet=("dossier", note.dossier_id), details={"note": str(note.id)})
