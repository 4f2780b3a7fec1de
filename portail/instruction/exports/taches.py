"""Écrire les exports au fil de l’eau, reprendre ceux dont la tâche a disparu, effacer ceux qui expirent.

Rien n’est jamais entier : 500 dossiers lus à la fois, un morceau de fichier déposé, chiffré, dès qu’il est plein.
"""

from uuid import UUID

from portail.demarche.catalogue import catalogue
from portail.identite.models import Agent
from portail.instruction.exports import actions, queries
from portail.instruction.exports.colonnes import Colonnes
from portail.instruction.exports.ecrivains import OUVRIR, Ecrivain
from portail.instruction.exports.models import Export
from portail.socle import fichiers
from portail.socle.base import session, transaction
from portail.socle.fichiers import Depot
from portail.socle.taches import differer, en_file, periodique, tache

APRES_TOUT = -20
PAR_LECTURE = 500
SEGMENT_OCTETS = 4_000_000
FEUILLE = "Dossiers"


class _Morceaux:
    """Le fichier à mesure qu’il s’écrit : un morceau en mémoire, les autres déjà déposés."""

    def __init__(self) -> None:
        self.depots: list[Depot] = []
        self._en_cours = bytearray()

    def ecrire(self, contenu: bytes) -> None:
        """Ajoute ce contenu ; dépose le morceau s’il est plein."""
        self._en_cours += contenu
        if len(self._en_cours) >= SEGMENT_OCTETS:
            self._deposer()

    def finir(self) -> list[Depot]:
        """Dépose le dernier morceau et les rend tous."""
        if self._en_cours:
            self._deposer()
        return self.depots

    def _deposer(self) -> None:
        self.depots.append(fichiers.deposer(bytes(self._en_cours)))
        self._en_cours.clear()


@tache(actions.ECRIRE, priorite=APRES_TOUT)
def ecrire(export_id: str) -> None:
    """Écrit le fichier, puis le rend prêt ; interrompue, recommence du début. Sans effet s’il est déjà écrit."""
    commence = actions.commencer(UUID(export_id))
    if commence is None:
        return
    export, agent = commence
    morceaux = _Morceaux()
    with OUVRIR[export.format](morceaux.ecrire, FEUILLE) as ecrivain:
        lignes = _ecrire_les_lignes(ecrivain, export, agent)
    actions.finir(UUID(export_id), morceaux.finir(), lignes=lignes)


def _ecrire_les_lignes(ecrivain: Ecrivain, export: Export, agent: Agent) -> int:
    """Écrit les titres et chaque dossier encore lisible ; rend le nombre de lignes, titres non compris."""
    selection = export.selection or b""
    presentes, connues = queries.demarches_de(agent, selection, PAR_LECTURE * 10), catalogue()
    colonnes, lignes = Colonnes.pour([connues[nom] for nom in presentes if nom in connues]), 0
    ecrivain.ligne(list(colonnes.titres))
    total = actions.nombre_de(selection)
    for debut in range(0, total, PAR_LECTURE):
        identifiants = queries.identifiants_lus(selection, debut, PAR_LECTURE)
        dossiers = queries.dossiers_dans_l_ordre(agent, identifiants, reponses=bool(colonnes.exportees))
        autour = queries.autour_de(dossiers)
        for dossier in dossiers:
            ecrivain.ligne(colonnes.ligne(dossier, autour))
        lignes += len(dossiers)
        actions.avancer(export, dossiers, agent=agent, passes=min(debut + PAR_LECTURE, total))
        session.expunge_all()
    return lignes


@periodique("instruction.reprendre_les_exports", "*/10 * * * *")
def reprendre_les_exports() -> None:
    """Remet en file les exports demandés dont la tâche a disparu."""
    with transaction():
        en_cours = en_file(ecrire, "export_id")
        for export_id in map(str, queries.en_attente()):
            if export_id not in en_cours:
                differer(ecrire, export_id=export_id)


@periodique("instruction.effacer_les_exports", "5 * * * *")
def effacer_les_exports() -> None:
    """Efface les fichiers dont le terme est passé."""
    for export_id in queries.expires():
        actions.expirer(export_id)
