"""Les requêtes d’une recherche, construites une fois chacune : seules leurs valeurs changent."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    SmallInteger,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from portail.rendez_vous.creneaux.formes import DU_LIEU, INTERPRETE
from portail.rendez_vous.lieux.models import Fermeture, Lieu
from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.rendez_vous.occupations.queries import vivante
from portail.rendez_vous.plages.models import Plage, PlageException, PlageObjet, Rythme
from portail.rendez_vous.plages.queries import modalites_tenues
from portail.rendez_vous.ressources.models import Ressource
from portail.socle.colonnes import instant

Requete = Select[*tuple[Any, ...]]
_DU, _AU = bindparam("du", type_=Date), bindparam("au", type_=Date)
COLONNES_D_UNE_RESSOURCE = 6
"""Les premières que rend la requête des plages ; les autres sont celles de la plage."""
REQUETE_DES_FERMETURES = select(Fermeture.lieu_id, Fermeture.du, Fermeture.au).where(
    Fermeture.du <= _AU, Fermeture.au >= _DU
)


@cache
def requete_des_plages(*, du_lieu: bool, aux_lieux: bool, parmi: bool, un_jour: bool) -> Requete:
    """Rend la requête : une ligne par plage, ses écarts avec elle ; une ligne sans plage par salle ou équipement.

    Les colonnes se lisent dans l’ordre, sans passer par leur nom : mille lignes par recherche.
    Valeurs : `objet`, `du`, `au` ; `lieux` si `aux_lieux`, `ressources` si `parmi`, `jour` (1 : lundi) si `un_jour`.
    `du_lieu` : avec les salles et les équipements.
    """
    ressource, ecart = Ressource, PlageException
    ecarts = (
        select(func.jsonb_agg(func.jsonb_build_array(ecart.jour, ecart.annulee, ecart.debut, ecart.fin, ecart.lieu_id)))
        .where(ecart.plage_id == Plage.id, ecart.jour.between(_DU, _AU))
        .scalar_subquery()
    )
    lues = (
        ressource.id, ressource.genre, ressource.competences, ressource.langues, ressource.lieu_id,
        ressource.version_agenda,
        Plage.lieu_id.label("plage_lieu_id"), modalites_tenues().label("modalites"),
        Plage.premier_jour, Plage.dernier_jour, Plage.rythme, Plage.intervalle, Plage.jours, Plage.rang,
        Plage.debut, Plage.fin, ecarts.label("ecarts"),
    )  # fmt: skip
    colonnes = [_brut(une).label(une.key) for une in lues]
    jointure = _de_l_objet(aux_lieux=aux_lieux, un_jour=un_jour)
    requete = select(*colonnes).join(Plage, jointure, isouter=du_lieu).where(ressource.est_active)
    if du_lieu:
        ici = [_est_parmi(ressource.lieu_id, "lieux")] if aux_lieux else []
        requete = requete.where(or_(Plage.id.is_not(None), and_(ressource.genre.in_(DU_LIEU), *ici)))
    return requete.where(_est_parmi(ressource.id, "ressources")) if parmi else requete


def _de_l_objet(*, aux_lieux: bool, un_jour: bool) -> ColumnElement[bool]:
    conditions = [
        Plage.ressource_id == Ressource.id,
        Plage.premier_jour <= _AU,
        or_(Plage.dernier_jour.is_(None), Plage.dernier_jour >= _DU),
        Plage.id.in_(select(PlageObjet.plage_id).where(PlageObjet.objet_id == bindparam("objet", type_=Uuid))),
        Plage.lieu_id.in_(select(Lieu.id).where(Lieu.est_actif)),
        Ressource.genre.not_in(DU_LIEU),
    ]
    if aux_lieux:
        conditions.append(_au_lieu())
    if un_jour:
        ce_jour = any_(Plage.jours) == bindparam("jour", type_=SmallInteger)
        conditions.append(or_(Plage.rythme == Rythme.MENSUEL, ce_jour))
    return and_(*conditions)


def _au_lieu() -> ColumnElement[bool]:
    """Rend la condition « cette plage se tient, un jour au moins, dans un de ces lieux » ; un interprète va partout."""
    ailleurs = select(PlageException.jour).where(
        PlageException.plage_id == Plage.id, _est_parmi(PlageException.lieu_id, "lieux")
    )
    return or_(_est_parmi(Plage.lieu_id, "lieux"), Ressource.genre == INTERPRETE, ailleurs.exists())


@cache
def requete_du_temps_pris(*, ignorer: bool, origines: frozenset[Origine]) -> Requete:
    """Rend la requête : une ligne par ressource, les minutes où commence et où finit chaque occupation vivante.

    Valeurs : `ressources`, `maintenant`, `depuis`, `jusqu_a` ; `ignores` si `ignorer`. Sans origines, toutes.
    """
    debuts = cast(func.floor(func.date_part("epoch", Occupation.debut) / 60), BigInteger)
    fins = cast(func.ceil(func.date_part("epoch", Occupation.fin) / 60), BigInteger)
    conditions: list[ColumnElement[bool]] = [
        _est_parmi(Occupation.ressource_id, "ressources"),
        vivante(bindparam("maintenant", type_=instant())),  # type: ignore[arg-type] # un instant, donné plus tard
        Occupation.debut < bindparam("jusqu_a", type_=instant()),
        Occupation.fin > bindparam("depuis", type_=instant()),
    ]
    if ignorer:
        quittees: tuple[Any, ...] = (Occupation.rdv_id, Occupation.tenue_id, Occupation.id)
        conditions += [or_(une.is_(None), ~_est_parmi(une, "ignores")) for une in quittees]
    if origines:
        conditions.append(Occupation.origine.in_(sorted(origines)))
    # Deux listes parcourues ensemble par la base : dans le même ordre, quel qu’il soit.
    lues = (Occupation.ressource_id, _brut(func.array_agg(debuts)), _brut(func.array_agg(fins)))
    return select(*lues).where(*conditions).group_by(Occupation.ressource_id)


def _brut(colonne: Any) -> Any:  # noqa: ANN401 — une colonne, quel que soit son type
    """Rend la colonne telle que le pilote la lit : relire le type de mille listes coûterait plus que la recherche."""
    return type_coerce(colonne, NullType())


def _est_parmi(colonne: Any, nom: str) -> ColumnElement[bool]:  # noqa: ANN401 — une colonne, quel que soit son type
    """Rend la condition « un de ceux-là », en un seul argument quel que soit leur nombre."""
    condition: ColumnElement[bool] = any_(bindparam(nom, type_=ARRAY(Uuid))) == colonne
    return condition
