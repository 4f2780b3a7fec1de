"""Ce qui se lit des évènements : les pages publiques, la liste de l’organisateur, ses nombres."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portail.identite.models import Agent
from portail.inscriptions.evenements.models import ACTIVES, EtatInscription, Evenement, InscriptionEvenement
from portail.inscriptions.habilitations import GERENT, REGLENT, tient
from portail.inscriptions.places.models import Quota
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


@dataclass(frozen=True, slots=True)
class Reste:
    """Les places d’un compteur."""

    capacite: int
    libres: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nombres:
    """Les nombres d’un évènement ; `inscrits`, `attendent` et `presents` comptent des places, donc des personnes."""

    inscrits: int = 0
    inscriptions: int = 0
    attendent: int = 0
    a_confirmer: int = 0
    annulees: int = 0
    presents: int = 0
    par_structure: Mapping[UUID, tuple[int, int]] = field(default_factory=dict)
    """Par structure : places inscrites, présents."""

    @property
    def taux(self) -> int | None:
        """Rend combien d’inscrits sur cent sont venus, ou rien s’il n’y en a pas."""
        return Venue(self.inscrits, self.presents).taux


@dataclass(frozen=True, slots=True)
class Venue:
    """Combien de personnes étaient inscrites, et combien sont venues."""

    inscrits: int = 0
    presents: int = 0

    @property
    def taux(self) -> int | None:
        """Rend combien d’inscrits sur cent sont venus, ou rien s’il n’y en a pas."""
        return round(100 * self.presents / self.inscrits) if self.inscrits else None


def est_ouvert(evenement: Evenement, instant: datetime, *, par_un_agent: bool = False) -> bool:
    """Vrai si l’on s’inscrit à cet instant ; un agent le peut jusqu’à la fin, aux portes."""
    if evenement.publie_le is None or evenement.annule_le is not None:
        return False
    if par_un_agent:
        return instant < evenement.fin
    return evenement.ouvre_le <= instant < evenement.ferme_le


def evenements_publics() -> Sequence[Evenement]:
    """Rend les évènements publiés qui ne sont pas finis, le plus proche d’abord."""
    publics = select(Evenement).where(Evenement.publie_le.is_not(None), Evenement.fin > horloge.maintenant())
    return session.scalars(publics.order_by(Evenement.debut, Evenement.code)).all()


def evenement_public(code: str) -> Evenement:
    """Rend l’évènement publié de ce code ; lève `Introuvable`."""
    public = select(Evenement).where(Evenement.code == code, Evenement.publie_le.is_not(None))
    evenement = session.scalars(public).one_or_none()
    if evenement is None:
        raise Introuvable
    return evenement


def restes(evenements: Collection[Evenement]) -> dict[UUID, Reste]:
    """Rend les places de chaque compteur de ces évènements, par compteur, en une requête."""
    quotas = {quota_id for un in evenements for quota_id in un.quotas}
    lignes = session.execute(select(Quota.id, Quota.capacite, Quota.capacite - Quota.pris).where(Quota.id.in_(quotas)))
    return {ligne[0]: Reste(ligne[1], ligne[2]) for ligne in lignes}


def reste_a_prendre(evenement: Evenement, lus: Mapping[UUID, Reste]) -> Reste:
    """Rend ce qu’une personne peut encore prendre : s’il est réservé à des structures, ce qui leur reste."""
    reste = lus[evenement.quota_id]
    if not evenement.partenaires:
        return reste
    leurs = sum(lus[une.quota_id].libres for une in evenement.structures)
    return Reste(reste.capacite, min(reste.libres, leurs))


def inscription_de(inscription_id: UUID) -> InscriptionEvenement:
    """Rend une inscription et son évènement, sans rien juger : l’appelant sait qui demande. Lève `Introuvable`."""
    lue = select(InscriptionEvenement).where(InscriptionEvenement.id == inscription_id)
    inscription = session.scalars(
        lue.options(joinedload(InscriptionEvenement.evenement)).execution_options(populate_existing=True)
    ).one_or_none()
    if inscription is None or inscription.identite is None:
        raise Introuvable
    return inscription


def inscriptions_de_l_usager(usager_id: UUID) -> Sequence[InscriptionEvenement]:
    """Rend les inscriptions à venir d’une personne connectée, leurs évènements chargés."""
    siennes = (
        select(InscriptionEvenement)
        .join(Evenement, Evenement.id == InscriptionEvenement.evenement_id)
        .where(
            InscriptionEvenement.usager_id == usager_id,
            InscriptionEvenement.etat.in_(ACTIVES),
            Evenement.fin > horloge.maintenant(),
        )
        .options(joinedload(InscriptionEvenement.evenement))
    )
    return session.scalars(siennes.order_by(Evenement.debut)).all()


def evenement_tenu(agent: Agent, evenement_id: UUID) -> Evenement:
    """Rend un évènement d’un service de l’agent ; lève `Introuvable` pour tout autre."""
    evenement = session.get(Evenement, evenement_id, populate_existing=True)
    if evenement is None or not tient(agent, evenement.service_code):
        raise Introuvable
    return evenement


def evenements_tenus(agent: Agent, *, passes: bool = False) -> Sequence[Evenement]:
    """Rend les évènements des services de l’agent : à venir, le plus proche d’abord, ou passés, le dernier d’abord."""
    siens = select(Evenement)
    codes = services_tenus(agent)
    if None not in codes:
        siens = siens.where(Evenement.service_code.in_(codes))
    maintenant = horloge.maintenant()
    if passes:
        siens = siens.where(Evenement.fin <= maintenant).order_by(Evenement.debut.desc()).limit(100)
    else:
        siens = siens.where(Evenement.fin > maintenant).order_by(Evenement.debut)
    return session.scalars(siens).all()


def services_tenus(agent: Agent, *, pour_regler: bool = False) -> set[str | None]:
    """Rend les codes des services dont l’agent tient, ou règle, les évènements ; `None` : tous."""
    roles = REGLENT if pour_regler else GERENT | REGLENT
    return {une.service_code for une in agent.habilitations if agent.est_actif and une.role in roles}


def venues(evenements: Collection[Evenement]) -> dict[UUID, Venue]:
    """Rend qui était inscrit et qui est venu, par évènement, en une requête."""
    inscrit = InscriptionEvenement.etat == EtatInscription.INSCRIT
    lignes = session.execute(
        select(
            InscriptionEvenement.evenement_id,
            func.sum(InscriptionEvenement.places),
            func.sum(InscriptionEvenement.presents),
        )
        .where(InscriptionEvenement.evenement_id.in_([un.id for un in evenements]), inscrit)
        .group_by(InscriptionEvenement.evenement_id)
    )
    return {ligne[0]: Venue(ligne[1], ligne[2]) for ligne in lignes}


def inscription_tenue(evenement: Evenement, inscription_id: UUID) -> InscriptionEvenement:
    """Rend une inscription de cet évènement ; lève `Introuvable` pour celle d’un autre."""
    inscription = session.get(InscriptionEvenement, inscription_id, populate_existing=True)
    if inscription is None or inscription.evenement_id != evenement.id:
        raise Introuvable
    return inscription


def inscriptions(evenement_id: UUID, *etats: EtatInscription) -> list[InscriptionEvenement]:
    """Rend les inscriptions dans l’un de ces états : la file dans son ordre, le reste par nom."""
    siennes = select(InscriptionEvenement).where(
        InscriptionEvenement.evenement_id == evenement_id, InscriptionEvenement.etat.in_(etats)
    )
    lues = session.scalars(siennes).all()
    if etats == (EtatInscription.ATTENTE,):
        return sorted(lues, key=lambda une: (une.attend_depuis or une.cree_le, une.id))
    return sorted(lues, key=_par_nom)


def _par_nom(inscription: InscriptionEvenement) -> tuple[str, str, str]:
    identite = inscription.identite or {}
    return str(identite.get("nom", "")).casefold(), str(identite.get("prenom", "")).casefold(), str(inscription.id)


def nombres(evenement_id: UUID) -> Nombres:
    """Rend les nombres de l’évènement, noms oubliés ou non, en une requête."""
    lignes = session.execute(
        select(
            InscriptionEvenement.etat,
            InscriptionEvenement.structure_id,
            func.count(),
            func.sum(InscriptionEvenement.places),
            func.sum(InscriptionEvenement.presents),
        )
        .where(InscriptionEvenement.evenement_id == evenement_id)
        .group_by(InscriptionEvenement.etat, InscriptionEvenement.structure_id)
    ).all()
    places: Counter[EtatInscription] = Counter()
    lues: Counter[EtatInscription] = Counter()
    presents, structures = 0, {}
    for etat, structure_id, combien, demandees, venus in lignes:
        places[etat] += demandees
        lues[etat] += combien
        if etat is EtatInscription.INSCRIT:
            presents += venus
            if structure_id is not None:
                structures[structure_id] = (demandees, venus)
    return Nombres(
        inscrits=places[EtatInscription.INSCRIT],
        inscriptions=lues[EtatInscription.INSCRIT],
        attendent=places[EtatInscription.ATTENTE],
        a_confirmer=places[EtatInscription.A_CONFIRMER],
        annulees=lues[EtatInscription.ANNULE],
        presents=presents,
        par_structure=structures,
    )
