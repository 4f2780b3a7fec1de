"""Les compteurs de places : la permission d’entrer est un seul ordre, et la base le tient pour tous à la fois.

Toujours par identifiant croissant, tout ou rien, et en dernier dans la transaction : qui n’obtient pas la permission
défait tout ce qu’il a écrit. Un refus rapide, sans verrou, évite que mille personnes attendent pour apprendre non.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from portail.inscriptions.places.erreurs import Complet
from portail.inscriptions.places.models import GroupeQuota, Quota
from portail.socle.base import session
from portail.socle.tours import patienter


def quotas_des_groupes(groupes: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Rend les quotas de chacun de ces groupes ; lève `LookupError` pour un groupe qui n’en a pas."""
    trouves: dict[UUID, list[UUID]] = defaultdict(list)
    liens = select(GroupeQuota.groupe_id, GroupeQuota.quota_id).where(GroupeQuota.groupe_id.in_(groupes))
    for groupe_id, quota_id in session.execute(liens.order_by(GroupeQuota.quota_id)):
        trouves[groupe_id].append(quota_id)
    sans = set(groupes) - set(trouves)
    if sans:
        raise LookupError(f"des groupes n’ont pas de quota : {len(sans)}")
    return dict(trouves)


def compte_des(groupes: Iterable[UUID], quotas: Mapping[UUID, Collection[UUID]]) -> Counter[UUID]:
    """Rend combien de places de chaque quota il faut pour une inscription dans chacun de ces groupes."""
    return Counter(quota_id for groupe_id in groupes for quota_id in quotas[groupe_id])


def refuser_si_complet(groupes: Sequence[UUID], *, promises: ColumnElement[bool]) -> None:
    """Lève `Complet` si, à l’instant, il manque des places pour une inscription dans chacun de ces groupes.

    `promises` : la condition où ce qui reste revient à d’autres. Sans verrou : seul `prendre` décide.
    """
    lus = (
        select(GroupeQuota.groupe_id, GroupeQuota.quota_id, Quota.capacite - Quota.pris, promises)
        .join(Quota, Quota.id == GroupeQuota.quota_id)
        .where(GroupeQuota.groupe_id.in_(groupes))
    )
    voulues, restes = Counter(groupes), {}
    compte: Counter[UUID] = Counter()
    for groupe_id, quota_id, reste, promise in session.execute(lus):
        compte[quota_id] += voulues[groupe_id]
        restes[quota_id] = 0 if promise else reste
    if any(restes[quota_id] < nombre for quota_id, nombre in compte.items()):
        raise Complet(groupes)


def prendre(voulues: Mapping[UUID, int]) -> None:
    """Prend ces places dans la transaction courante, ou lève `Complet` : l’appelant laisse alors tout se défaire."""
    patienter()
    for quota_id in sorted(voulues):
        if not _compter(quota_id, voulues[quota_id]):
            raise Complet


def rendre(rendues: Mapping[UUID, int]) -> None:
    """Rend ces places dans la transaction courante ; lève `RuntimeError` si le compteur n’en avait pas tant."""
    patienter()
    for quota_id in sorted(rendues):
        if not _compter(quota_id, -rendues[quota_id]):
            raise RuntimeError("un compteur de places a dérivé")


def verrouiller_les_quotas(quotas: Collection[UUID]) -> dict[UUID, int]:
    """Verrouille ces quotas dans l’ordre, jusqu’à la fin, et rend ce qui reste dans chacun."""
    patienter()
    tries = select(Quota.id, Quota.capacite - Quota.pris).where(Quota.id.in_(quotas)).order_by(Quota.id)
    return {ligne[0]: ligne[1] for ligne in session.execute(tries.with_for_update(key_share=True))}


def libres(quotas: Collection[UUID]) -> dict[UUID, int]:
    """Rend ce qui reste dans chacun de ces quotas, à l’instant."""
    lignes = session.execute(select(Quota.id, Quota.capacite - Quota.pris).where(Quota.id.in_(quotas)))
    return {ligne[0]: ligne[1] for ligne in lignes}


def _compter(quota_id: UUID, nombre: int) -> bool:
    """Change le compteur s’il reste dans les bornes : qui change la ligne a la permission."""
    voulu = Quota.pris + nombre
    change = update(Quota).where(Quota.id == quota_id, voulu.between(0, Quota.capacite)).values(pris=voulu)
    lignes = session.scalars(change.returning(Quota.id).execution_options(synchronize_session=False))
    return lignes.one_or_none() is not None
