"""Ce qui se lit des pièces d’un dossier ; qui a le droit de lire est l’affaire des dossiers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from portail.parametres.queries import entier_au
from portail.pieces.controle.examen import MO
from portail.pieces.controle.formats import PDF
from portail.pieces.models import EtatControle, EtatPiece, Fichier, Piece
from portail.socle import fichiers
from portail.socle.base import session
from portail.socle.demarrage import reglages
from portail.socle.erreurs import Indisponible, Introuvable
from portail.socle.traduction import _

# Construites une fois : chaque page d’un dossier, chaque fichier reçu les pose.
_DU_DOSSIER = (
    select(Piece)
    .where(Piece.dossier_id == bindparam("dossier_id"))
    .options(joinedload(Piece.fichiers))
    .order_by(Piece.code)
    .execution_options(populate_existing=True)
)
_ETATS = select(Piece.code, Piece.etat).where(Piece.dossier_id == bindparam("dossier_id"))
_POIDS = select(func.sum(Fichier.taille)).where(
    Fichier.dossier_id == bindparam("dossier_id"), Fichier.remplace_le.is_(None)
)


def pieces_de(dossier_id: UUID) -> Sequence[Piece]:
    """Rend les pièces du dossier et leurs fichiers, relus : l’action qui précède vient peut-être de les changer."""
    return session.scalars(_DU_DOSSIER, {"dossier_id": dossier_id}).unique().all()


def etats_des_pieces(dossier_id: UUID) -> Mapping[str, EtatPiece]:
    """Rend l’état de chaque pièce du dossier, par code, sans rien lire de ses fichiers."""
    lignes = session.execute(_ETATS, {"dossier_id": dossier_id})
    return {code: etat for code, etat in lignes}  # noqa: C416 — des lignes, pas des couples


def piece_de(dossier_id: UUID, code: str) -> Piece:
    """Rend une pièce de ce dossier ; lève `Introuvable`."""
    piece = session.scalar(select(Piece).where(Piece.dossier_id == dossier_id, Piece.code == code))
    if piece is None:
        raise Introuvable
    return piece


def fichier_de(dossier_id: UUID, fichier_id: UUID) -> Fichier:
    """Rend un fichier de ce dossier, remplacé ou non ; lève `Introuvable`."""
    fichier = session.get(Fichier, fichier_id)
    if fichier is None or fichier.dossier_id != dossier_id:
        raise Introuvable
    return fichier


def code_de_la_piece(fichier: Fichier) -> str:
    """Rend le code de la pièce à laquelle est ce fichier ; vide s’il est joint à autre chose."""
    piece = session.get(Piece, fichier.piece_id) if fichier.piece_id else None
    return piece.code if piece else ""


def fichier_de_la_personne(dossier_id: UUID, fichier_id: UUID) -> Fichier:
    """Rend un fichier que la personne a envoyé ou reçu ; lève `Introuvable`, pour celui d’un avis aussi."""
    fichier = fichier_de(dossier_id, fichier_id)
    if fichier.avis_id is not None:
        raise Introuvable
    return fichier


def par_message(fichiers_: Iterable[Fichier]) -> Mapping[UUID, Sequence[Fichier]]:
    """Rend ceux de ces fichiers qui sont joints à un message, par message."""
    joints: dict[UUID, list[Fichier]] = defaultdict(list)
    for fichier in fichiers_:
        if fichier.message_id:
            joints[fichier.message_id].append(fichier)
    return joints


def par_avis(fichiers_: Iterable[Fichier]) -> Mapping[UUID, Sequence[Fichier]]:
    """Rend ceux de ces fichiers qui sont joints à un avis, par avis."""
    joints: dict[UUID, list[Fichier]] = defaultdict(list)
    for fichier in fichiers_:
        if fichier.avis_id:
            joints[fichier.avis_id].append(fichier)
    return joints


def taille_totale(dossier_id: UUID) -> int:
    """Rend le poids des fichiers du dossier tels que reçus, en octets ; ceux qui ont été remplacés ne comptent pas."""
    return session.scalar(_POIDS, {"dossier_id": dossier_id}) or 0


def taille_max_fichier() -> int:
    """Rend la taille admise pour un fichier aujourd’hui, en octets."""
    return entier_au("piece_taille_max") * MO


def taille_max_dossier() -> int:
    """Rend la taille admise pour tous les fichiers d’un dossier aujourd’hui, en octets."""
    return entier_au("dossier_taille_max") * MO


class Contenu(Protocol):
    """Ce qu’il faut savoir d’un fichier reçu pour le montrer."""

    @property
    def cle(self) -> str: ...  # noqa: D102 — les colonnes de `Fichier`
    @property
    def empreinte(self) -> str: ...  # noqa: D102
    @property
    def type_mime(self) -> str: ...  # noqa: D102
    @property
    def controle(self) -> EtatControle: ...  # noqa: D102
    @property
    def propre_cle(self) -> str | None: ...  # noqa: D102
    @property
    def propre_empreinte(self) -> str | None: ...  # noqa: D102
    @property
    def propre_type(self) -> str | None: ...  # noqa: D102


def contenu_a_montrer(fichier: Contenu) -> tuple[bytes, str]:
    """Rend le contenu à montrer et son type : la version propre, ou le PDF reçu s’il est sans danger.

    Lève `Introuvable` pour un fichier écarté (infecté, illisible), `Indisponible` tant que le contrôle n’est pas fait.
    """
    if fichier.propre_cle and fichier.propre_empreinte and fichier.propre_type:
        return fichiers.lire(fichier.propre_cle, fichier.propre_empreinte), fichier.propre_type
    if fichier.controle is EtatControle.SAIN or _est_inerte(fichier):
        return fichiers.lire(fichier.cle, fichier.empreinte), fichier.type_mime
    if fichier.controle is EtatControle.A_FAIRE:
        raise Indisponible(_("Ce fichier est en cours de vérification. Réessayez dans quelques instants."))
    raise Introuvable(_("Ce fichier n’a pas pu être gardé : il est infecté ou illisible."))


def _est_inerte(fichier: Contenu) -> bool:
    """Vrai pour un PDF en attente, sans antivirus réglé : son examen à l’arrivée suffit déjà."""
    en_attente = fichier.controle is EtatControle.A_FAIRE
    return en_attente and fichier.type_mime == PDF.type_mime and not reglages().antivirus_url


def document_de(piece: Piece) -> bytes:
    """Rend le PDF qui réunit les fichiers de la pièce ; lève `Indisponible` tant qu’il n’est pas fait."""
    if not piece.assemblage_cle or not piece.assemblage_empreinte:
        raise Indisponible(_("Ce document est en préparation. Réessayez dans quelques instants."))
    return fichiers.lire(piece.assemblage_cle, piece.assemblage_empreinte)
