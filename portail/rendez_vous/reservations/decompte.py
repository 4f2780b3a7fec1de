"""Le décompte des places d’une séance : prises, gardées, rendues ; tout se fait dans la transaction de l’appelant.

La permission d’entrer est un seul ordre : un compteur n’augmente que s’il reste de la place, et la base le tient pour
tous à la fois. Une place gardée compte comme une place prise ; on n’efface sa tenue que la séance verrouillée, pour ne
la rendre qu’une fois.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update

from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.reservations.erreurs import SeanceComplete
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.evenements import CreneauLibere
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.evenements import publier
from portail.socle.tours import patienter

RELUE: Mapping[str, Any] = {"synchronize_session": "fetch"}
"""Ce que la session en savait se relira : c’est la base qui compte."""


def restantes(maintenant: datetime) -> ColumnElement[int]:
    """Rend l’expression « places où l’on peut entrer » d’une séance : une tenue échue n’y compte plus."""
    gardees = (
        select(func.coalesce(func.sum(Tenue.passages), 0))
        .where(Tenue.seance_id == RendezVous.id, Tenue.expire_le > maintenant)
        .correlate(RendezVous)
        .scalar_subquery()
    )
    return func.coalesce(RendezVous.places, 0) - RendezVous.places_prises - gardees


def restant(seance_id: UUID) -> int:
    """Rend combien de places restent, sans rien promettre : seul l’ordre qui les prend décide."""
    return session.scalar(select(restantes(horloge.maintenant())).where(RendezVous.id == seance_id)) or 0


def prendre(seance_id: UUID, nombre: int) -> None:
    """Prend des places pour des personnes inscrites ; lève `SeanceComplete` s’il n’en reste pas assez."""
    _compter(seance_id, {"places_prises": RendezVous.places_prises + nombre}, nombre)


def garder(seance_id: UUID, nombre: int) -> None:
    """Garde des places, dont l’appelant écrit la tenue ; lève `SeanceComplete` s’il n’en reste pas assez."""
    _compter(seance_id, {"places_tenues": RendezVous.places_tenues + nombre}, nombre)


def _compter(seance_id: UUID, compteurs: Mapping[str, Any], nombre: int) -> None:
    """Fait avancer ces compteurs s’il reste autant de places : qui change la ligne a la permission."""
    change = (
        update(RendezVous)
        .where(
            RendezVous.id == seance_id,
            RendezVous.etat == EtatRdv.PRIS,
            RendezVous.debut > horloge.maintenant(),
            RendezVous.places_prises + RendezVous.places_tenues + nombre <= RendezVous.places,
        )
        .values(**compteurs)
        .returning(RendezVous.id)
    )
    if session.scalars(change, execution_options=RELUE).one_or_none() is None:
        raise SeanceComplete


def retirer(*conditions: ColumnElement[bool], avec: Collection[UUID] = ()) -> Counter[UUID]:
    """Efface les tenues de séance qui remplissent ces conditions ; rend combien de places, par séance.

    Ces séances restent verrouillées jusqu’à la fin ; `avec` : celles qu’on changera ensuite, verrouillées du même coup.
    """
    rendues: Counter[UUID] = Counter()
    de_seances = (Tenue.seance_id.is_not(None), *conditions)
    concernees = {une for une in session.scalars(select(Tenue.seance_id).where(*de_seances)) if une is not None}
    if not concernees:
        return rendues
    _verrouiller(concernees | set(avec))
    effacees = delete(Tenue).where(Tenue.seance_id.in_(concernees), *conditions)
    for seance_id, passages in session.execute(effacees.returning(Tenue.seance_id, Tenue.passages)):
        if seance_id is not None:
            rendues[seance_id] += passages
    for seance_id, nombre in rendues.items():
        moins = update(RendezVous).where(RendezVous.id == seance_id)
        session.execute(moins.values(places_tenues=RendezVous.places_tenues - nombre), execution_options=RELUE)
    return rendues


def _verrouiller(seance_ids: Collection[UUID]) -> None:
    """Verrouille ces séances, toujours dans le même ordre."""
    patienter()
    triees = select(RendezVous.id).where(RendezVous.id.in_(seance_ids)).order_by(RendezVous.id)
    session.execute(triees.with_for_update(key_share=True)).all()


def echue() -> ColumnElement[bool]:
    """Rend la condition « cette tenue ne garde plus rien »."""
    return Tenue.expire_le <= horloge.maintenant()


def faire_savoir(rendues: Mapping[UUID, int]) -> None:
    """Fait savoir que des places de ces séances sont libres, si des places en sont rendues."""
    for seance_id, nombre in rendues.items():
        if nombre > 0:
            publier(place_rendue(session.get_one(RendezVous, seance_id)))


def place_rendue(seance: RendezVous) -> CreneauLibere:
    """Rend ce qu’une place de cette séance offre à qui attend."""
    return CreneauLibere.quitte_par(seance, seance_id=seance.id)
