"""Les requêtes de succession en nombres ; un petit nombre, qui ferait reconnaître quelqu’un, ne se dit pas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, cast, func, select

from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Rapprochement, Requete
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session
from portail.territoire.jours import ajouter_mois

MOIS = 12
Nombre = int | None
"""Un nombre, ou rien s’il est trop petit pour être dit."""


@dataclass(frozen=True, slots=True)
class LigneDeMois:
    """Un mois : ce qui est arrivé, ce qui en est répondu, par réponse."""

    mois: date
    recues: Nombre
    par_reponse: Mapping[Reponse, Nombre]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistiques:
    """Douze mois. `delai_jours` : la médiane, du dépôt à la réponse ; les taux, en centièmes."""

    lignes: Sequence[LigneDeMois]
    recues: Nombre
    par_reponse: Mapping[Reponse, Nombre]
    delai_jours: int | None
    taux_recherche: int | None
    taux_homonymie: int | None
    en_lot: Nombre
    petit: int


def statistiques() -> Statistiques:
    """Compte les requêtes des douze derniers mois, celles que l’office a retirées exclues."""
    petit, depuis = entier_au("succession_petit_nombre"), _premier_mois()
    mois = [ajouter_mois(depuis, rang) for rang in range(MOIS)]
    recues, comptes = _comptes(depuis)
    montres = masquer([[comptes.get((un, reponse), 0) for reponse in Reponse] for un in mois], petit)
    ensemble = _ensemble(depuis)
    par_reponse = {reponse: sum(comptes.get((un, reponse), 0) for un in mois) for reponse in Reponse}
    repondues = sum(par_reponse.values())
    return Statistiques(
        lignes=[
            LigneDeMois(un, _montre(recues.get(un, 0), petit), dict(zip(Reponse, ligne, strict=True)))
            for un, ligne in zip(mois, montres, strict=True)
        ],
        recues=_montre(ensemble.recues, petit),
        par_reponse=dict(zip(Reponse, masquer([list(par_reponse.values())], petit)[0], strict=True)),
        delai_jours=ensemble.delai_jours if repondues >= petit else None,
        taux_recherche=_taux(par_reponse[Reponse.RECHERCHE], repondues, petit),
        taux_homonymie=_taux(ensemble.homonymies, ensemble.recues, petit),
        en_lot=_montre(ensemble.en_lot, petit),
        petit=petit,
    )


def masquer(lignes: Sequence[Sequence[int]], petit: int) -> list[list[Nombre]]:
    """Rend le tableau sans ses petits nombres, ni ce qui les ferait retrouver par soustraction.

    Un nombre caché seul dans sa ligne ou sa colonne se retrouverait par le total : le plus petit autre se cache aussi.
    """
    cachees = {(i, j) for i, ligne in enumerate(lignes) for j, nombre in enumerate(ligne) if 0 < nombre < petit}
    while ajoutees := _a_cacher_aussi(lignes, cachees):
        cachees |= ajoutees
    return [[None if (i, j) in cachees else nombre for j, nombre in enumerate(ligne)] for i, ligne in enumerate(lignes)]


def _a_cacher_aussi(lignes: Sequence[Sequence[int]], cachees: set[tuple[int, int]]) -> set[tuple[int, int]]:
    hauteur, largeur = len(lignes), len(lignes[0]) if lignes else 0
    rangees = [[(i, j) for j in range(largeur)] for i in range(hauteur)]
    colonnes = [[(i, j) for i in range(hauteur)] for j in range(largeur)] if hauteur > 1 else []
    for suite in (*rangees, *colonnes):
        restent = [case for case in suite if case not in cachees and lignes[case[0]][case[1]]]
        if len(suite) - len([case for case in suite if case not in cachees]) == 1 and restent:
            return {min(restent, key=lambda case: lignes[case[0]][case[1]])}
    return set()


def _montre(nombre: int, petit: int) -> Nombre:
    return None if 0 < nombre < petit else nombre


def _taux(partie: int, tout: int, petit: int) -> int | None:
    return None if tout < petit or 0 < partie < petit else round(100 * partie / tout)


def _premier_mois() -> date:
    return ajouter_mois(horloge.aujourd_hui().replace(day=1), 1 - MOIS)


def _comptes(depuis: date) -> tuple[dict[date, int], dict[tuple[date, Reponse], int]]:
    """Rend le nombre de requêtes par mois, puis celles qui sont répondues par mois et par réponse."""
    mois = cast(func.date_trunc("month", func.timezone("Europe/Paris", Requete.deposee_le)), Date).label("mois")
    repondue = Requete.repondue_le.is_not(None)
    comptes = select(mois, Requete.reponse, repondue, func.count()).where(*_comptees(depuis))
    recues: dict[date, int] = {}
    par_reponse: dict[tuple[date, Reponse], int] = {}
    for un, reponse, est_repondue, nombre in session.execute(comptes.group_by("mois", Requete.reponse, repondue)):
        recues[un] = recues.get(un, 0) + nombre
        if est_repondue and reponse is not None:
            par_reponse[un, reponse] = par_reponse.get((un, reponse), 0) + nombre
    return recues, par_reponse


@dataclass(frozen=True, slots=True)
class _Ensemble:
    recues: int
    en_lot: int
    homonymies: int
    delai_jours: int | None


def _ensemble(depuis: date) -> _Ensemble:
    candidats = (
        select(Rapprochement.requete_id).group_by(Rapprochement.requete_id).having(func.count() > 1).scalar_subquery()
    )
    secondes = func.percentile_cont(0.5).within_group(
        func.extract("epoch", Requete.repondue_le - Requete.deposee_le).asc()
    )
    ligne = session.execute(
        select(
            func.count(),
            func.count().filter(Requete.lot_id.is_not(None)),
            func.count().filter(Requete.id.in_(candidats)),
            secondes,
        ).where(*_comptees(depuis))
    ).one()
    return _Ensemble(ligne[0], ligne[1], ligne[2], None if ligne[3] is None else round(float(ligne[3]) / 86_400))


def _comptees(depuis: date) -> tuple[ColumnElement[bool], ...]:
    return (Requete.deposee_le >= horloge.instant_du(depuis), Requete.etat != EtatRequete.RETIREE)
