"""Les requêtes du tableau de bord : agrégées par la base, chacune bornée au service et à la période par son index."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from portail.dossiers.alertes.niveaux import Niveau, Seuils, demarches_a_terme, demarches_qui_proposent
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.horloges.types import Code
from portail.dossiers.models import Dossier
from portail.instruction.cadre import AGES_JOURS, Cadre
from portail.socle import horloge

SANS_REPONSE = (Etat.DESISTE, Etat.SANS_SUITE, Etat.TRANSMIS)
"""Sorti sans que le service ait répondu sur le fond : compte parmi les sorties, pas dans le délai."""
PARIS: ColumnElement[str] = literal_column("'Europe/Paris'")


def _dans(cadre: Cadre) -> ColumnElement[bool]:
    """Rend la condition « ce dossier est du cadre » ; rien d’autre que ce que l’agent dirige."""
    portees = sorted((p for p in cadre.portees if cadre.service in ("", p[0])), key=str)
    services = [
        Dossier.service_code == service
        if demarche is None
        else and_(Dossier.service_code == service, Dossier.demarche == demarche)
        for service, demarche in portees
    ]
    voulus = or_(false(), *services)
    return and_(voulus, Dossier.demarche == cadre.demarche) if cadre.demarche else voulus


_DEPOT = cast(func.timezone(PARIS, Dossier.depose_le), Date)
_RECEPTION = func.coalesce(Dossier.date_reception, _DEPOT)


def stock(cadre: Cadre, jour: date) -> Select[Any]:
    """Rend la requête du stock, par état, tranche d’âge, démarche et agent ; l’âge court de la réception."""
    en_cours = Dossier.etat.in_(ETATS_EN_COURS)
    par_jour = _comptes(Dossier.etat, Dossier.demarche, Dossier.agent_id, jour=_RECEPTION, si=en_cours, cadre=cadre)
    fins = [jour - timedelta(days=fin) for _, fin in pairwise(AGES_JOURS)]
    tranches = [(fin < par_jour.c.jour, rang) for rang, fin in enumerate(fins)]
    age = case(*tranches, else_=len(AGES_JOURS) - 1).label("age")
    ligne = select(par_jour.c.etat, age, par_jour.c.demarche, par_jour.c.agent_id, par_jour.c.nombre).subquery()
    return _par_groupe(ligne.c.etat, ligne.c.age, ligne.c.demarche, ligne.c.agent_id, mesures=[_somme(ligne.c.nombre)])


def echeances(cadre: Cadre, jour: date, seuils: Seuils) -> Select[Any]:
    """Rend la requête des échéances passées ou proches, par niveau et par horloge (`alertes.niveaux`)."""
    due = case(
        (and_(Dossier.accuse_reception_le.is_(None), Dossier.echeance == Dossier.date_accuse), Code.ACCUSE.value),
        (and_(Dossier.date_fin.is_(None), Dossier.echeance == Dossier.date_silence), Code.SILENCE.value),
        (and_(Dossier.date_fin.is_(None), Dossier.echeance == Dossier.date_transmission), Code.TRANSMISSION.value),
        (and_(Dossier.date_fin.is_(None), Dossier.demarche.in_(demarches_a_terme())), Code.TERME.value),
        (and_(Dossier.date_fin.is_(None), Dossier.demarche.in_(demarches_qui_proposent())), Code.PROPOSITION.value),
        else_=Code.MOTIFS.value,
    )
    au_plus = max((jours for tous in seuils.values() for jours in tous), default=0)
    ligne = (
        select(Dossier.echeance, due.label("horloge"), func.count().label("nombre"))
        .where(
            _dans(cadre),
            Dossier.echeance.is_not(None),
            Dossier.echeance <= jour + timedelta(days=au_plus),
        )
        .group_by(Dossier.echeance, literal_column("horloge"))
        .subquery()
    )
    niveau = case((ligne.c.echeance < jour, Niveau.PASSEE.value), *_niveaux(ligne.c, seuils, jour), else_="").label("n")
    rangees = select(niveau, ligne.c.horloge, ligne.c.nombre).subquery()
    groupes = (rangees.c.n, rangees.c.horloge)
    return select(*groupes, _somme(rangees.c.nombre)).where(rangees.c.n != "").group_by(*groupes)


def _niveaux(colonnes: Any, seuils: Seuils, jour: date) -> list[tuple[ColumnElement[bool], str]]:  # noqa: ANN401
    """Rend les conditions « urgente », puis « proche » ; une horloge à un seul seuil n’a pas d’urgence."""
    urgentes = [(code, tous[-1], Niveau.URGENTE) for code, tous in seuils.items() if len(tous) > 1]
    proches = [(code, tous[0], Niveau.PROCHE) for code, tous in seuils.items()]
    return [
        (and_(colonnes.horloge == code.value, colonnes.echeance <= jour + timedelta(days=jours)), niveau.value)
        for code, jours, niveau in (*urgentes, *proches)
    ]


def arrivees(cadre: Cadre, debut: date) -> Select[Any]:
    """Rend la requête des demandes enregistrées depuis ce lundi, par semaine, démarche et agent."""
    depuis = Dossier.depose_le >= horloge.instant_du(debut)
    par_jour = _comptes(Dossier.demarche, Dossier.agent_id, jour=_DEPOT, si=depuis, cadre=cadre)
    ligne = select(_semaine(par_jour.c.jour), par_jour.c.demarche, par_jour.c.agent_id, par_jour.c.nombre).subquery()
    return _par_groupe(ligne.c.semaine, ligne.c.demarche, ligne.c.agent_id, mesures=[_somme(ligne.c.nombre)])


def sorties(cadre: Cadre, debut: date, jour: date) -> Select[Any]:
    """Rend la requête des sorties de la période, et du délai médian de celles qui sont des réponses."""
    repondu = Dossier.etat.not_in(SANS_REPONSE)
    ligne = (
        select(
            _semaine(Dossier.date_reponse),
            Dossier.demarche,
            Dossier.agent_id,
            repondu.label("repondu"),
            cast(Dossier.date_reponse - _RECEPTION, Integer).label("duree"),
        )
        .where(_dans(cadre), Dossier.date_reponse.between(debut, jour))
        .subquery()
    )
    mediane = func.percentile_cont(0.5).within_group(ligne.c.duree).filter(ligne.c.repondu)
    mesures = [func.count(), func.count().filter(ligne.c.repondu), mediane]
    return _par_groupe(ligne.c.semaine, ligne.c.demarche, ligne.c.agent_id, mesures=mesures)


def _comptes(*colonnes: Any, jour: Any, si: ColumnElement[bool], cadre: Cadre) -> Subquery:  # noqa: ANN401
    """Compte par jour d’abord : les regroupements qui suivent ne lisent plus que quelques milliers de lignes."""
    voulues = (*colonnes, jour.label("jour"))
    return select(*voulues, func.count().label("nombre")).where(_dans(cadre), si).group_by(*colonnes, jour).subquery()


def _somme(nombres: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(nombres), 0), Integer)


def _semaine(jour: Any) -> ColumnElement[date]:  # noqa: ANN401 — une colonne de date
    return cast(func.date_trunc("week", jour), Date).label("semaine")


def _par_groupe(*colonnes: ColumnElement[Any], mesures: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Compte en un passage par chacune des colonnes, et au total : la première colonne rendue dit laquelle."""
    groupes = func.grouping_sets(*(tuple_(colonne) for colonne in colonnes), tuple_())
    return select(func.grouping(*colonnes), *colonnes, *mesures).group_by(groupes)
