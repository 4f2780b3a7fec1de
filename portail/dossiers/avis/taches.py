"""Rappeler un avis avant sa date, et dire au service qu’il n’est pas venu."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from portail.documents.redaction import Redaction
from portail.dossiers import courriers
from portail.dossiers.avis.envois import prevenir_l_expert
from portail.dossiers.avis.models import Avis
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.models import Dossier
from portail.journal.actions import SYSTEME, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.taches import periodique
from portail.socle.traduction import LANGUE_SOURCE

LOT = 200
RAPPEL = "avis_rappel"
"""Code du paramètre : jours avant la date dite."""


@periodique("avis.rappeler", "25 6 * * *")
def rappeler_les_avis() -> None:
    """Rappelle à l’expert, une fois, un avis attendu dans les jours qui viennent."""
    jour = horloge.aujourd_hui()
    bientot = jour + timedelta(days=entier_au(RAPPEL))
    for identifiant in _attendus(Avis.rappele_le.is_(None), Avis.date_limite.between(jour, bientot)):
        _rappeler(identifiant)


@periodique("avis.signaler", "35 6 * * *")
def signaler_les_absents() -> None:
    """Dit au service, une fois, qu’un avis n’est pas venu à la date dite : il peut décider sans."""
    for identifiant in _attendus(Avis.signale_le.is_(None), Avis.date_limite < horloge.aujourd_hui()):
        _signaler(identifiant)


def _attendus(*conditions: ColumnElement[bool]) -> list[UUID]:
    trouves = session.scalars(
        select(Avis.id)
        .join(Dossier, Dossier.id == Avis.dossier_id)
        .where(Avis.rendu_le.is_(None), Avis.revoque_le.is_(None), Dossier.etat.in_(ETATS_EN_COURS), *conditions)
        .order_by(Avis.date_limite)
        .limit(LOT)
    ).all()
    session.rollback()
    return list(trouves)


def _rappeler(identifiant: UUID) -> None:
    with transaction():
        dossier, avis = _relire(identifiant)
        if _tient(dossier, avis) and avis.rappele_le is None:
            avis.rappele_le = horloge.maintenant()
            _inscrire("rappeler_avis", avis)
            prevenir_l_expert(dossier, avis, "rappel")


def _signaler(identifiant: UUID) -> None:
    with transaction():
        dossier, avis = _relire(identifiant)
        if _tient(dossier, avis) and avis.signale_le is None:
            avis.signale_le = horloge.maintenant()
            _inscrire("signaler_avis", avis)
            contexte = {"date_limite": _ecrite(avis.date_limite)}
            courriers.prevenir_le_service(dossier, "agent/avis_absent", contexte)


def _relire(identifiant: UUID) -> tuple[Dossier, Avis]:
    dossier = verrouiller(Dossier, session.get_one(Avis, identifiant).dossier_id)
    return dossier, verrouiller(Avis, identifiant)


def _tient(dossier: Dossier, avis: Avis) -> bool:
    """Vrai si l’avis est toujours attendu : l’expert vient peut-être de répondre."""
    return avis.est_attendu and dossier.etat in ETATS_EN_COURS


def _inscrire(action: str, avis: Avis) -> None:
    inscrire(action, auteur=SYSTEME, objet=("dossier", avis.dossier_id), details={"avis": str(avis.id)})


def _ecrite(jour: date) -> str:
    return Redaction.en(LANGUE_SOURCE).jour(jour)
