"""Ce que donnent les rendez-vous, par objet et par lieu : le premier horaire libre, qui vient ; jamais un nom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import func, select

from portail.identite.models import Agent
from portail.parametres.queries import entier_au
from portail.rendez_vous.agendas.habilitations import services_encadres
from portail.rendez_vous.agendas.models import ReleveDeDelai
from portail.rendez_vous.agendas.releves import delais_moyens, derniers_releves, jours_jusqu_a, lieux_qui_recoivent
from portail.rendez_vous.attente.queries import nombre_en_attente
from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve, Visibilite
from portail.rendez_vous.objets.queries import objets_des_services
from portail.rendez_vous.reservations.etats import EtatParticipation
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit

ALERTE_JOURS, ALERTE_ATTENTE = "rdv_alerte_jours", "rdv_alerte_attente"
PETIT_EFFECTIF = "rdv_statistiques_min"
"""En dessous de ce nombre de personnes, celui d’un objet sensible ne se dit pas : il en désignerait une."""
COMPTES = (EtatParticipation.HONORE, EtatParticipation.ABSENT, EtatParticipation.EXCUSE, EtatParticipation.ANNULE)
"""Ce que sont devenues les personnes, tel qu’on le compte."""
CENT = 100


@dataclass(frozen=True, slots=True)
class BilanDeLieu:
    """Un objet dans un lieu : dans combien de jours l’on y est reçu, et ce que sont devenues les personnes."""

    lieu_id: UUID
    premier: datetime | None
    """Le premier horaire libre ; rien : aucun jusqu’à l’horizon."""
    jours: int | None
    personnes: Mapping[EtatParticipation, int | None]
    """Rien : trop peu pour le dire."""
    delai_moyen: int | None = None
    """En jours, sur la période ; rien si rien ne fut relevé."""

    @property
    def absents_pour_cent(self) -> int | None:
        """Rend la part des absents parmi les personnes venues ou absentes ; rien s’il n’y en a pas, ou trop peu."""
        absents, venues = (self.personnes.get(un, 0) for un in (EtatParticipation.ABSENT, EtatParticipation.HONORE))
        if absents is None or venues is None or not absents + venues:
            return None
        return round(CENT * absents / (absents + venues))


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanDObjet:
    """Un objet, ses lieux, et si l’on y manque d’horaires."""

    objet: ObjetRdv
    lieux: Sequence[BilanDeLieu]
    en_attente: int | None
    """Rien : trop peu pour le dire."""
    seuil_jours: int
    """En combien de jours l’on veut recevoir : le délai visé de l’objet, à défaut celui de tous [P]."""
    releve_le: datetime | None
    """Quand ses horaires furent relevés ; rien : pas encore, et l’on ne sait pas s’il en manque."""
    se_tient: bool
    """Vrai si une plage le reçoit quelque part."""
    attente_longue: bool

    @property
    def sans_horaire(self) -> bool:
        """Vrai si aucun lieu ne reçoit d’ici le seuil ; ce que seuls des agents réservent ne manque à personne."""
        if self.objet.qui_reserve is QuiReserve.AGENTS:
            return False
        delais = [une.jours for une in self.lieux if une.jours is not None]
        if self.releve_le is None:
            return not self.se_tient
        return not delais or min(delais) > self.seuil_jours

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
    return bilans_des_services(services, du=du, au=au)


def bilans_des_services(services: Collection[str], *, du: date, au: date) -> list[BilanDObjet]:
    """Rend le bilan de chaque objet ouvert de ces services, du jour au jour compris."""
    objets = [un for un in objets_des_services(services) if un.ouvert]
    ids = {un.id for un in objets}
    venues, en_attente, moyens = _venues(ids, du, au), nombre_en_attente(), delais_moyens(ids, du=du, au=au)
    releves, recoivent = derniers_releves(ids), lieux_qui_recoivent(ids)
    return [
        _bilan(
            un,
            [
                _au_lieu(
                    lieu,
                    releves.get(un.id, {}).get(lieu),
                    _dicibles(venues.get(un.id, {}).get(lieu, {}), un),
                    moyens.get((un.id, lieu)),
                )
                for lieu in sorted({*recoivent.get(un.id, ()), *releves.get(un.id, ()), *venues.get(un.id, ())})
            ],
            en_attente.get(un.id, 0),
            max((une.releve_le for une in releves.get(un.id, {}).values()), default=None),
            se_tient=bool(recoivent.get(un.id)),
        )
        for un in objets
    ]


def _bilan(
    objet: ObjetRdv, lieux: Sequence[BilanDeLieu], en_attente: int, releve_le: datetime | None, *, se_tient: bool
) -> BilanDObjet:
    return BilanDObjet(
        objet=objet,
        lieux=lieux,
        en_attente=_dicible(en_attente, objet),
        seuil_jours=objet.objectif_jours or entier_au(ALERTE_JOURS),
        releve_le=releve_le,
        se_tient=se_tient,
        attente_longue=en_attente >= entier_au(ALERTE_ATTENTE),
    )


def _dicibles(personnes: Mapping[EtatParticipation, int], objet: ObjetRdv) -> Mapping[EtatParticipation, int | None]:
    """Rend ces comptes, sans ceux que l’objet défend de dire."""
    return {etat: _dicible(personnes.get(etat, 0), objet) for etat in COMPTES}


def _dicible(nombre: int, objet: ObjetRdv) -> int | None:
    """Rend ce nombre de personnes ; rien s’il est trop petit pour un objet que l’on ne nomme pas partout."""
    est_sensible = objet.visibilite is not Visibilite.VISIBLE
    return None if est_sensible and nombre < entier_au(PETIT_EFFECTIF) else nombre


def _au_lieu(
    lieu_id: UUID,
    releve: ReleveDeDelai | None,
    personnes: Mapping[EtatParticipation, int | None],
    delai_moyen: int | None,
) -> BilanDeLieu:
    premier = releve.premier if releve else None
    jours = jours_jusqu_a(premier, horloge.aujourd_hui())
    return BilanDeLieu(lieu_id, premier, jours, personnes, delai_moyen)


def _venues(objets: set[UUID], du: date, au: date) -> dict[UUID, dict[UUID, dict[EtatParticipation, int]]]:
    """Rend combien de personnes, par objet, par lieu et par ce qu’elles sont devenues."""
    lignes = session.execute(
        select(RendezVous.objet_id, RendezVous.lieu_id, Participation.etat, func.count())
        .join(Participation, Participation.rdv_id == RendezVous.id)
        .where(
            RendezVous.objet_id.in_(objets),
            RendezVous.debut >= horloge.instant_du(du),
            RendezVous.debut <= horloge.instant_du(au, time.max),
        )
        .group_by(RendezVous.objet_id, RendezVous.lieu_id, Participation.etat)
    )
    par_objet: dict[UUID, dict[UUID, dict[EtatParticipation, int]]] = {}
    for objet_id, lieu_id, etat, nombre in lignes:
        par_objet.setdefault(objet_id, {}).setdefault(lieu_id, {})[etat] = nombre
    return par_objet
