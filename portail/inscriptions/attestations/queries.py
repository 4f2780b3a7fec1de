"""Ce qui vaut encore, ce qui manque."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.attestations.models import Attestation, Genre
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _


class PiecesManquantes(SaisieInvalide):
    """Il manque des attestations ; `manques` dit lesquelles, par enfant."""

    message = _("Il manque une attestation pour cet enfant.")

    def __init__(self, manques: dict[UUID, list[Genre]]) -> None:
        super().__init__()
        self.manques = manques


def demandees(activite: Activite) -> Iterator[Genre]:
    """Rend ce que l’activité demande."""
    voulus = (
        (Genre.SANTE, activite.attestation_sante),
        (Genre.RESPONSABILITE_CIVILE, activite.responsabilite_civile),
        (Genre.AISANCE_AQUATIQUE, activite.aisance_aquatique),
    )
    yield from (genre for genre, voulu in voulus if voulu)


def valables(enfants: Collection[UUID], jour: date) -> dict[UUID, dict[Genre, Attestation]]:
    """Rend, pour chaque enfant, l’attestation de chaque genre qui vaut ce jour-là, le plus longtemps."""
    trouvees: dict[UUID, dict[Genre, Attestation]] = {enfant_id: {} for enfant_id in enfants}
    if trouvees:
        leurs = select(Attestation).where(
            Attestation.enfant_id.in_(enfants), Attestation.faite_le <= jour, Attestation.valable_jusqu_au >= jour
        )
        for une in session.scalars(leurs.order_by(Attestation.valable_jusqu_au)):
            if une.enfant_id is not None:
                trouvees[une.enfant_id][une.genre] = une
    return trouvees


def manquantes(enfant_id: UUID, groupe: Groupe) -> list[Genre]:
    """Rend ce que cet enfant n’a pas, ou plus, et que l’activité demande."""
    return manques([(enfant_id, groupe)]).get(enfant_id, [])


def manques(couples: Collection[tuple[UUID, Groupe]]) -> dict[UUID, list[Genre]]:
    """Rend, par enfant à qui il manque quelque chose, tout ce que ses activités demandent et qu’il n’a pas, ou plus."""
    leurs = valables({enfant_id for enfant_id, _ in couples}, horloge.aujourd_hui())
    trouves: dict[UUID, list[Genre]] = {}
    for enfant_id, groupe in couples:
        siens = [genre for genre in demandees(groupe.activite) if genre not in leurs[enfant_id]]
        if siens:
            trouves[enfant_id] = list(dict.fromkeys([*trouves.get(enfant_id, []), *siens]))
    return trouves


def manque_une_piece(enfant_id: UUID, groupe: Groupe) -> bool:
    """Vrai s’il manque une attestation à cet enfant pour ce groupe."""
    return bool(manquantes(enfant_id, groupe))


def exiger_les_pieces(couples: Collection[tuple[UUID, Groupe]]) -> None:
    """Lève `PiecesManquantes` s’il en manque, de tous les enfants à la fois ; une lecture quel que soit leur nombre."""
    trouves = manques(couples)
    if trouves:
        raise PiecesManquantes(trouves)


def quotient_de(usager_id: UUID) -> Attestation | None:
    """Rend le quotient qui vaut aujourd’hui pour ce responsable, le dernier donné ; rien s’il est inconnu."""
    jour = horloge.aujourd_hui()
    siens = select(Attestation).where(
        Attestation.usager_id == usager_id, Attestation.genre == Genre.QUOTIENT, Attestation.valable_jusqu_au >= jour
    )
    return session.scalars(siens.order_by(Attestation.cree_le.desc(), Attestation.id).limit(1)).first()


def document_de_la_famille(attestation_id: UUID, *, usager_id: UUID) -> Justificatif:
    """Rend le document joint à une attestation, à qui l’a envoyé ; lève `Introuvable` à tout autre."""
    siens = (
        select(Justificatif)
        .join(Attestation, Attestation.piece_id == Justificatif.id)
        .where(Attestation.id == attestation_id, Justificatif.usager_id == usager_id)
    )
    justificatif = session.scalars(siens).one_or_none()
    if justificatif is None:
        raise Introuvable
    return justificatif


def documents_envoyes(documents: Collection[UUID], *, usager_id: UUID) -> frozenset[UUID]:
    """Rend, de ces documents, ceux que cette personne a envoyés : elle seule les relit."""
    if not documents:
        return frozenset()
    siens = select(Justificatif.id).where(Justificatif.id.in_(documents), Justificatif.usager_id == usager_id)
    return frozenset(session.scalars(siens))


def valeur_du_quotient(usager_id: UUID) -> Decimal | None:
    """Rend le quotient en euros, ou rien : le tarif est alors le plus haut."""
    quotient = quotient_de(usager_id)
    return Decimal(quotient.valeur) if quotient is not None and quotient.valeur is not None else None
