"""L’examen d’un dossier par les règles de sa démarche, avec les paramètres en vigueur à la date de référence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portail.demarche import parcours
from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche, Page, Piece
from portail.demarche.eligibilite import evaluer
from portail.dossiers.etats import Etat
from portail.dossiers.horloges.calculs import date_silence
from portail.dossiers.models import Dossier
from portail.dossiers.queries import meme_personne
from portail.parametres.queries import valeurs_au
from portail.pieces.models import EtatPiece
from portail.pieces.models import Piece as PieceJointe
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.territoire.communes import annuaire

ARRIVEES = frozenset({EtatPiece.RECUE, EtatPiece.ACCEPTEE})
FOURNIES = ARRIVEES | {EtatPiece.PLUS_TARD}


@dataclass(frozen=True, slots=True)
class Manque:
    """Ce qu’il reste à remplir et à joindre avant l’envoi ; vrai s’il reste quelque chose."""

    pages: tuple[Page, ...]
    pieces: tuple[Piece, ...]

    def __bool__(self) -> bool:
        return bool(self.pages or self.pieces)


def ce_qui_manque(dossier: Dossier, demarche: Demarche, pieces: Sequence[PieceJointe]) -> Manque:
    """Rend les pages incomplètes et les pièces obligatoires ni reçues ni promises parmi celles du dossier."""
    jour = jour_de_reference(dossier)
    fournies = {piece.code for piece in pieces if piece.etat in FOURNIES}
    attendues = parcours.pieces_attendues(demarche, dossier.reponses, jour)
    return Manque(
        parcours.pages_a_remplir(demarche, dossier.reponses, jour),
        tuple(piece for piece in attendues if piece.obligatoire and piece.identifiant not in fournies),
    )


def indispensables_manquantes(dossier: Dossier, demarche: Demarche) -> tuple[Piece, ...]:
    """Rend les pièces sans lesquelles on ne peut pas instruire (CRPA, L114-5-1) et qui ne sont pas arrivées."""
    attendues = parcours.pieces_attendues(demarche, dossier.reponses, jour_de_reference(dossier))
    arrivees = {piece.code for piece in pieces_de(dossier.id) if piece.etat in ARRIVEES}
    return tuple(p for p in attendues if p.obligatoire and p.indispensable and p.identifiant not in arrivees)


def est_complete(dossier: Dossier, demarche: Demarche) -> bool:
    """Vrai si rien ne manque de ce sans quoi le délai ne part pas : pièces indispensables, réponses exigées."""
    sans_reponse = (nom for nom in demarche.exiges if dossier.reponses.get(nom) in (None, ""))
    return not indispensables_manquantes(dossier, demarche) and next(sans_reponse, None) is None


def jour_de_reference(dossier: Dossier) -> date:
    """Rend le jour auquel on juge les conditions : celui de la réception ou du dépôt, à défaut aujourd’hui."""
    if dossier.date_reception is not None:
        return dossier.date_reception
    return horloge.a_paris(dossier.depose_le).date() if dossier.depose_le else horloge.aujourd_hui()


def reponses_a_examiner(dossier: Dossier, aides: int | None = None) -> dict[str, Any]:
    """Rend ce que les règles lisent : les réponses, ce que les agents ont vérifié, les doublons."""
    if aides is None:
        aides = meme_personne(dossier).aides if dossier.etat is not Etat.BROUILLON else 0
    return {**dossier.reponses, **dossier.reponses_agent, "doublons": aides}


def bilan_de(dossier: Dossier, demarche: Demarche, jour: date | None = None, *, aides: int | None = None) -> Bilan:
    """Rend le bilan des règles pour ce dossier : le même que celui du pré-test et de l’usager.

    `aides` : les autres demandes qui comptent (`MemePersonne.aides`), si l’appelant vient de les lire.
    """
    jour = jour or jour_de_reference(dossier)
    return evaluer(
        demarche, reponses_a_examiner(dossier, aides), jour=jour, parametres=valeurs_au(jour), communes=annuaire().codes
    )


def silence_si_complet(dossier: Dossier, demarche: Demarche) -> date | None:
    """Rend la date du silence d’un dossier réputé complet : l’accusé l’annonce sous cette réserve (R112-11-1)."""
    if demarche.delai is None:
        return None
    return date_silence(jour_de_reference(dossier), demarche.delai.nombre)
