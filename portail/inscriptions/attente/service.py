"""Garder ce qui se libère au premier foyer à qui cela convient ; dire au journal pourquoi les autres passent après.

Les quotas concernés sont verrouillés, dans l’ordre, avant de décider : ce qui reste ne bouge plus, et personne d’autre
ne prend la place entre celui qui la rend et celui qui la reçoit.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from portail.identite.famille.queries import enfants_par_id
from portail.inscriptions.activites.models import Nature
from portail.inscriptions.activites.queries import groupes_par_id
from portail.inscriptions.attente.messages import annoncer
from portail.inscriptions.attente.models import AttenteFoyer, EtatAttendue, EtatAttente, PlaceAttendue
from portail.inscriptions.attestations.queries import manque_une_piece
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.erreurs import DejaInscrit
from portail.inscriptions.places.examen import constat_de, est_fini, stages_de
from portail.inscriptions.places.models import EtatPlace, GroupeQuota
from portail.inscriptions.places.prises import Voulue, inscrire_les_enfants
from portail.journal.actions import SYSTEME, inscrire, inscrire_pour_chacun
from portail.parametres.calme import heures_calmes
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session

REGARDES = 200
"""Foyers regardés pour une place libérée ; le balayage suivant regarde les autres."""


class Obstacle(StrEnum):
    """Pourquoi un foyer n’a pas eu ce qui se libérait ; écrit au journal de son inscription."""

    PAS_ASSEZ = "pas_assez"
    """Il veut toutes ses places ensemble, et il n’y en avait pas assez."""
    AUTRE_QUOTA = "autre_quota"
    """Un autre compte de places, partagé avec son groupe, est plein."""
    NON_ELIGIBLE = "non_eligible"
    PIECES = "pieces"
    MAXIMUM = "maximum"
    """L’enfant a déjà autant de stages que permis."""
    FERME = "ferme"
    DEJA_INSCRIT = "deja_inscrit"
    PAUSE = "pause"
    """Il vient de refuser, ou de ne pas répondre : on ne lui repropose rien aussitôt."""
    OCCUPE = "occupe"
    """Son inscription changeait à cet instant même."""


@dataclass(frozen=True, slots=True)
class Saut:
    """Un foyer passé, et pourquoi."""

    attente_id: UUID
    raison: Obstacle


def quotas_a_tenir(quotas: Collection[UUID]) -> set[UUID]:
    """Rend ces quotas et ceux que partagent les groupes attendus qui en dépendent : à verrouiller ensemble."""
    groupes = _groupes_attendus(quotas)
    if not groupes:
        return set(quotas)
    groupes = _groupes_des_foyers(groupes)
    leurs = select(GroupeQuota.quota_id).where(GroupeQuota.groupe_id.in_(groupes))
    return set(quotas) | set(session.scalars(leurs))


def un_foyer_attend(groupes: Collection[UUID]) -> ColumnElement[bool]:
    """Rend la condition « un foyer attend l’un de ces groupes » : la place lui revient, sauf s’il l’a refusée."""
    return exists().where(
        PlaceAttendue.groupe_id.in_(groupes),
        PlaceAttendue.etat == EtatAttendue.ATTEND,
        AttenteFoyer.id == PlaceAttendue.attente_id,
        hors_pause(),
    )


def hors_pause() -> ColumnElement[bool]:
    """Rend la condition « on peut proposer à ce foyer »."""
    return or_(AttenteFoyer.pas_avant.is_(None), AttenteFoyer.pas_avant <= horloge.maintenant())


def servir(quotas: Collection[UUID], restes: Mapping[UUID, int]) -> list[AttenteFoyer]:
    """Garde ce qui reste aux foyers qui l’attendent, dans l’ordre, et rend ceux qui sont servis.

    `restes` : ce qui est libre dans chaque quota, verrouillé par l’appelant. Chaque foyer passé l’est pour une raison.
    """
    groupes = _groupes_attendus(quotas)
    if not groupes:
        return []
    essai = _Essai(dict(restes), compteurs.quotas_des_groupes(_groupes_des_foyers(groupes)))
    servis: list[AttenteFoyer] = []
    for attente_id in _file(groupes):
        if not any(essai.une_place(groupe_id) for groupe_id in groupes):
            break
        servi = essai.proposer(attente_id)
        if servi is not None:
            servis.append(servi)
            _noter_les_sauts(essai.sautes, servi)
    return servis


class _Essai:
    """Ce qui reste à donner pendant que l’on parcourt la file."""

    def __init__(self, restes: dict[UUID, int], quotas: Mapping[UUID, Sequence[UUID]]) -> None:
        self.restes, self.quotas = restes, quotas
        self.sautes: list[Saut] = []

    def une_place(self, groupe_id: UUID) -> bool:
        return all(self.restes.get(quota_id, 0) > 0 for quota_id in self.quotas[groupe_id])

    def proposer(self, attente_id: UUID) -> AttenteFoyer | None:
        """Garde à ce foyer ce qui lui convient, ou note pourquoi rien."""
        attente = _verrouillee(attente_id)
        if attente is None:
            self.sautes.append(Saut(attente_id, Obstacle.OCCUPE))
            return None
        if attente.pas_avant is not None and attente.pas_avant > horloge.maintenant():
            self.sautes.append(Saut(attente_id, Obstacle.PAUSE))
            return None
        restantes = attente.restantes
        possibles, obstacles = self._choisir(attente, restantes)
        if not possibles or (attente.tout_ou_rien and len(possibles) < len(restantes)):
            self.sautes.append(Saut(attente_id, _raison(attente, possibles, obstacles)))
            return None
        try:
            with session.begin_nested():
                _proposer(attente, possibles)
        except DejaInscrit:
            self.sautes.append(Saut(attente_id, Obstacle.DEJA_INSCRIT))
            return None
        compte = compteurs.compte_des((une.groupe_id for une, _ in possibles), self.quotas)
        compteurs.prendre(compte)
        for quota_id, nombre in compte.items():
            self.restes[quota_id] = self.restes.get(quota_id, 0) - nombre
        return attente

    def _choisir(
        self, attente: AttenteFoyer, restantes: Sequence[PlaceAttendue]
    ) -> tuple[list[tuple[PlaceAttendue, Voulue]], list[Obstacle]]:
        """Rend les places que ce foyer peut avoir, et ce qui empêche les autres."""
        enfants = enfants_par_id({une.enfant_id for une in restantes})
        groupes = groupes_par_id({une.groupe_id for une in restantes})
        possibles: list[tuple[PlaceAttendue, Voulue]] = []
        obstacles: list[Obstacle] = []
        pris: Counter[UUID] = Counter()
        for une in restantes:
            if attente.une_par_enfant and any(une.enfant_id == autre.enfant_id for autre, _ in possibles):
                continue
            voulue = Voulue(
                groupe=groupes[une.groupe_id],
                enfant=enfants[une.enfant_id],
                niveau=une.niveau,
                sortie_seul=une.sortie_seul,
                droit_image=une.droit_image,
            )
            empeche = _obstacle(voulue) or self._manque(une.groupe_id, pris)
            if empeche is not None:
                obstacles.append(empeche)
                continue
            pris.update(self.quotas[une.groupe_id])
            possibles.append((une, voulue))
        return possibles, obstacles

    def _manque(self, groupe_id: UUID, pris: Mapping[UUID, int]) -> Obstacle | None:
        pleins = [quota_id for quota_id in self.quotas[groupe_id] if self.restes.get(quota_id, 0) <= pris[quota_id]]
        if not pleins:
            return None
        return Obstacle.PAS_ASSEZ if any(pris[quota_id] for quota_id in pleins) else Obstacle.AUTRE_QUOTA


def _obstacle(voulue: Voulue) -> Obstacle | None:
    """Revoit, à l’instant de proposer, ce qui était vrai à l’inscription."""
    groupe, enfant = voulue.groupe, voulue.enfant
    revues: tuple[tuple[Obstacle, Callable[[], bool]], ...] = (
        (Obstacle.FERME, lambda: est_fini(groupe)),
        (Obstacle.NON_ELIGIBLE, lambda: not constat_de(enfant, groupe, niveau=voulue.niveau).convient),
        (Obstacle.PIECES, lambda: manque_une_piece(enfant.id, groupe)),
        (Obstacle.MAXIMUM, lambda: _a_tous_ses_stages(voulue)),
    )
    return next((obstacle for obstacle, empeche in revues if empeche()), None)


def _a_tous_ses_stages(voulue: Voulue) -> bool:
    if voulue.groupe.nature is not Nature.STAGE:
        return False
    return stages_de(voulue.enfant, voulue.groupe.activite.saison_id) >= entier_au("inscription_stages_max")


def _raison(attente: AttenteFoyer, possibles: Sequence[object], obstacles: Sequence[Obstacle]) -> Obstacle:
    """Rend la raison à dire : d’abord ce qui tient au foyer, ensuite ce qui tient aux places."""
    propres = [un for un in obstacles if un not in {Obstacle.PAS_ASSEZ, Obstacle.AUTRE_QUOTA}]
    if propres:
        return propres[0]
    return Obstacle.PAS_ASSEZ if attente.tout_ou_rien and possibles else obstacles[0]


def _proposer(attente: AttenteFoyer, possibles: Sequence[tuple[PlaceAttendue, Voulue]]) -> None:
    calme, maintenant = heures_calmes(), horloge.maintenant()
    attente.annoncer_le = calme.reveil(maintenant)
    # Ni l’annonce ni l’échéance ne tombent la nuit : personne ne perd sa place en dormant.
    attente.echeance = calme.reveil(attente.annoncer_le + timedelta(hours=entier_au("inscription_attente_heures")))
    attente.etat = EtatAttente.PROPOSE
    attente.propositions += 1
    inscriptions, _compte = inscrire_les_enfants(
        [voulue for _, voulue in possibles],
        usager_id=attente.usager_id,
        commande_id=None,
        etat=EtatPlace.PROPOSEE,
        expire_le=attente.echeance,
    )
    for (attendue, _), inscription in zip(possibles, inscriptions, strict=True):
        attendue.etat, attendue.inscription_id = EtatAttendue.PROPOSEE, inscription.id
    session.flush()
    details = {"places": len(inscriptions), "jusqu_au": attente.echeance.isoformat()}
    inscrire("proposer_attente", auteur=SYSTEME, objet=("attente_foyer", attente.id), details=details)
    if attente.annoncer_le <= maintenant:
        annoncer(attente)


def _verrouillee(attente_id: UUID) -> AttenteFoyer | None:
    libre = select(AttenteFoyer).where(AttenteFoyer.id == attente_id, AttenteFoyer.etat == EtatAttente.ATTEND)
    return session.scalars(
        libre.with_for_update(skip_locked=True, of=AttenteFoyer).execution_options(populate_existing=True)
    ).one_or_none()


def _groupes_attendus(quotas: Collection[UUID]) -> set[UUID]:
    """Rend les groupes de ces quotas où quelqu’un attend."""
    attendus = (
        select(PlaceAttendue.groupe_id)
        .join(GroupeQuota, GroupeQuota.groupe_id == PlaceAttendue.groupe_id)
        .where(GroupeQuota.quota_id.in_(quotas), PlaceAttendue.etat == EtatAttendue.ATTEND)
    )
    return set(session.scalars(attendus.distinct()))


def _groupes_des_foyers(groupes: Collection[UUID]) -> set[UUID]:
    """Rend ces groupes, et les autres que les mêmes foyers attendent aussi."""
    foyers = select(PlaceAttendue.attente_id).where(
        PlaceAttendue.groupe_id.in_(groupes), PlaceAttendue.etat == EtatAttendue.ATTEND
    )
    autres = select(PlaceAttendue.groupe_id).where(PlaceAttendue.attente_id.in_(foyers))
    return set(groupes) | set(session.scalars(autres.distinct()))


def _file(groupes: Collection[UUID]) -> Sequence[UUID]:
    """Rend les foyers qui attendent l’un de ces groupes, dans l’ordre."""
    leurs = exists().where(
        PlaceAttendue.attente_id == AttenteFoyer.id,
        PlaceAttendue.groupe_id.in_(groupes),
        PlaceAttendue.etat == EtatAttendue.ATTEND,
    )
    file = select(AttenteFoyer.id).where(AttenteFoyer.etat == EtatAttente.ATTEND, leurs)
    return session.scalars(
        file.order_by(AttenteFoyer.priorite.desc(), AttenteFoyer.depuis, AttenteFoyer.id).limit(REGARDES)
    ).all()


def _noter_les_sauts(sautes: list[Saut], servi: AttenteFoyer) -> None:
    """Écrit au journal de chaque foyer passé pourquoi un autre, derrière lui, a été servi."""
    par_raison: dict[Obstacle, list[UUID]] = defaultdict(list)
    for saut in sautes:
        par_raison[saut.raison].append(saut.attente_id)
    for raison, attentes in sorted(par_raison.items()):
        inscrire_pour_chacun(
            "sauter_attente",
            auteur=SYSTEME,
            objets=_objets(attentes),
            details={"raison": raison.value, "servi": str(servi.id)},
        )


def _objets(attentes: Iterable[UUID]) -> list[tuple[str, object]]:
    return [("attente_foyer", attente_id) for attente_id in attentes]
