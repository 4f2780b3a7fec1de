"""Ce qui se lit des imports d’aides."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from portail.notaires.aides.imports import EN_COURS
from portail.notaires.aides.models import EtatImport, ImportAides, LigneRejetee, MorceauImport
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

IMPORTS_MONTRES = 50
REJETS_MONTRES = 50
REJETS_PAR_LECTURE = 1000


def imports_d_aides() -> Sequence[ImportAides]:
    """Rend les derniers imports, le plus récent d’abord."""
    return session.scalars(select(ImportAides).order_by(ImportAides.commence_le.desc()).limit(IMPORTS_MONTRES)).all()


def import_d_aides(import_id: UUID) -> ImportAides:
    """Rend cet import, relu ; lève `Introuvable`."""
    trouve = session.get(ImportAides, import_id, populate_existing=True)
    if trouve is None:
        raise Introuvable
    return trouve


def peut_effacer_les_absentes(un: ImportAides) -> bool:
    """Vrai si ce fichier est le dernier, lu jusqu’au bout, et ne cite plus toutes les aides connues."""
    dernier = session.scalar(select(ImportAides.id).order_by(ImportAides.commence_le.desc()).limit(1))
    return un.etat is EtatImport.FINI and un.absentes > 0 and un.id == dernier


def rejets_de(import_id: UUID, *, apres: int = 0, limite: int = REJETS_MONTRES) -> Sequence[LigneRejetee]:
    """Rend les lignes rejetées qui suivent celle-ci, dans l’ordre du fichier."""
    siens = select(LigneRejetee).where(LigneRejetee.import_id == import_id, LigneRejetee.ligne > apres)
    return session.scalars(siens.order_by(LigneRejetee.ligne).limit(limite)).all()


def tous_les_rejets(import_id: UUID) -> Iterator[LigneRejetee]:
    """Rend toutes les lignes rejetées, lues par lots."""
    apres = 0
    while lot := rejets_de(import_id, apres=apres, limite=REJETS_PAR_LECTURE):
        yield from lot
        apres = lot[-1].ligne


def morceaux_de(import_id: UUID) -> list[tuple[str, str]]:
    """Rend la clé et l’empreinte de chaque morceau du fichier, dans l’ordre."""
    siens = select(MorceauImport.cle, MorceauImport.empreinte).where(MorceauImport.import_id == import_id)
    return [(ligne[0], ligne[1]) for ligne in session.execute(siens.order_by(MorceauImport.rang))]


def imports_a_reprendre() -> Sequence[UUID]:
    """Rend les imports déposés qui ne sont pas allés au bout."""
    recus = select(ImportAides.id).where(ImportAides.etat.in_(EN_COURS), ImportAides.agent_id.is_not(None))
    return session.scalars(recus).all()
