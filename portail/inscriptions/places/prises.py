"""Prendre des places pour des enfants, dans la transaction courante : tout ou rien, quotas partagés compris."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from portail.identite.famille.models import Enfant
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.erreurs import DejaInscrit
from portail.inscriptions.places.models import EtatPlace, GroupeQuota, Inscription, Place
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
) -> tuple[list[Inscription], Counter[UUID]]:
    """Écrit les inscriptions et leurs places ; rend aussi ce qui reste à compter dans chaque quota.

    Lève `DejaInscrit`, et `LookupError` pour un groupe sans quota.
    """
    inscriptions = [_inscription(voulue, usager_id, commande_id) for voulue in voulues]
    session.add_all(inscriptions)
    with doublons_refuses():
        session.flush()
    leurs = (
        select(
            Inscription.id,
            GroupeQuota.quota_id,
            literal(etat, Place.etat.type),
            literal(expire_le, Place.expire_le.type),
            literal(horloge.maintenant(), Place.modifiee_le.type),
        )
        .join(GroupeQuota, GroupeQuota.groupe_id == Inscription.groupe_id)
        .where(Inscription.id.in_([une.id for une in inscriptions]))
    )
    colonnes = [Place.inscription_id, Place.quota_id, Place.etat, Place.expire_le, Place.modifiee_le]
    ecrites = insert(Place).from_select(colonnes, leurs).returning(Place.inscription_id, Place.quota_id)
    lignes = session.execute(ecrites).all()
    if {ligne[0] for ligne in lignes} != {une.id for une in inscriptions}:
        raise LookupError("un groupe n’a pas de quota")
    return inscriptions, Counter(ligne[1] for ligne in lignes)


def prendre_les_places(
    voulues: Sequence[Voulue], *, usager_id: UUID, commande_id: UUID, expire_le: datetime
) -> list[Inscription]:
    """Met ces enfants au panier ; lève `Complet` ou `DejaInscrit`, et rien n’est pris. À appeler en dernier."""
    inscriptions, compte = inscrire_les_enfants(
        voulues, usager_id=usager_id, commande_id=commande_id, etat=EtatPlace.PANIER, expire_le=expire_le
    )
    compteurs.prendre(compte)
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
    verrouillees = verrouiller_les_inscriptions(Inscription.id.in_(inscriptions))
    return passer_les_verrouillees(verrouillees, de=de, vers=vers, expire_le=expire_le, echues=echues)


def verrouiller_les_inscriptions(lesquelles: ColumnElement[bool]) -> list[UUID]:
    """Verrouille ces inscriptions dans l’ordre, et les rend : leurs places changent alors sans se croiser."""
    triees = select(Inscription.id).where(lesquelles).order_by(Inscription.id)
    return list(session.scalars(triees.with_for_update(key_share=True)))


def passer_les_verrouillees(
    inscriptions: Collection[UUID],
    *,
    de: Collection[EtatPlace],
    vers: EtatPlace,
    expire_le: datetime | None = None,
    echues: bool | None = None,
) -> list[tuple[UUID, UUID]]:
    """Fait comme `passer` d’inscriptions que l’appelant vient de verrouiller."""
    change = update(Place).where(Place.inscription_id.in_(inscriptions), Place.etat.in_(de))
    maintenant = horloge.maintenant()
    if echues is not None:
        change = change.where(Place.expire_le <= maintenant if echues else Place.expire_le > maintenant)
    change = change.values(etat=vers, expire_le=expire_le, modifiee_le=maintenant)
    rendues = change.returning(Place.inscription_id, Place.quota_id).execution_options(synchronize_session=False)
    return [(ligne[0], ligne[1]) for ligne in session.execute(rendues)]


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
