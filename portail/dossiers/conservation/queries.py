"""Ce qui se lit de la conservation : le rapport par démarche, les bordereaux, ce qui pourrait s’éliminer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Conservation, Demarche, ajouter_mois
from portail.dossiers.conservation.models import Bordereau, LigneBordereau
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.models import Droit
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

NON_DECIDES = ETATS_EN_COURS | {Etat.BROUILLON}


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneRapport:
    """Une démarche, dans une version, et l’âge de ses dossiers ; aucun nom, aucun numéro."""

    demarche: Demarche
    ouverts: int
    """Pas encore décidés : jamais concernés."""
    actifs: int
    intermediaires: int
    echus: int
    """Durée d’utilité finie, sur aucun bordereau."""
    marques: int
    conserves: int
    elimines: int

    @property
    def conservation(self) -> Conservation:
        """Rend ce que la démarche déclare."""
        return self.demarche.conservation


def est_echu(jour: date) -> ColumnElement[bool]:
    """Rend la condition « durée d’utilité finie, décidé, ni éliminé ni gardé par le tri »."""
    return and_(
        Dossier.date_fin_dua < jour,
        Dossier.etat.not_in(NON_DECIDES),
        Dossier.elimine_le.is_(None),
        Dossier.conserve.is_(False),
    )


def _est_marque() -> ColumnElement[bool]:
    return exists().where(
        LigneBordereau.dossier_id == Dossier.id,
        LigneBordereau.elimine_le.is_(None),
        LigneBordereau.retire_le.is_(None),
    )


def rapport(jour: date) -> Sequence[LigneRapport]:
    """Rend l’état de la conservation à cette date, par démarche et version, en une requête."""
    vivant = and_(Dossier.etat.not_in(NON_DECIDES), Dossier.elimine_le.is_(None), Dossier.conserve.is_(False))
    compter = func.count().filter
    lignes = session.execute(
        select(
            Dossier.demarche,
            Dossier.version_demarche,
            compter(Dossier.etat.in_(ETATS_EN_COURS)),
            compter(vivant, Dossier.date_fin_active >= jour),
            compter(vivant, Dossier.date_fin_active < jour, Dossier.date_fin_dua >= jour),
            compter(est_echu(jour), ~_est_marque()),
            compter(_est_marque()),
            compter(Dossier.conserve),
            compter(Dossier.elimine_le.is_not(None)),
        )
        .where(Dossier.etat != Etat.BROUILLON)
        .group_by(Dossier.demarche, Dossier.version_demarche)
        .order_by(Dossier.demarche, Dossier.version_demarche)
    )
    return [
        LigneRapport(
            demarche=demarche_de(ligne[0], version=ligne[1]),
            ouverts=ligne[2],
            actifs=ligne[3],
            intermediaires=ligne[4],
            echus=ligne[5],
            marques=ligne[6],
            conserves=ligne[7],
            elimines=ligne[8],
        )
        for ligne in lignes
    ]


def dossiers_a_marquer(demarche: str, version: int, jour: date, *, limite: int) -> Sequence[Dossier]:
    """Rend les dossiers échus de cette démarche qui ne sont sur aucun bordereau, les plus anciens d’abord.

    Un droit mensuel qui court encore, ou fini depuis moins que les durées de la démarche, retient son dossier.
    """
    conservation = demarche_de(demarche, version=version).conservation
    finis_avant = ajouter_mois(jour, -conservation.active_mois - 12 * conservation.intermediaire_annees)
    retenu = exists().where(Droit.dossier_id == Dossier.id, or_(Droit.fin.is_(None), Droit.fin >= finis_avant))
    return session.scalars(
        select(Dossier)
        .where(
            Dossier.demarche == demarche,
            Dossier.version_demarche == version,
            est_echu(jour),
            ~_est_marque(),
            ~retenu,
        )
        .order_by(Dossier.date_fin_dua, Dossier.id)
        .limit(limite)
    ).all()


def bordereaux(*, limite: int = 100) -> Sequence[tuple[Bordereau, int]]:
    """Rend les bordereaux et leur nombre de dossiers, les plus récents d’abord."""
    lignes = session.execute(
        select(Bordereau, func.count(LigneBordereau.id))
        .outerjoin(LigneBordereau, LigneBordereau.bordereau_id == Bordereau.id)
        .group_by(Bordereau.id)
        .order_by(Bordereau.prepare_le.desc())
        .limit(limite)
    )
    return [(bordereau, nombre) for bordereau, nombre in lignes]


def bordereau_de(identifiant: UUID) -> Bordereau:
    """Rend un bordereau ; lève `Introuvable`."""
    bordereau = session.get(Bordereau, identifiant)
    if bordereau is None:
        raise Introuvable
    return bordereau


def lignes_de(bordereau: Bordereau) -> Sequence[tuple[LigneBordereau, str]]:
    """Rend les lignes d’un bordereau et le numéro de chaque dossier, les plus anciens d’abord."""
    lignes = session.execute(
        select(LigneBordereau, Dossier.numero)
        .join(Dossier, Dossier.id == LigneBordereau.dossier_id)
        .where(LigneBordereau.bordereau_id == bordereau.id)
        .order_by(LigneBordereau.date_fin_dua, Dossier.numero)
    )
    return [(ligne, numero) for ligne, numero in lignes]
