"""Rendre des places, dans la transaction courante : qui attendait les reçoit avant que quiconque les voie libres."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import update

from portail.inscriptions.attente.service import quotas_a_tenir, servir
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.models import EtatPlace, Inscription, Sortie
from portail.inscriptions.places.prises import passer
from portail.journal.actions import Auteur, inscrire_pour_chacun
from portail.socle import horloge
from portail.socle.base import session


def liberer(
    inscriptions: Collection[UUID],
    *,
    de: Collection[EtatPlace],
    sortie: Sortie,
    auteur: Auteur,
    echues: bool | None = None,
    sans_suite: bool = False,
) -> list[UUID]:
    """Libère celles de ces inscriptions dont la place est encore dans l’un de ces états ; rend lesquelles.

    `echues` : seulement celles dont l’heure est passée. `sans_suite` : la place ne va à personne (groupe annulé).
    """
    rendues = passer(inscriptions, de=de, vers=EtatPlace.LIBEREE, echues=echues)
    sorties = sorted({inscription_id for inscription_id, _ in rendues})
    if not sorties:
        return []
    _sortir(sorties, sortie, auteur)
    compte = Counter(quota_id for _, quota_id in rendues)
    tenus = set(compte) if sans_suite else quotas_a_tenir(compte)
    restes = compteurs.verrouiller_les_quotas(tenus)
    compteurs.rendre(compte)
    if not sans_suite:
        servir(set(compte), {quota_id: reste + compte[quota_id] for quota_id, reste in restes.items()})
    return sorties


def servir_les_quotas(quotas: Collection[UUID]) -> int:
    """Garde ce qui est libre aux foyers qui attendent ; rend le nombre de foyers servis."""
    return len(servir(quotas, compteurs.verrouiller_les_quotas(quotas_a_tenir(quotas))))


def _sortir(inscriptions: Sequence[UUID], sortie: Sortie, auteur: Auteur) -> None:
    maintenant = horloge.maintenant()
    change = update(Inscription).where(Inscription.id.in_(inscriptions))
    session.execute(
        change.values(active=False, sortie=sortie, sortie_le=maintenant).execution_options(synchronize_session="fetch")
    )
    objets: list[tuple[str, object]] = [("inscription", une) for une in inscriptions]
    inscrire_pour_chacun("liberer_place", auteur=auteur, objets=objets, details={"sortie": sortie.value})
