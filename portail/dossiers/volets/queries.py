"""Ce qui se lit d’un volet, toujours pour un agent qui en a le métier."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portail.demarche import parcours
from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche, Page, Phase, Volet
from portail.demarche.declaration import Piece as PieceDeclaree
from portail.demarche.eligibilite import calculer
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.volets.habilitations import peut_lire, peut_lire_piece
from portail.dossiers.volets.models import Volet as VoletEcrit
from portail.identite.models import Agent
from portail.parametres.queries import valeurs_au
from portail.pieces.models import Fichier, Piece
from portail.pieces.queries import code_de_la_piece, fichier_de, fichier_de_la_personne, piece_de
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.communes import annuaire


@dataclass(frozen=True, slots=True)
class VoletLu:
    """Un volet tel qu’on le montre : sa déclaration, et ce qui en est écrit s’il est commencé."""

    declare: Volet
    ecrit: VoletEcrit | None

    @property
    def est_valide(self) -> bool:
        """Vrai s’il est validé et n’a pas été rouvert."""
        return self.ecrit is not None and self.ecrit.valide_le is not None


def volet_ecrit(dossier: Dossier, code: str) -> VoletEcrit | None:
    """Rend ce qui est écrit de ce volet, ou rien ; à l’appelant de juger de qui peut le lire."""
    return session.scalars(
        select(VoletEcrit)
        .where(VoletEcrit.dossier_id == dossier.id, VoletEcrit.code == code)
        .execution_options(populate_existing=True)
    ).one_or_none()


def volet_pour(agent: Agent, dossier: Dossier | None, code: str) -> VoletLu:
    """Rend un volet que cet agent peut lire ; lève `Introuvable` pour tout autre, sans dire s’il existe."""
    declare = declaration_de(dossier).volet(code) if dossier is not None else None
    if dossier is None or declare is None or not peut_lire(agent, dossier, declare):
        raise Introuvable
    return VoletLu(declare, volet_ecrit(dossier, code))


def bilan_du_volet(dossier: Dossier, lu: VoletLu) -> Bilan:
    """Rend les calculs du volet que ses réponses permettent de faire."""
    jour = jour_de_reference(dossier)
    reponses = lu.ecrit.reponses if lu.ecrit else {}
    explications = calculer(
        lu.declare.calculs,
        tuple(lu.declare.champs.values()),
        reponses,
        jour=jour,
        parametres=valeurs_au(jour),
        communes=annuaire().codes,
    )
    return Bilan((), explications)


def pages_a_finir(dossier: Dossier, lu: VoletLu) -> tuple[Page, ...]:
    """Rend les pages où manque une réponse obligatoire."""
    return parcours.pages_a_remplir(lu.declare, lu.ecrit.reponses if lu.ecrit else {}, jour_de_reference(dossier))


def pieces_du_volet(demarche: Demarche, volet: Volet) -> tuple[PieceDeclaree, ...]:
    """Rend les pièces réservées aux lecteurs de ce volet : celles de la personne, puis celles des rédacteurs."""
    siennes = [piece for piece in demarche.pieces if piece.volet == volet.identifiant]
    return tuple(sorted(siennes, key=lambda piece: piece.phase is Phase.VOLET))


def fichier_pour(agent: Agent, dossier: Dossier, fichier_id: UUID) -> Fichier:
    """Rend un fichier du dossier que cet agent peut ouvrir ; lève `Introuvable` pour un fichier réservé."""
    fichier = fichier_de(dossier.id, fichier_id)
    if not peut_lire_piece(agent, dossier, declaration_de(dossier), code_de_la_piece(fichier)):
        raise Introuvable
    return fichier


def fichier_de_l_usager(dossier: Dossier, fichier_id: UUID) -> Fichier:
    """Rend un fichier que la personne a envoyé ou reçu ; lève `Introuvable` pour celui qu’un volet garde."""
    fichier = fichier_de_la_personne(dossier.id, fichier_id)
    piece = declaration_de(dossier).piece(code_de_la_piece(fichier))
    if piece is not None and piece.phase is Phase.VOLET:
        raise Introuvable
    return fichier


def piece_pour(agent: Agent, dossier: Dossier, code: str) -> Piece:
    """Rend une pièce du dossier que cet agent peut ouvrir ; lève `Introuvable`."""
    if not peut_lire_piece(agent, dossier, declaration_de(dossier), code):
        raise Introuvable
    return piece_de(dossier.id, code)
