"""Prendre des places pour des enfants, dans la transaction courante : tout ou rien, quotas partagés compris."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portail.identite.famille.models import Enfant
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.erreurs import DejaInscrit
from portail.inscriptions.places.models import EtatPlace, Inscription, Place
from portail.socle import horloge
from portail.socle.base import session

UNIQUES = ("uq_inscription_empreinte", "uq_inscription_enfant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voulue:
    """Un enfant dans un groupe, et ce que la famille en dit."""

    groupe: Groupe
    enfant: Enfant
    niveau: str = ""
    sortie_seul: bool = False
    droit_image: bool = False


def inscrire_les_enfants(
    voulues: Sequence[Voulue], *, usager_id: UUID, commande_id: UUID | None, etat: EtatPlace, expire_le: datetime
) -> list[Inscription]:
    """Écrit les inscriptions et leurs places, sans toucher aux compteurs ; lève `DejaInscrit`."""
    quotas = compteurs.quotas_des_groupes({voulue.groupe.id for voulue in voulues})
    maintenant = horloge.maintenant()
    inscriptions = [_inscription(voulue, usager_id, commande_id) for voulue in voulues]
    session.add_all(inscriptions)
    with doublons_refuses():
        session.flush()
    session.add_all(
        Place(inscription_id=une.id, quota_id=quota_id, etat=etat, expire_le=expire_le, modifiee_le=maintenant)
        for une in inscriptions
        for quota_id in quotas[une.groupe_id]
    )
    session.flush()
    return inscriptions


def prendre_les_places(
    voulues: Sequence[Voulue], *, usager_id: UUID, commande_id: UUID, expire_le: datetime
) -> list[Inscription]:
    """Met ces enfants au panier ; lève `Complet` ou `DejaInscrit`, et rien n’est pris. À appeler en dernier."""
    inscriptions = inscrire_les_enfants(
        voulues, usager_id=usager_id, commande_id=commande_id, etat=EtatPlace.PANIER, expire_le=expire_le
    )
    groupes = [voulue.groupe.id for voulue in voulues]
    compteurs.prendre(compteurs.compte_des(groupes, compteurs.quotas_des_groupes(set(groupes))))
    return inscriptions


def passer(
    inscriptions: Collection[UUID],
    *,
    de: Collection[EtatPlace],
    vers: EtatPlace,
    expire_le: datetime | None = None,
    echues: bool | None = None,
) -> list[tuple[UUID, UUID]]:
    """Change l’état des places de ces inscriptions qui sont encore dans l’un de ces états ; rend celles qui ont changé.

    Comparer et échanger, en un ordre : deux gestes sur la même place n’en réussissent qu’un. `echues` : seulement
    celles dont l’heure est passée (vrai), ou ne l’est pas (faux). Rend des couples (inscription, quota).
    """
    _verrouiller(inscriptions)
    change = update(Place).where(Place.inscription_id.in_(inscriptions), Place.etat.in_(de))
    maintenant = horloge.maintenant()
    if echues is not None:
        change = change.where(Place.expire_le <= maintenant if echues else Place.expire_le > maintenant)
    change = change.values(etat=vers, expire_le=expire_le, modifiee_le=maintenant)
    rendues = change.returning(Place.inscription_id, Place.quota_id).execution_options(synchronize_session=False)
    return [(ligne[0], ligne[1]) for ligne in session.execute(rendues)]


def _verrouiller(inscriptions: Collection[UUID]) -> None:
    """Verrouille ces inscriptions dans l’ordre : leurs places changent alors sans se croiser."""
    triees = select(Inscription.id).where(Inscription.id.in_(inscriptions)).order_by(Inscription.id)
    session.execute(triees.with_for_update(key_share=True)).all()


@contextmanager
def doublons_refuses() -> Iterator[None]:
    """Fait d’un doublon refusé par la base un `DejaInscrit`."""
    try:
        yield
    except IntegrityError as erreur:
        if getattr(getattr(erreur.orig, "diag", None), "constraint_name", "") in UNIQUES:
            raise DejaInscrit from None
        raise


def _inscription(voulue: Voulue, usager_id: UUID, commande_id: UUID | None) -> Inscription:
    return Inscription(
        groupe_id=voulue.groupe.id,
        enfant_id=voulue.enfant.id,
        enfant_empreinte=voulue.enfant.empreinte,
        usager_id=usager_id,
        commande_id=commande_id,
        niveau=voulue.niveau,
        sortie_seul=voulue.sortie_seul,
        droit_image=voulue.droit_image,
        cree_le=horloge.maintenant(),
    )
