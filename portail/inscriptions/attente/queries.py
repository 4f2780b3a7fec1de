"""Ce qui se lit de la liste d’attente."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from portail.inscriptions.attente.models import EN_LISTE, AttenteFoyer, EtatAttendue, PlaceAttendue
from portail.parametres.queries import entier_au
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

VIVANTES = (EtatAttendue.ATTEND, EtatAttendue.PROPOSEE)


def attente_de(attente_id: UUID, *, usager_id: UUID) -> AttenteFoyer:
    """Rend l’inscription de ce foyer, relue ; lève `Introuvable` à tout autre."""
    attente = session.get(AttenteFoyer, attente_id, populate_existing=True)
    if attente is None or attente.usager_id != usager_id:
        raise Introuvable
    return attente


def attentes_de(usager_id: UUID) -> Sequence[AttenteFoyer]:
    """Rend ce que cette personne attend encore."""
    siennes = select(AttenteFoyer).where(AttenteFoyer.usager_id == usager_id, AttenteFoyer.etat.in_(EN_LISTE))
    return session.scalars(siennes.order_by(AttenteFoyer.inscrite_le, AttenteFoyer.id)).all()


def rang(attente: AttenteFoyer, groupe_id: UUID) -> int:
    """Rend le rang de ce foyer dans la file d’un groupe : un de plus que les foyers qui passent avant lui."""
    return _rangs(attente, {groupe_id})[groupe_id]


def rangs(attente: AttenteFoyer) -> dict[UUID, int]:
    """Rend le rang de ce foyer dans chacun des groupes qu’il attend, en une lecture."""
    return _rangs(attente, {une.groupe_id for une in attente.attendues if une.etat in VIVANTES})


def _rangs(attente: AttenteFoyer, groupes: set[UUID]) -> dict[UUID, int]:
    avant = (
        select(PlaceAttendue.groupe_id, func.count(func.distinct(AttenteFoyer.id)))
        .join(AttenteFoyer)
        .where(
            PlaceAttendue.groupe_id.in_(groupes),
            PlaceAttendue.etat.in_(VIVANTES),
            AttenteFoyer.etat.in_(EN_LISTE),
            or_(
                AttenteFoyer.priorite > attente.priorite,
                and_(AttenteFoyer.priorite == attente.priorite, AttenteFoyer.depuis < attente.depuis),
                and_(
                    AttenteFoyer.priorite == attente.priorite,
                    AttenteFoyer.depuis == attente.depuis,
                    AttenteFoyer.id < attente.id,
                ),
            ),
        )
        .group_by(PlaceAttendue.groupe_id)
    )
    devant = {ligne[0]: ligne[1] for ligne in session.execute(avant)}
    return {groupe_id: 1 + devant.get(groupe_id, 0) for groupe_id in groupes}


def file_du_groupe(groupe_id: UUID) -> Sequence[AttenteFoyer]:
    """Rend les foyers qui attendent ce groupe, dans l’ordre ; aux écrans d’en réserver la lecture."""
    leurs = (
        select(AttenteFoyer)
        .join(PlaceAttendue)
        .where(PlaceAttendue.groupe_id == groupe_id, PlaceAttendue.etat.in_(VIVANTES), AttenteFoyer.etat.in_(EN_LISTE))
        .distinct()
    )
    foyers = session.scalars(leurs).all()
    return sorted(foyers, key=lambda un: (-un.priorite, un.depuis, un.id))


def nombres_en_attente() -> dict[UUID, int]:
    """Rend combien de places sont attendues, par groupe (statistique : aucun nom)."""
    par_groupe = select(PlaceAttendue.groupe_id, func.count()).where(PlaceAttendue.etat == EtatAttendue.ATTEND)
    return {ligne[0]: ligne[1] for ligne in session.execute(par_groupe.group_by(PlaceAttendue.groupe_id))}


def nombres_de_la_regle() -> dict[str, str]:
    """Rend les nombres de la règle, telle que l’écran la dit."""
    codes = {
        "heures": "inscription_attente_heures",
        "refus": "inscription_attente_refus",
        "silences": "inscription_attente_silences",
        "pause": "inscription_attente_pause_heures",
    }
    return {nom: str(entier_au(code)) for nom, code in codes.items()}
