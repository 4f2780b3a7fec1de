"""Ce que l’on lit des offices et de leurs membres."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from portail.identite.models import Usager
from portail.identite.notaires.models import Membre, Office
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def office_de(office_id: UUID) -> Office:
    """Rend cet office ; lève `Introuvable`."""
    office = session.get(Office, office_id)
    if office is None:
        raise Introuvable
    return office


def offices() -> Sequence[Office]:
    """Rend tous les offices, les ouverts d’abord, par nom."""
    return session.scalars(select(Office).order_by(Office.est_actif.desc(), Office.nom, Office.crpcen)).all()


def acces_ouverts() -> dict[UUID, int]:
    """Rend, par office, combien de ses membres ont un accès ouvert."""
    comptes = select(Membre.office_id, func.count()).where(Membre.est_actif).group_by(Membre.office_id)
    return {ligne[0]: ligne[1] for ligne in session.execute(comptes)}


def membres_de(office_id: UUID) -> Sequence[Membre]:
    """Rend les membres d’un office, les ouverts d’abord, par nom."""
    siens = select(Membre).where(Membre.office_id == office_id)
    return session.scalars(siens.order_by(Membre.est_actif.desc(), Membre.nom, Membre.prenom)).all()


def membres_par_id(identifiants: set[UUID]) -> dict[UUID, Membre]:
    """Rend ces membres par identifiant."""
    trouves = session.scalars(select(Membre).where(Membre.id.in_(identifiants))) if identifiants else ()
    return {membre.id: membre for membre in trouves}


def usager_au_nom_de(membre: Membre) -> Usager:
    """Rend l’usager par lequel l’office dépose, ce membre agissant : c’est lui que le journal nomme."""
    usager = session.get_one(Usager, membre.office.usager_id)
    usager.agit_par = membre.id
    return usager


def offices_par_id(identifiants: set[UUID]) -> dict[UUID, Office]:
    """Rend ces offices par identifiant."""
    trouves = session.scalars(select(Office).where(Office.id.in_(identifiants))) if identifiants else ()
    return {office.id: office for office in trouves}
