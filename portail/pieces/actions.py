"""Recevoir, retirer, juger des fichiers : `recevoir` avant toute transaction, le reste dans celle de l’appelant.

L’appelant (les dossiers) ouvre la transaction, verrouille le dossier et vérifie le droit ; il inscrit aussi au journal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select

from portail.pieces.controle.examen import MO, Examen, examiner
from portail.pieces.controle.refus import FichierRefuse
from portail.pieces.habilitations import ECARTES, est_a_renvoyer, peut_etre_acceptee, peut_etre_refusee
from portail.pieces.models import EtatPiece, Fichier, MotifRefusPiece, Piece
from portail.pieces.queries import fichier_de, taille_max_dossier, taille_totale
from portail.pieces.taches import effacer_contenus, preparer, reunir
from portail.socle import fichiers, horloge
from portail.socle.base import en_transaction, session
from portail.socle.erreurs import Introuvable, TransitionInterdite
from portail.socle.taches import differer
from portail.socle.traduction import _

_DOSSIER_TROP_GROS = _(
    "Avec ce fichier, vos documents pèseraient plus de %(limite)s Mo, la limite pour une demande. "
    "Retirez un fichier inutile, ou envoyez des photos en qualité normale."
)
_A_CHANGER = (
    select(Piece)
    .where(Piece.dossier_id == bindparam("dossier_id"), Piece.code == bindparam("code"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class Recu:
    """Un fichier examiné et déposé, chiffré, qui n’appartient encore à personne ; oublié, il sera effacé."""

    examen: Examen
    depot: fichiers.Depot


def recevoir(nom: str, contenu: bytes, *, taille_max: int) -> Recu:
    """Examine le fichier et le dépose ; `taille_max` est en octets.

    Lève `FichierRefuse` (la phrase dit quoi faire), `Indisponible` si le dépôt échoue, `RuntimeError` dans une
    transaction : l’examen et le dépôt prennent du temps.
    """
    if en_transaction():
        raise RuntimeError("un fichier se reçoit avant la transaction")
    examen = examiner(nom, contenu, taille_max=taille_max)
    return Recu(examen, fichiers.deposer(contenu))


def enregistrer_fichier(dossier_id: UUID, code: str, recu: Recu) -> Fichier:
    """Ajoute un fichier reçu à la pièce et diffère sa préparation ; envoyé deux fois, il n’y est qu’une.

    Après un refus, il remplace ce qui était refusé. Lève `FichierRefuse` si la demande pèserait trop.
    """
    piece = _piece(dossier_id, code) or _nouvelle_piece(dossier_id, code)
    if est_a_renvoyer(piece):
        _remplacer(piece)
    deja = next((f for f in piece.fichiers if f.empreinte == recu.depot.empreinte), None)
    if deja is not None:
        return deja
    fichier = _ajouter(Fichier(dossier_id=dossier_id, piece_id=piece.id), recu)
    _changer(piece, EtatPiece.RECUE)
    _relire_les_fichiers(piece)
    return fichier


def joindre_au_message(dossier_id: UUID, message_id: UUID, recu: Recu) -> Fichier:
    """Joint un fichier reçu à un message et diffère sa préparation ; lève `FichierRefuse` si le dossier pèse trop."""
    return _ajouter(Fichier(dossier_id=dossier_id, message_id=message_id), recu)


def joindre_a_l_avis(dossier_id: UUID, avis_id: UUID, recu: Recu) -> Fichier:
    """Joint un fichier reçu à un avis et diffère sa préparation ; lève `FichierRefuse` si le dossier pèse trop."""
    return _ajouter(Fichier(dossier_id=dossier_id, avis_id=avis_id), recu)


def retirer(dossier_id: UUID, fichier_id: UUID, *, definitif: bool = False) -> None:
    """Retire un fichier d’une pièce, attendue de nouveau si c’était le dernier ; `definitif` : son contenu est effacé.

    Lève `Introuvable` si ce n’est pas un fichier d’une pièce de ce dossier.
    """
    fichier = fichier_de(dossier_id, fichier_id)
    if fichier.piece_id is None or fichier.remplace_le is not None:
        raise Introuvable
    piece = session.get_one(Piece, fichier.piece_id, with_for_update=True, populate_existing=True)
    if definitif:
        _effacer([fichier])
        session.delete(fichier)
    else:
        fichier.remplace_le = horloge.maintenant()
    _relire_les_fichiers(piece)
    if not piece.fichiers:
        _changer(piece, EtatPiece.ATTENDUE)
    elif fichier.controle in ECARTES and not any(f.controle in ECARTES for f in piece.fichiers):
        _changer(piece, EtatPiece.RECUE)
    differer(reunir, piece_id=str(piece.id))


def marquer_plus_tard(dossier_id: UUID, code: str, *, promis: bool) -> None:
    """Note que la pièce viendra plus tard, ou que la personne se ravise ; sans effet sur une pièce déjà envoyée."""
    piece = _piece(dossier_id, code) or _nouvelle_piece(dossier_id, code)
    if piece.etat in {EtatPiece.ATTENDUE, EtatPiece.PLUS_TARD} and not piece.fichiers:
        _changer(piece, EtatPiece.PLUS_TARD if promis else EtatPiece.ATTENDUE)


def redemander(dossier_id: UUID, code: str) -> None:
    """Attend de nouveau la pièce : le prochain fichier remplacera ceux qui sont là. Un refus garde sa raison."""
    piece = _piece(dossier_id, code) or _nouvelle_piece(dossier_id, code)
    if piece.etat is not EtatPiece.REFUSEE:
        _changer(piece, EtatPiece.ATTENDUE)


def accepter(dossier_id: UUID, code: str) -> Piece:
    """Accepte la pièce ; lève `TransitionInterdite` si elle n’a pas de fichier, ou un fichier écarté."""
    piece = _piece_envoyee(dossier_id, code)
    if not peut_etre_acceptee(piece):
        raise TransitionInterdite
    _changer(piece, EtatPiece.ACCEPTEE)
    return piece


def refuser(dossier_id: UUID, code: str, *, motif: MotifRefusPiece, precision: str = "") -> Piece:
    """Refuse la pièce et dit pourquoi ; lève `TransitionInterdite` si elle n’a pas été envoyée."""
    piece = _piece_envoyee(dossier_id, code)
    if not peut_etre_refusee(piece):
        raise TransitionInterdite
    _changer(piece, EtatPiece.REFUSEE, motif=motif, precision=precision.strip())
    return piece


def effacer_les_pieces(dossier_id: UUID) -> None:
    """Efface les pièces et les fichiers d’un brouillon ; leurs contenus le sont aussitôt après la transaction."""
    tous = session.scalars(select(Fichier).where(Fichier.dossier_id == dossier_id)).all()
    assemblages = session.scalars(
        select(Piece.assemblage_cle).where(Piece.dossier_id == dossier_id, Piece.assemblage_cle.is_not(None))
    ).all()
    _effacer(tous, *filter(None, assemblages))
    session.execute(delete(Fichier).where(Fichier.dossier_id == dossier_id))
    session.execute(delete(Piece).where(Piece.dossier_id == dossier_id))


def _piece(dossier_id: UUID, code: str) -> Piece | None:
    return session.scalars(_A_CHANGER, {"dossier_id": dossier_id, "code": code}).first()


def _piece_envoyee(dossier_id: UUID, code: str) -> Piece:
    piece = _piece(dossier_id, code)
    if piece is None:
        raise TransitionInterdite
    return piece


def _nouvelle_piece(dossier_id: UUID, code: str) -> Piece:
    piece = Piece(
        id=uuid4(), dossier_id=dossier_id, code=code, etat=EtatPiece.ATTENDUE, maj_le=horloge.maintenant(), fichiers=[]
    )
    session.add(piece)
    return piece


def _changer(
    piece: Piece, etat: EtatPiece, *, motif: MotifRefusPiece | None = None, precision: str | None = None
) -> None:
    """Seul endroit où une personne change l’état d’une pièce."""
    piece.etat, piece.motif, piece.precision = etat, motif, precision or None
    piece.maj_le = horloge.maintenant()


def _remplacer(piece: Piece) -> None:
    """Met de côté ce qui a été refusé : les fichiers écartés par le contrôle s’il y en a, sinon tous."""
    ecartes = [f for f in piece.fichiers if f.controle in ECARTES]
    for fichier in ecartes or piece.fichiers:
        fichier.remplace_le = horloge.maintenant()
    _relire_les_fichiers(piece)


def _relire_les_fichiers(piece: Piece) -> None:
    """Relit les fichiers après un changement, et oublie le document qui réunissait les anciens."""
    piece.assemblage_cle = piece.assemblage_empreinte = piece.assemblage_taille = None
    session.flush()
    session.expire(piece, ["fichiers"])


def _ajouter(fichier: Fichier, recu: Recu) -> Fichier:
    """Complète et garde le fichier, dans la limite du dossier, et diffère sa préparation."""
    limite = taille_max_dossier()
    with session.no_autoflush:  # une pièce neuve ne pèse rien : elle s’écrira avec son fichier
        poids = taille_totale(fichier.dossier_id)
    if poids + recu.depot.taille > limite:
        raise FichierRefuse(_DOSSIER_TROP_GROS, "dossier_trop_gros", {"limite": str(limite // MO)})
    fichier.nom, fichier.type_mime = recu.examen.nom_propre, recu.examen.type_mime
    fichier.cle, fichier.empreinte, fichier.taille = recu.depot.cle, recu.depot.empreinte, recu.depot.taille
    fichier.id, fichier.recu_le = uuid4(), horloge.maintenant()
    session.add(fichier)
    differer(preparer, fichier_id=str(fichier.id))
    return fichier


def _effacer(retires: Sequence[Fichier], *autres: str) -> None:
    cles = {cle for fichier in retires for cle in (fichier.cle, fichier.propre_cle) if cle} | set(autres)
    if cles:
        differer(effacer_contenus, cles=sorted(cles))
