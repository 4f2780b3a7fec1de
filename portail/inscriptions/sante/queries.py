"""Ce qui se sait d’une fiche sanitaire sans l’ouvrir : qui l’a écrite, quand elle s’efface, quand elle a été lue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, or_, select

from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.places.models import Inscription
from portail.inscriptions.sante.models import FicheSanitaire
from portail.journal.queries import entrees_nommees
from portail.socle.base import session


@dataclass(frozen=True, slots=True)
class FicheTenue:
    """Une fiche gardée : pour qui, depuis quand, jusqu’à quand. Rien de ce qu’elle dit."""

    enfant_id: UUID
    activite_id: UUID
    usager_id: UUID
    ecrite_le: datetime
    a_effacer_le: date


def fiches_des(enfants: Sequence[UUID]) -> dict[tuple[UUID, UUID], FicheTenue]:
    """Rend les fiches gardées de ces enfants, par enfant et activité."""
    if not enfants:
        return {}
    lignes = session.execute(
        select(
            FicheSanitaire.enfant_id,
            FicheSanitaire.activite_id,
            FicheSanitaire.usager_id,
            FicheSanitaire.ecrite_le,
            FicheSanitaire.a_effacer_le,
        ).where(FicheSanitaire.enfant_id.in_(enfants))
    )
    return {(ligne[0], ligne[1]): FicheTenue(*ligne) for ligne in lignes}


def activites_a_fiche(enfant_id: UUID, *, usager_id: UUID) -> Sequence[Activite]:
    """Rend les activités où ce responsable peut écrire la fiche de cet enfant, ou l’a écrite.

    Il l’y a inscrit et l’enfant y a sa place ; ou bien la place est rendue, mais sa fiche est encore là : il l’efface.
    """
    inscrit = (
        exists()
        .where(Groupe.activite_id == Activite.id, Inscription.groupe_id == Groupe.id, Inscription.active)
        .where(Inscription.enfant_id == enfant_id, Inscription.usager_id == usager_id)
    )
    ecrite = exists().where(
        FicheSanitaire.activite_id == Activite.id,
        FicheSanitaire.enfant_id == enfant_id,
        FicheSanitaire.usager_id == usager_id,
    )
    siennes = select(Activite).where(Activite.fiche_sanitaire, or_(inscrit, ecrite))
    return session.scalars(siennes.order_by(Activite.libelle, Activite.id)).all()


def lectures(enfant_id: UUID, activite_id: UUID) -> list[datetime]:
    """Rend quand la fiche a été lue par qui dirige l’activité, la dernière fois d’abord."""
    lues = entrees_nommees(("enfant", enfant_id), ["lire_fiche_sanitaire"])
    return [une.instant for une in reversed(lues) if une.details.get("activite") == str(activite_id)]
