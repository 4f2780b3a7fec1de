"""Ce qui se lit des avis : pour le service qui les demande, pour qui doit les rendre ; et ce qui est partagé."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from portail.demarche.bilan import Bilan, Traduire
from portail.demarche.declaration import Demarche
from portail.demarche.recapitulatif import Rubrique, masquer_les_comptes, rubriques
from portail.dossiers.avis.habilitations import est_de, est_ouvert
from portail.dossiers.avis.liens import lire_le_jeton
from portail.dossiers.avis.models import Avis
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.pieces.models import Fichier, Piece
from portail.pieces.queries import fichier_de, pieces_de
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def avis_du_dossier(dossier: Dossier, avis_id: UUID) -> Avis:
    """Rend un avis de ce dossier ; lève `Introuvable`."""
    avis = session.get(Avis, avis_id)
    if avis is None or avis.dossier_id != dossier.id:
        raise Introuvable
    return avis


def nombre_d_avis_attendus(dossier: Dossier) -> int:
    """Rend le nombre d’avis ni rendus ni révoqués."""
    attendus = select(func.count()).where(
        Avis.dossier_id == dossier.id, Avis.rendu_le.is_(None), Avis.revoque_le.is_(None)
    )
    return session.scalar(attendus) or 0


def avis_a_rendre(agent: Agent) -> Sequence[tuple[Avis, Dossier]]:
    """Rend les avis que cet agent doit encore rendre, le plus pressé d’abord."""
    lignes = session.execute(
        select(Avis, Dossier)
        .join(Dossier, Dossier.id == Avis.dossier_id)
        .where(
            Avis.agent_id == agent.id,
            Avis.rendu_le.is_(None),
            Avis.revoque_le.is_(None),
            Dossier.etat.in_(ETATS_EN_COURS),
        )
        .order_by(Avis.date_limite, Avis.id)
    )
    jour = horloge.aujourd_hui()
    return [(avis, dossier) for avis, dossier in lignes if est_ouvert(avis, dossier, jour)]


def avis_demande_a(agent: Agent, avis_id: UUID) -> tuple[Avis, Dossier]:
    """Rend un avis demandé à cet agent, ouvert ou clos, et son dossier ; lève `Introuvable` pour celui d’un autre."""
    avis = session.get(Avis, avis_id)
    if avis is None or not est_de(avis, agent):
        raise Introuvable
    return avis, session.get_one(Dossier, avis.dossier_id)


def avis_au_lien(jeton: str) -> tuple[Avis, Dossier]:
    """Rend l’avis que désigne ce lien et son dossier ; lève `Introuvable` pour un lien qui n’est pas de nous."""
    avis = session.get(Avis, lire_le_jeton(jeton))
    if avis is None or avis.courriel is None:
        raise Introuvable
    return avis, session.get_one(Dossier, avis.dossier_id)


def noms_des_experts(avis_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Rend le nom et la qualité des experts du dehors, par avis."""
    if not avis_ids:
        return {}
    trouves = session.scalars(select(Avis).where(Avis.id.in_(avis_ids)))
    return {avis.id: avis.nom for avis in trouves if avis.nom}


@dataclass(frozen=True, slots=True)
class Partage:
    """Ce qu’un expert voit : les pages choisies, les pièces choisies, rien d’autre."""

    demarche: Demarche
    rubriques: Sequence[Rubrique]
    pieces: Sequence[Piece]


def partage_de(avis: Avis, dossier: Dossier, *, traduire: Traduire, langue: str) -> Partage:
    """Rend les pages et les pièces partagées, telles qu’elles sont ; ni calcul, ni compte bancaire entier."""
    demarche = declaration_de(dossier)
    lues = rubriques(
        demarche, dossier.reponses, jour=jour_de_reference(dossier), bilan=Bilan(), traduire=traduire, langue=langue
    )
    return Partage(
        demarche=demarche,
        rubriques=[
            rubrique for rubrique in masquer_les_comptes(demarche, lues, traduire) if rubrique.identifiant in avis.pages
        ],
        pieces=[piece for piece in pieces_de(dossier.id) if piece.code in avis.pieces and piece.fichiers],
    )


def fichier_partage(avis: Avis, fichier_id: UUID) -> Fichier:
    """Rend un fichier d’une pièce partagée ; lève `Introuvable` pour tout autre, du même dossier compris."""
    fichier = fichier_de(avis.dossier_id, fichier_id)
    piece = session.get(Piece, fichier.piece_id) if fichier.piece_id else None
    if piece is None or piece.code not in avis.pieces or fichier.remplace_le is not None:
        raise Introuvable
    return fichier
