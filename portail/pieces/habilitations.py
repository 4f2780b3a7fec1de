"""Ce qu’on peut faire d’une pièce ou d’un fichier, vu d’eux seuls ; qui a le droit est l’affaire des dossiers."""

from portail.pieces.models import EtatControle, EtatPiece, Piece

ECARTES = frozenset({EtatControle.INFECTE, EtatControle.ILLISIBLE})
JUGEES = frozenset({EtatPiece.RECUE, EtatPiece.ACCEPTEE, EtatPiece.REFUSEE})


def peut_etre_acceptee(piece: Piece) -> bool:
    """Vrai si la pièce a des fichiers et qu’aucun n’est écarté."""
    return piece.etat in JUGEES and bool(piece.fichiers) and not any(f.controle in ECARTES for f in piece.fichiers)


def peut_etre_refusee(piece: Piece) -> bool:
    """Vrai si la pièce a été envoyée."""
    return piece.etat in JUGEES and bool(piece.fichiers)


def est_a_renvoyer(piece: Piece) -> bool:
    """Vrai si le prochain fichier remplace ceux qui sont là : la pièce a été refusée ou redemandée."""
    return piece.etat in {EtatPiece.REFUSEE, EtatPiece.ATTENDUE} and bool(piece.fichiers)
