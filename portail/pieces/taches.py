"""Préparer ce qui est reçu, réunir les fichiers d’une pièce, effacer ce qui n’appartient plus à personne.

Rien de lent dans une transaction : on lit et on libère la base, on travaille, puis on écrit ce que l’on a trouvé, si la
situation n’a pas changé entre-temps. Tout se rejoue sans effet.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from procrastinate.tasks import Task
from sqlalchemy import select

from portail.pieces.controle.formats import PDF
from portail.pieces.controle.refus import FichierRefuse
from portail.pieces.conversion import assembler
from portail.pieces.evenements import FichierEcarte
from portail.pieces.habilitations import ECARTES
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.models import EtatControle, EtatPiece, Fichier, MotifRefusPiece, Piece
from portail.pieces.preparation import Preparation, preparer_contenu
from portail.pieces.queries import Contenu
from portail.socle import fichiers, horloge, inventaire
from portail.socle.base import session, transaction, verrouiller
from portail.socle.demarrage import reglages
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier
from portail.socle.taches import differer, en_file, periodique, tache
from portail.socle.traces import trace
from portail.socle.traduction import _

APRES_LES_MESSAGES = -10
OUBLI = timedelta(minutes=10)
SURSIS = timedelta(hours=24)
"""Un contenu déposé est sans ligne tant que sa transaction n’est pas finie : on n’efface que bien après."""

LOT = 500
_DANGEREUX = _("Ce fichier contient un programme dangereux : il ne sera pas montré.")


@tache("pieces.preparer", priorite=APRES_LES_MESSAGES)
def preparer(fichier_id: str) -> None:
    """Contrôle un fichier reçu et en fait la version propre ; sans effet s’il est déjà contrôlé ou n’est plus là."""
    with transaction():
        fichier = session.get(Fichier, UUID(fichier_id), populate_existing=True)
    if fichier is None or fichier.controle is not EtatControle.A_FAIRE:
        return
    trouve, depot = controler(fichier)
    with transaction():
        _conclure(fichier.id, trouve, depot)


def controler(recu: Contenu) -> tuple[Preparation, fichiers.Depot | None]:
    """Rend le verdict sur un contenu reçu, et sa version propre déposée s’il en faut une ; hors transaction."""
    contenu = fichiers.lire(recu.cle, recu.empreinte)
    trouve = preparer_contenu(contenu, type_mime=recu.type_mime, antivirus_url=reglages().antivirus_url)
    return trouve, fichiers.deposer(trouve.propre) if trouve.propre else None


def _conclure(fichier_id: UUID, trouve: Preparation, depot: fichiers.Depot | None) -> None:
    try:
        fichier = verrouiller(Fichier, fichier_id)
    except Introuvable:
        return
    if fichier.controle is not EtatControle.A_FAIRE:
        return
    fichier.controle = trouve.controle
    if depot:
        fichier.propre_cle, fichier.propre_empreinte, fichier.propre_taille = depot.cle, depot.empreinte, depot.taille
        fichier.propre_type = trouve.type_propre
    if trouve.controle in ECARTES:
        _ecarter(fichier)
    elif fichier.piece_id:
        differer(reunir, piece_id=str(fichier.piece_id))


def _ecarter(fichier: Fichier) -> None:
    """Refuse la pièce du fichier écarté et l’annonce, sauf s’il a déjà été retiré ou remplacé."""
    if fichier.remplace_le is not None:
        return
    infecte = fichier.controle is EtatControle.INFECTE
    piece = verrouiller(Piece, fichier.piece_id) if fichier.piece_id else None
    if piece is not None:
        piece.etat, piece.motif = EtatPiece.REFUSEE, MotifRefusPiece.ILLISIBLE
        piece.precision = _DANGEREUX if infecte else None
        piece.maj_le = horloge.maintenant()
    publier(
        FichierEcarte(
            dossier_id=fichier.dossier_id,
            fichier_id=fichier.id,
            nom=fichier.nom,
            infecte=infecte,
            code=piece.code if piece else None,
            message_id=fichier.message_id,
            avis_id=fichier.avis_id,
        )
    )


@tache("pieces.reunir", priorite=APRES_LES_MESSAGES)
def reunir(piece_id: str) -> None:
    """Réunit en un PDF les fichiers sains d’une pièce ; sans effet si c’est fait, ou si un contrôle reste attendu."""
    with transaction():
        piece = session.get(Piece, UUID(piece_id), populate_existing=True)
        sources = _a_reunir(piece) if piece else []
    if not sources:
        return
    depot = _depot_reuni(sources)
    if depot is None:
        return
    with transaction():
        piece = verrouiller(Piece, UUID(piece_id))
        if _a_reunir(piece) == sources:
            piece.assemblage_cle, piece.assemblage_empreinte = depot.cle, depot.empreinte
            piece.assemblage_taille = depot.taille


class _Source(NamedTuple):
    """Ce qui se montre d’un fichier : sa version propre s’il y en a une."""

    cle: str
    empreinte: str
    type_mime: str
    taille: int


def _a_reunir(piece: Piece) -> list[_Source]:
    """Rend ce qui est à réunir, dans l’ordre reçu ; rien si c’est fait ou si un contrôle reste attendu."""
    if piece.assemblage_cle or any(f.controle is EtatControle.A_FAIRE for f in piece.fichiers):
        return []
    return [_source(f) for f in piece.fichiers if f.controle is EtatControle.SAIN]


def _source(fichier: Fichier) -> _Source:
    if fichier.propre_cle and fichier.propre_empreinte:
        return _Source(
            fichier.propre_cle, fichier.propre_empreinte, fichier.propre_type or "", fichier.propre_taille or 0
        )
    return _Source(fichier.cle, fichier.empreinte, fichier.type_mime, fichier.taille)


def _depot_reuni(sources: Sequence[_Source]) -> fichiers.Depot | None:
    """Rend le document réuni, déposé ; un PDF seul sert tel quel, sans être déposé deux fois."""
    premiere, *autres = sources
    if not autres and premiere.type_mime == PDF.type_mime:
        return fichiers.Depot(premiere.cle, premiere.empreinte, premiere.taille)
    try:
        return fichiers.deposer(assembler([fichiers.lire(source.cle, source.empreinte) for source in sources]))
    except FichierRefuse as refus:
        # Chaque fichier reste lisible à part : la pièce se lit sans son document réuni.
        trace.warning("piece_non_reunie", code=refus.code)
        return None


@tache("pieces.effacer_contenus")
def effacer_contenus(cles: list[str]) -> None:
    """Efface du dépôt des contenus dont la ligne vient de disparaître."""
    for cle in cles:
        fichiers.supprimer(cle)


@periodique("pieces.retrouver_les_oubliees", "*/10 * * * *")
def retrouver_les_oubliees() -> None:
    """Remet en file les contrôles en retard dont la tâche a disparu."""
    remettre_en_file(Fichier, preparer, "fichier_id")


def remettre_en_file(recus: type[Fichier | Justificatif], controle: Task[..., None, ...], argument: str) -> None:
    """Remet en file le contrôle de ce qui l’attend depuis trop longtemps ; `argument` : celui que la tâche reçoit."""
    with transaction():
        en_cours = en_file(controle, argument)
        attendus = session.scalars(
            select(recus.id)
            .where(recus.controle == EtatControle.A_FAIRE, recus.recu_le < horloge.maintenant() - OUBLI)
            .order_by(recus.recu_le)
            .limit(len(en_cours) + LOT)
        )
        for identifiant in map(str, attendus):
            if identifiant not in en_cours:
                differer(controle, **{argument: identifiant})


@periodique("pieces.effacer_les_orphelins", "40 3 * * *")
def effacer_les_orphelins() -> None:
    """Efface du dépôt ce qu’aucune ligne ne cite depuis un jour : envois annulés, versions remplacées."""
    anciens = set(fichiers.cles(avant=datetime.now(UTC) - SURSIS))
    orphelins = anciens - {cite.cle for cite in inventaire.fichiers_cites()}
    for cle in orphelins:
        fichiers.supprimer(cle)
    trace.info("orphelins_effaces", nombre=len(orphelins))
