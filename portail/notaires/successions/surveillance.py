"""Ce que le délégué à la protection des données lit des alarmes, et la suite qu’il leur donne."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre, Office
from portail.journal.actions import inscrire
from portail.notaires.habilitations import est_dpo
from portail.notaires.successions.models import Alarme, Requete
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable

PAR_PAGE = 50


@dataclass(frozen=True, slots=True)
class Signalement:
    """Une alarme, le membre qu’elle vise et son office."""

    alarme: Alarme
    membre: Membre
    office: Office


@dataclass(frozen=True, slots=True)
class PageDAlarmes:
    """Une page d’alarmes, et ce qui reste à voir en tout."""

    signalements: Sequence[Signalement]
    total: int
    a_voir: int

    @property
    def pages(self) -> int:
        """Rend le nombre de pages."""
        return max(1, -(-self.total // PAR_PAGE))


def alarmes(numero: int) -> PageDAlarmes:
    """Rend une page d’alarmes : celles qui sont à voir d’abord, les plus récentes ensuite."""
    total, a_voir = session.execute(
        select(func.count(), func.count().filter(Alarme.vue_le.is_(None))).select_from(Alarme)
    ).one()
    page = _signalements().order_by(Alarme.vue_le.is_not(None), Alarme.levee_le.desc())
    lues = session.execute(page.limit(PAR_PAGE).offset((max(1, numero) - 1) * PAR_PAGE))
    return PageDAlarmes([Signalement(*ligne) for ligne in lues], total, a_voir)


def alarme_de(alarme_id: UUID, *, agent: Agent) -> Signalement:
    """Rend cette alarme et note au journal qu’elle est lue ; lève `Introuvable`."""
    lue = session.execute(_signalements().where(Alarme.id == alarme_id)).one_or_none()
    if lue is None:
        raise Introuvable
    with transaction():
        inscrire("lire_alarme", auteur=auteur_agent(agent), objet=("alarme_recherche", alarme_id))
    return Signalement(*lue)


def requetes_du_jour(alarme: Alarme) -> Sequence[Requete]:
    """Rend les requêtes que ce membre a déposées ce jour-là, dans l’ordre."""
    debut = horloge.instant_du(alarme.jour, time())
    siennes = select(Requete).where(
        Requete.membre_id == alarme.membre_id,
        Requete.deposee_le >= debut,
        Requete.deposee_le < debut + timedelta(days=1),
    )
    return session.scalars(siennes.order_by(Requete.deposee_le).limit(PAR_PAGE)).all()


def noter_la_suite(alarme_id: UUID, suite: str, *, agent: Agent) -> None:
    """Garde la suite donnée : l’alarme est vue. Lève `Interdit` à qui n’est pas délégué, `Introuvable`."""
    if not est_dpo(agent):
        raise Interdit
    with transaction():
        alarme = verrouiller(Alarme, alarme_id)
        alarme.vue_le, alarme.vue_par_id, alarme.suite = horloge.maintenant(), agent.id, suite
        inscrire("traiter_alarme", auteur=auteur_agent(agent), objet=("alarme_recherche", alarme.id))


def _signalements() -> Select[Alarme, Membre, Office]:
    vises = select(Alarme, Membre, Office).join(Membre, Membre.id == Alarme.membre_id)
    return vises.join(Office, Office.id == Alarme.office_id)
