"""Ce que donnent les rendez-vous, par objet et par lieu : le premier horaire libre, qui vient ; jamais un nom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import func, or_, select

from portail.identite.models import Agent
from portail.parametres.queries import entier_au
from portail.rendez_vous.agendas.habilitations import services_encadres
from portail.rendez_vous.attente.queries import nombre_en_attente
from portail.rendez_vous.creneaux.recherche import Recherche, prochains
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objets_des_services
from portail.rendez_vous.plages.models import Plage, PlageObjet
from portail.rendez_vous.reservations.etats import EtatParticipation
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit

ALERTE_JOURS, ALERTE_ATTENTE = "rdv_alerte_jours", "rdv_alerte_attente"
CENT = 100


@dataclass(frozen=True, slots=True)
class BilanDeLieu:
    """Un objet dans un lieu : dans combien de jours l’on y est reçu, et ce que sont devenues les personnes."""

    lieu_id: UUID
    premier: datetime | None
    """Le premier horaire libre ; rien : aucun jusqu’à l’horizon."""
    jours: int | None
    personnes: Mapping[EtatParticipation, int]

    @property
    def absents_pour_cent(self) -> int | None:
        """Rend la part des absents parmi les personnes venues ou absentes ; rien s’il n’y en a pas."""
        absents = self.personnes.get(EtatParticipation.ABSENT, 0)
        attendues = absents + self.personnes.get(EtatParticipation.HONORE, 0)
        return round(CENT * absents / attendues) if attendues else None


@dataclass(frozen=True, slots=True)
class BilanDObjet:
    """Un objet, ses lieux, et si l’on y manque d’horaires."""

    objet: ObjetRdv
    lieux: Sequence[BilanDeLieu]
    en_attente: int
    sans_horaire: bool
    """Vrai si aucun lieu ne reçoit avant le nombre de jours d’alerte [P]."""
    attente_longue: bool = field(default=False)

    @property
    def alerte(self) -> bool:
        """Vrai s’il manque d’horaires, ou si trop de personnes attendent."""
        return self.sans_horaire or self.attente_longue


def bilans(agent: Agent, *, du: date, au: date) -> list[BilanDObjet]:
    """Rend le bilan de chaque objet ouvert des services que l’agent encadre, du jour au jour compris.

    Lève `Interdit` s’il n’en encadre aucun.
    """
    services = services_encadres(agent)
    if not services:
        raise Interdit
    objets = [un for un in objets_des_services(services) if un.ouvert]
    venues, en_attente = _venues({un.id for un in objets}, du, au), nombre_en_attente()
    recoivent = _lieux_qui_recoivent({un.id for un in objets})
    return [
        _bilan(un, venues.get(un.id, {}), recoivent.get(un.id, frozenset()), en_attente.get(un.id, 0)) for un in objets
    ]


def _bilan(
    objet: ObjetRdv,
    venues: Mapping[UUID, Mapping[EtatParticipation, int]],
    recoivent: frozenset[UUID],
    en_attente: int,
) -> BilanDObjet:
    premiers = {lieu: creneau.debut for lieu, creneau in prochains(Recherche(objet_id=objet.id)).items()}
    lieux = [
        BilanDeLieu(lieu, premiers.get(lieu), _jours(premiers.get(lieu)), venues.get(lieu, {}))
        for lieu in sorted(recoivent | premiers.keys() | venues.keys())
    ]
    delais = [une.jours for une in lieux if une.jours is not None]
    return BilanDObjet(
        objet=objet,
        lieux=lieux,
        en_attente=en_attente,
        sans_horaire=not delais or min(delais) > entier_au(ALERTE_JOURS),
        attente_longue=en_attente >= entier_au(ALERTE_ATTENTE),
    )


def _jours(debut: datetime | None) -> int | None:
    return (horloge.a_paris(debut).date() - horloge.aujourd_hui()).days if debut else None


def _venues(objets: set[UUID], du: date, au: date) -> dict[UUID, dict[UUID, dict[EtatParticipation, int]]]:
    """Rend combien de personnes, par objet, par lieu et par ce qu’elles sont devenues."""
    lignes = session.execute(
        select(RendezVous.objet_id, RendezVous.lieu_id, Participation.etat, func.count())
        .join(Participation, Participation.rdv_id == RendezVous.id)
        .where(
            RendezVous.objet_id.in_(objets),
            RendezVous.debut >= datetime.combine(du, time(0), horloge.PARIS),
            RendezVous.debut <= datetime.combine(au, time.max, horloge.PARIS),
        )
        .group_by(RendezVous.objet_id, RendezVous.lieu_id, Participation.etat)
    )
    par_objet: dict[UUID, dict[UUID, dict[EtatParticipation, int]]] = {}
    for objet_id, lieu_id, etat, nombre in lignes:
        par_objet.setdefault(objet_id, {}).setdefault(lieu_id, {})[etat] = nombre
    return par_objet


def _lieux_qui_recoivent(objets: set[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Rend les lieux où une plage en cours ou à venir reçoit chaque objet."""
    lignes = session.execute(
        select(PlageObjet.objet_id, func.array_agg(Plage.lieu_id.distinct()))
        .join(Plage, Plage.id == PlageObjet.plage_id)
        .where(
            PlageObjet.objet_id.in_(objets),
            or_(Plage.dernier_jour.is_(None), Plage.dernier_jour >= horloge.aujourd_hui()),
        )
        .group_by(PlageObjet.objet_id)
    )
    return {ligne[0]: frozenset(ligne[1]) for ligne in lignes}
