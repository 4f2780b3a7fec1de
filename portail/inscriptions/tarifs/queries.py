"""Ce qui se lit des tarifs, et le simulateur ouvert à tous."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from portail.inscriptions.tarifs.calcul import Article, Devis, Grille, Remise, Tranche, chiffrer
from portail.inscriptions.tarifs.models import GrilleTarifaire, VersionDeGrille
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

ADHESION = "adhesion"
"""Le produit que toute grille peut porter : l’adhésion de la saison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnfantSimule:
    """Ce que l’on voudrait pour un enfant : (produit, quantité), l’adhésion comprise ou non."""

    produits: Sequence[tuple[str, int]]
    zone: str = ""


def grille_de(grille_id: UUID, jour: date | None = None) -> Grille:
    """Rend la grille telle qu’elle vaut ce jour-là (à défaut aujourd’hui), prête au calcul ; lève `Introuvable`."""
    # Quelques lignes de chaque : tout en une lecture, plutôt qu’une par collection.
    sienne = VersionDeGrille.grille_id == grille_id
    commencees = select(func.max(VersionDeGrille.debut)).where(
        sienne, VersionDeGrille.debut <= (jour or horloge.aujourd_hui())
    )
    entiere = (
        select(VersionDeGrille)
        .where(sienne, VersionDeGrille.debut == commencees.scalar_subquery())
        .options(
            joinedload(VersionDeGrille.tranches),
            joinedload(VersionDeGrille.tarifs),
            joinedload(VersionDeGrille.remises),
        )
    )
    lue = session.scalars(entiere).unique().one_or_none()
    if lue is None:
        raise Introuvable
    return en_calcul(lue)


def grille_du_code(code: str) -> GrilleTarifaire:
    """Rend la grille de ce code et ses versions ; lève `Introuvable`."""
    sienne = select(GrilleTarifaire).where(GrilleTarifaire.code == code)
    lue = session.scalars(sienne.execution_options(populate_existing=True)).one_or_none()
    if lue is None:
        raise Introuvable
    return lue


def toutes_les_grilles() -> Sequence[GrilleTarifaire]:
    """Rend les grilles, par code, avec leurs versions."""
    return session.scalars(select(GrilleTarifaire).order_by(GrilleTarifaire.code)).all()


def grilles_au_choix() -> Sequence[GrilleTarifaire]:
    """Rend les grilles, par code, sans lire leurs versions."""
    toutes = select(GrilleTarifaire).options(lazyload(GrilleTarifaire.versions))
    return session.scalars(toutes.order_by(GrilleTarifaire.code)).all()


def en_calcul(lue: VersionDeGrille) -> Grille:
    """Rend la version sous la forme que le calcul emploie."""
    return Grille(
        tranches=tuple(Tranche(une.code, une.qf_max) for une in lue.tranches),
        prix={(un.produit, un.tranche, un.zone): un.prix for un in lue.tarifs},
        remises=tuple(Remise(une.produit, une.rang, une.taux) for une in lue.remises),
    )


def simuler(grille: Grille, quotient: Decimal | None, enfants: Sequence[EnfantSimule]) -> Devis:
    """Rend ce que coûterait ce panier, avant toute connexion ; rien n’est gardé. Lève `TarifManquant`."""
    articles = [
        Article(cle=f"{rang}/{produit}", enfant=f"{rang:03}", produit=produit, quantite=quantite, zone=enfant.zone)
        for rang, enfant in enumerate(enfants, start=1)
        for produit, quantite in enfant.produits
    ]
    return chiffrer(grille, quotient, articles)
