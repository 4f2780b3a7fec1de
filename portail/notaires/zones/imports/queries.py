"""Ce qui se lit des imports géographiques."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from portail.notaires.zones.models import EtatImportGeographique, ImportGeographique, RejetGeographique
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.socle.tableur import ecrire

IMPORTS_MONTRES = 25
REJETS_MONTRES = 50
EN_COURS = frozenset({EtatImportGeographique.RECU, EtatImportGeographique.EN_COURS})


def imports_recents() -> Sequence[ImportGeographique]:
    """Rend les derniers imports, le plus récent d’abord."""
    return session.scalars(
        select(ImportGeographique).order_by(ImportGeographique.commence_le.desc()).limit(IMPORTS_MONTRES)
    ).all()


def import_de(import_id: UUID) -> ImportGeographique:
    """Rend un import, relu ; lève `Introuvable`."""
    trouve = session.get(ImportGeographique, import_id, populate_existing=True)
    if trouve is None:
        raise Introuvable
    return trouve


def rejets_de(import_id: UUID, *, limite: int | None = REJETS_MONTRES) -> Sequence[RejetGeographique]:
    """Rend les éléments rejetés, dans l’ordre du fichier ; les premiers seulement, sauf sans `limite`."""
    return session.scalars(
        select(RejetGeographique)
        .where(RejetGeographique.import_id == import_id)
        .order_by(RejetGeographique.rang)
        .limit(limite)
    ).all()


def fichier_de_rejets(import_id: UUID) -> bytes:
    """Rend les rejets gardés, en CSV."""
    return ecrire(("rang", "reference", "raison"), _lignes(import_id))


def _lignes(import_id: UUID) -> Iterator[tuple[object, ...]]:
    return ((un.rang, un.reference, un.raison) for un in rejets_de(import_id, limite=None))
