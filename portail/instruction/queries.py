"""Les listes de travail des agents : ce qui est attendu d’eux d’abord, puis par échéance légale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import lazyload

from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.habilitations import LECTURE
from portail.dossiers.models import Dossier
from portail.dossiers.queries import SANS_CONTENU
from portail.dossiers.suivis.models import SuiviDossier, VuDossier
from portail.identite.models import Agent
from portail.instruction.attentes import Attente, Part, Regard, parts, regard_de
from portail.instruction.filtres import CHERCHES_MAX, ECHEANCE, JAMAIS, conditions, ensemble, miens, non_lu
from portail.instruction.filtres import Filtres as Filtres  # la liste et ses filtres se demandent ensemble
from portail.instruction.filtres import Suivi as Suivi
from portail.instruction.filtres import Vue as Vue
from portail.socle import horloge
from portail.socle.base import session

PAR_PAGE = 25
COMPTE_MAX = 1000
"""Au-delà on ne compte plus : « plus de 1 000 » se lit aussi vite, et ne coûte pas un million de lignes."""

Lue = Select[UUID, int, date]
"""Un dossier, le rang de son attente, son échéance."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """Un dossier de la liste : de qui l’on attend la suite, si l’agent le suit, s’il ne l’a pas lu depuis."""

    dossier: Dossier
    attente: Attente
    est_suivi: bool
    non_lu: bool


@dataclass(frozen=True, slots=True)
class Liste:
    """Une page de dossiers, le curseur de la suivante (vide à la fin), le total et le nombre de chaque vue.

    Un nombre qui dépasse `COMPTE_MAX` veut dire « davantage ».
    """

    lignes: Sequence[Ligne]
    suite: str
    total: int
    nombres: Mapping[Vue, int]
    plafond: int = COMPTE_MAX
    """Jusqu’où `total` est exact."""

    @property
    def dossiers(self) -> list[Dossier]:
        """Rend les dossiers seuls."""
        return [ligne.dossier for ligne in self.lignes]


def perimetre(agent: Agent) -> ColumnElement[bool]:
    """Rend la condition « l’agent peut lire ce dossier » : ses services, leurs démarches, ni brouillon ni éliminé."""
    portees = {(h.service_code, h.demarche) for h in agent.habilitations if h.role in LECTURE and h.service_code}
    siennes = [
        Dossier.service_code == service
        if demarche is None
        else and_(Dossier.service_code == service, Dossier.demarche == demarche)
        for service, demarche in sorted(portees, key=str)
    ]
    return and_(Dossier.etat != Etat.BROUILLON, Dossier.elimine_le.is_(None), or_(false(), *siennes))


def nombres_par_vue(agent: Agent) -> dict[Vue, int]:
    """Rend le nombre de dossiers de chaque vue, en une requête ; au-delà de `COMPTE_MAX`, un de plus."""
    return _compter(regard_de(agent), Filtres(), None)[1]


def dossiers_a_voir(agent: Agent, filtres: Filtres) -> Liste:
    """Rend une page de la liste : attendus de moi, de l’usager, d’un tiers, puis les échéances les plus proches."""
    regard = regard_de(agent)
    lignes, trouves = _lire(regard, filtres)
    total, nombres = _compter(regard, filtres, trouves)
    page = lignes[:PAR_PAGE]
    suite = _curseur(page[-1]) if len(lignes) > PAR_PAGE else ""
    return Liste(page, suite, total, nombres, CHERCHES_MAX if filtres.recherche else COMPTE_MAX)


def identifiants_a_voir(agent: Agent, filtres: Filtres, *, limite: int) -> Sequence[UUID]:
    """Rend les dossiers de la vue entière, du plus ancien dépôt au plus récent, `limite` au plus."""
    voulus = _requete(regard_de(agent), replace(filtres, apres=""), par_part=None)
    if voulus is None:
        return []
    vues = voulus.subquery()
    return session.scalars(
        select(Dossier.id).join(vues, vues.c.id == Dossier.id).order_by(Dossier.depose_le, Dossier.id).limit(limite)
    ).all()


# ---------- Lire une page ----------


def _lire(regard: Regard, filtres: Filtres) -> tuple[list[Ligne], int | None]:
    """Rend une page de lignes, une de plus s’il y a une suite, et ce qu’une recherche trouve (compter la referait)."""
    voulus = _requete(regard, filtres, par_part=PAR_PAGE + 1)
    if voulus is None:
        return [], None
    vues = voulus.subquery()
    moi = regard.agent_id
    entiere = bool(filtres.recherche) and not filtres.apres
    requete = (
        select(Dossier, vues.c.rang, SuiviDossier.depuis, VuDossier.vu_le, func.count().over() if entiere else null())
        .join(vues, vues.c.id == Dossier.id)
        .outerjoin(SuiviDossier, and_(SuiviDossier.dossier_id == Dossier.id, SuiviDossier.agent_id == moi))
        .outerjoin(VuDossier, and_(VuDossier.dossier_id == Dossier.id, VuDossier.agent_id == moi))
        .options(*SANS_CONTENU, lazyload(Dossier.intervenants))
        .order_by(vues.c.rang, vues.c.jour, Dossier.id)
        .limit(PAR_PAGE + 1)
    )
    attentes, lues = list(Attente), session.execute(requete).all()
    lignes = [
        Ligne(dossier, attentes[rang], depuis is not None, _non_lu(regard, dossier, depuis, vu_le))
        for dossier, rang, depuis, vu_le, _nombre in lues
    ]
    trouves = (lues[0][-1] if lues else 0) if entiere else None
    return lignes, trouves


def _non_lu(regard: Regard, dossier: Dossier, suivi: datetime | None, vu_le: datetime | None) -> bool:
    mien = dossier.agent_id in regard.moi and dossier.etat in ETATS_EN_COURS
    me_concerne = suivi is not None or mien
    return me_concerne and (vu_le is None or vu_le < dossier.modifie_le)


def _requete(regard: Regard, filtres: Filtres, *, par_part: int | None) -> Select[Any] | None:
    """Rend (id, rang, jour) de ce que les filtres demandent, au plus `par_part` lignes de chaque part."""
    voulues = _parts_voulues(regard, filtres)
    siennes, curseur = conditions(regard, filtres), _lire_curseur(filtres.apres)
    petit = ensemble(regard, filtres)
    lues: list[Lue] = []
    if petit is not None:
        a_part = [or_(Dossier.agent_id.is_(None), not_(miens(regard)))] if filtres.vue is Vue.NON_LUS else []
        lues += _d_un_bloc(voulues, [*siennes, *a_part, Dossier.id.in_(petit)], curseur)
    if filtres.recherche or filtres.vue is Vue.SUIVIS:
        return _reunies(lues)
    if filtres.vue is Vue.NON_LUS:
        siennes.append(miens(regard))
    return _reunies([*lues, *_par_part(voulues, siennes, curseur, par_part)])


def _par_part(
    voulues: Sequence[Part],
    siennes: Sequence[ColumnElement[bool]],
    curseur: tuple[int, date, UUID] | None,
    par_part: int | None,
) -> list[Lue]:
    """Rend une requête par part, dans l’ordre d’un index, au plus `par_part` lignes chacune."""
    restantes = [part for part in voulues if curseur is None or part.attente.rang >= curseur[0]]
    lues: list[Lue] = []
    for part in restantes:
        lue = select(Dossier.id.label("id"), literal(part.attente.rang).label("rang"), ECHEANCE.label("jour"))
        lue = lue.where(part.condition, *siennes)
        if curseur is not None and part.attente.rang == curseur[0]:
            lue = lue.where(tuple_(ECHEANCE, Dossier.id) > tuple_(literal(curseur[1]), literal(curseur[2])))
        lues.append(lue.order_by(ECHEANCE, Dossier.id).limit(par_part) if par_part else lue)
    return lues


def _reunies(lues: Sequence[Lue]) -> Select[Any] | None:
    if not lues:
        return None
    return select(union_all(*(select(lue.subquery()) for lue in lues)).subquery())


def _d_un_bloc(
    voulues: Sequence[Part], siennes: Sequence[ColumnElement[bool]], curseur: tuple[int, date, UUID] | None
) -> list[Lue]:
    """Rend la requête qui part de peu de dossiers : on les lit tous, puis on les range."""
    if not voulues:
        return []
    rang = case(*((part.condition, literal(part.attente.rang)) for part in voulues))
    lue = select(Dossier.id.label("id"), rang.label("rang"), ECHEANCE.label("jour"))
    lue = lue.where(or_(*(part.condition for part in voulues)), *siennes)
    if curseur is not None:
        lue = lue.where(tuple_(rang, ECHEANCE, Dossier.id) > tuple_(*(literal(borne) for borne in curseur)))
    return [lue]


def _parts_voulues(regard: Regard, filtres: Filtres) -> Sequence[Part]:
    """Rend les parts où chercher ; une recherche les voit toutes."""
    toutes = parts(regard)
    if filtres.recherche:
        return toutes
    if filtres.se_contredisent:
        return []
    etats = {etat for etat in (filtres.etat, Etat.DEPOSE if filtres.vue is Vue.NOUVEAUX else None) if etat}
    return [part for part in toutes if filtres.attente in (None, part.attente) and etats <= part.etats]


# ---------- Compter ----------


def _compter(regard: Regard, filtres: Filtres, trouves: int | None) -> tuple[int, dict[Vue, int]]:
    """Rend le total de ce que les filtres demandent (`trouves` s’il est connu) et le nombre de chaque vue."""
    comptees = _vues_comptees(regard, horloge.aujourd_hui())
    precis = trouves is None and replace(filtres, apres="") != Filtres(vue=filtres.vue)
    if precis:
        comptees = comptees.add_columns(_nombre(regard, filtres))
    lus = list(session.execute(comptees).one())
    nombres = dict(zip(Vue, lus, strict=False))
    total = lus[-1] if precis else nombres[filtres.vue]
    return total if trouves is None else trouves, nombres


@lru_cache(maxsize=128)
def _vues_comptees(regard: Regard, _jour: date) -> Select[Any]:
    """Rend la requête qui compte chaque vue ce jour ; construite une fois, chaque page la demande."""
    return select(*(_nombre_de_la_vue(regard, vue) for vue in Vue))


def _nombre_de_la_vue(regard: Regard, vue: Vue) -> Any:  # noqa: ANN401 — une sous-requête scalaire, ou zéro
    """Compte une vue ; celles qui ne disent rien de l’attente se comptent d’un bloc."""
    siennes = regard.portees
    if vue not in _D_UN_BLOC or not siennes:
        return _nombre(regard, Filtres(vue=vue))
    if vue in _PAR_SERVICE:
        conditions_ = [and_(portee.condition, _PAR_SERVICE[vue]) for portee in siennes]
        return _borne(_reunies([_au_plus(condition, Dossier.casier) for condition in conditions_]))
    return _borne(_suivis_ou_non_lus(regard, vue, or_(*(portee.condition for portee in siennes))))


_PAR_SERVICE = {
    Vue.TOUS: Dossier.casier.is_not(None),
    Vue.NOUVEAUX: and_(Dossier.etat == Etat.DEPOSE, Dossier.casier.is_not(None)),
    Vue.MESSAGES: and_(Dossier.message_a_lire, Dossier.casier.is_not(None)),
}
_D_UN_BLOC = frozenset({*_PAR_SERVICE, Vue.SUIVIS, Vue.NON_LUS})


def _au_plus(condition: ColumnElement[bool], ordre: Any) -> Select[Any]:  # noqa: ANN401 — une colonne
    """Rend les premiers dossiers dans l’ordre d’un index : sinon la base parcourrait la table pour s’arrêter tôt."""
    return select(Dossier.id).where(condition).order_by(ordre).limit(COMPTE_MAX + 1)


def _suivis_ou_non_lus(regard: Regard, vue: Vue, lisible: ColumnElement[bool]) -> Select[Any]:
    suivis = select(SuiviDossier.dossier_id).where(SuiviDossier.agent_id == regard.agent_id)
    les_suivis = and_(lisible, Dossier.casier.is_not(None), Dossier.id.in_(suivis))
    if vue is Vue.SUIVIS:
        return select(Dossier.id).where(les_suivis)
    les_miens = _au_plus(and_(lisible, miens(regard), non_lu(regard)), Dossier.agent_id).subquery()
    return select(union(select(les_miens.c.id), select(Dossier.id).where(les_suivis, non_lu(regard))).subquery().c.id)


def _nombre(regard: Regard, filtres: Filtres) -> Any:  # noqa: ANN401 — une sous-requête scalaire, ou zéro
    return _borne(_requete(regard, replace(filtres, apres=""), par_part=COMPTE_MAX + 1))


def _borne(voulus: Select[Any] | None) -> Any:  # noqa: ANN401 — une sous-requête scalaire, ou zéro
    if voulus is None:
        return literal(0)
    bornes = voulus.limit(COMPTE_MAX + 1).subquery()
    return select(func.count()).select_from(bornes).scalar_subquery()


# ---------- Curseur ----------


def _curseur(ligne: Ligne) -> str:
    return f"{ligne.attente.rang}_{(ligne.dossier.echeance or JAMAIS).isoformat()}_{ligne.dossier.id}"


def _lire_curseur(curseur: str) -> tuple[int, date, UUID] | None:
    """Rend où reprendre ; un curseur illisible repart du début."""
    rang, _, reste = curseur.partition("_")
    jour, _, identifiant = reste.partition("_")
    try:
        return int(rang), date.fromisoformat(jour), UUID(identifiant)
    except ValueError:
        return None
