"""Oublier qui a payé : le nom et l’adresse d’abord [P], les pièces comptables bien plus tard [P]."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, or_, select, update

from portail.demarche.dates import ajouter_mois
from portail.journal.actions import SYSTEME, inscrire_pour_chacun
from portail.notifications.actions import oublier
from portail.paiement.paiements.etats import ACTIFS
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction

LOT = 200


def oublier_les_payeurs() -> int:
    """Efface qui a payé les sommes anciennes, sauf si de l’argent reste à rendre ; rend leur nombre."""
    total = 0
    while nombre := _oublier_un_lot():
        total += nombre
    return total


def _oublier_un_lot() -> int:
    limite = ajouter_mois(horloge.aujourd_hui(), -entier_au("paiement_nominatif_mois"))
    a_rendre = exists().where(
        Encaissement.somme_id == SommeDue.id, Encaissement.a_rendre > 0, Encaissement.rendu_le.is_(None)
    )
    recent = exists().where(Encaissement.somme_id == SommeDue.id, Encaissement.jour >= limite)
    en_cours = exists().where(
        Paiement.somme_id == SommeDue.id,
        or_(Paiement.etat.in_(ACTIFS), Paiement.prochaine_lecture_le.is_not(None)),
    )
    with transaction():
        sommes = session.scalars(
            select(SommeDue)
            .where(SommeDue.anonymise_le.is_(None), SommeDue.cree_le < _minuit(limite), ~a_rendre, ~recent, ~en_cours)
            .order_by(SommeDue.cree_le)
            .limit(LOT)
            .with_for_update(skip_locked=True)
        ).all()
        for somme in sommes:
            somme.payeur = somme.courriel = somme.usager_id = None
            somme.anonymise_le = horloge.maintenant()
            oublier(("somme_due", somme.id))
        _effacer_ailleurs([somme.id for somme in sommes])
    return len(sommes)


def _effacer_ailleurs(identifiants: Sequence[UUID]) -> None:
    if not identifiants:
        return
    sans_lire = {"synchronize_session": False}
    session.execute(
        update(Paiement).where(Paiement.somme_id.in_(identifiants)).values(courriel=None), execution_options=sans_lire
    )
    session.execute(
        update(Encaissement).where(Encaissement.somme_id.in_(identifiants)).values(reference=None),
        execution_options=sans_lire,
    )
    objets = [("somme_due", identifiant) for identifiant in identifiants]
    inscrire_pour_chacun("oublier_le_payeur", auteur=SYSTEME, objets=objets)


def _minuit(jour: date) -> datetime:
    return horloge.instant_du(jour)
