"""La demande liée à un dossier, pour qui a le droit de voir les deux."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from portail.dossiers.habilitations import peut_lire
from portail.dossiers.lies.models import LienDeDossiers
from portail.dossiers.models import Dossier, Intervenant
from portail.identite.models import Agent, Usager
from portail.socle.base import session


def lie_a(dossier: Dossier) -> Dossier | None:
    """Rend l’autre dossier, ou rien : à l’appelant de juger de qui peut le voir."""
    lien = session.scalars(
        select(LienDeDossiers).where(
            or_(LienDeDossiers.premier_id == dossier.id, LienDeDossiers.second_id == dossier.id)
        )
    ).first()
    if lien is None:
        return None
    return session.get(Dossier, lien.second_id if lien.premier_id == dossier.id else lien.premier_id)


def lie_pour_usager(usager: Usager, autre: Dossier | None, siens: Sequence[Intervenant]) -> Dossier | None:
    """Rend l’autre dossier si l’usager est de ses intervenants, `siens`."""
    return autre if any(lien.usager_id == usager.id for lien in siens) else None


def lie_pour_agent(agent: Agent, autre: Dossier | None) -> Dossier | None:
    """Rend l’autre dossier si l’agent peut aussi le lire ; un brouillon n’est à personne d’autre que l’usager."""
    return autre if autre is not None and peut_lire(agent, autre) else None
