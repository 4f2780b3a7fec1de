"""Les attestations qu’un agent peut regarder : celles des familles inscrites dans ses services."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from portail.identite.famille.models import Rattachement
from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.activites.tenues import services_geres
from portail.inscriptions.attestations.models import Attestation, Genre
from portail.inscriptions.places.models import Inscription
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

MONTREES = 100


@dataclass(frozen=True, slots=True)
class DeLaFamille:
    """Ce qui vaut aujourd’hui pour un foyer : par enfant, et son quotient."""

    enfants: dict[UUID, list[Attestation]]
    quotient: Attestation | None


def attestations_a_verifier(services: Collection[str]) -> Sequence[Attestation]:
    """Rend ce qu’aucun agent n’a vu, document joint ou quotient, des familles qui ont une place dans ces services."""
    a_voir = select(Attestation).where(
        Attestation.verifiee_le.is_(None),
        Attestation.valable_jusqu_au >= horloge.aujourd_hui(),
        or_(Attestation.piece_id.is_not(None), Attestation.genre == Genre.QUOTIENT),
        _inscrite(services),
    )
    return session.scalars(a_voir.order_by(Attestation.cree_le, Attestation.id).limit(MONTREES)).all()


def attestation_tenue(agent: Agent, attestation_id: UUID) -> Attestation:
    """Rend une attestation d’une famille inscrite dans un service de l’agent ; lève `Introuvable` pour toute autre."""
    sienne = select(Attestation).where(Attestation.id == attestation_id, _inscrite(services_geres(agent)))
    trouvee = session.scalars(sienne).one_or_none()
    if trouvee is None:
        raise Introuvable
    return trouvee


def attestations_de_la_famille(usager_id: UUID, enfants: Collection[UUID]) -> DeLaFamille:
    """Rend ce que ce foyer a donné et qui vaut aujourd’hui, le plus récent d’abord."""
    jour = horloge.aujourd_hui()
    siennes = select(Attestation).where(
        or_(Attestation.enfant_id.in_(enfants), Attestation.usager_id == usager_id),
        Attestation.faite_le <= jour,
        Attestation.valable_jusqu_au >= jour,
    )
    par_enfant: dict[UUID, list[Attestation]] = {enfant_id: [] for enfant_id in enfants}
    quotient: Attestation | None = None
    for une in session.scalars(siennes.order_by(Attestation.cree_le.desc(), Attestation.id)):
        if une.enfant_id is not None:
            par_enfant[une.enfant_id].append(une)
        else:
            quotient = quotient or une
    return DeLaFamille(par_enfant, quotient)


def _inscrite(services: Collection[str]) -> ColumnElement[bool]:
    """Rend la condition « l’enfant, ou un enfant de ce responsable, a une place dans un de ces services »."""
    place = (
        exists()
        .where(Inscription.active, Groupe.id == Inscription.groupe_id, Activite.id == Groupe.activite_id)
        .where(Activite.service_code.in_(services))
    )
    de_l_enfant = place.where(Inscription.enfant_id == Attestation.enfant_id)
    du_foyer = place.where(
        Rattachement.enfant_id == Inscription.enfant_id, Rattachement.usager_id == Attestation.usager_id
    )
    return or_(de_l_enfant, du_foyer)
