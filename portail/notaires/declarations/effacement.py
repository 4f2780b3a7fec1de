"""Effacer qui devait acheter, le temps annoncé passé après la fin des recours : ce qui est noté au journal reste."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, delete, exists, select

from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.models import Complement, Dossier
from portail.journal.actions import SYSTEME, inscrire
from portail.journal.models import Entree
from portail.notaires.declarations.copies import GABARIT
from portail.notaires.declarations.terrain import DEMARCHE
from portail.notifications.models import Notification
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.territoire.jours import ajouter_mois

ACTION = "effacer_acquereur"
ACQUEREUR = "acquereur"
"""La page qui le nomme, et le début de chacune de ses réponses."""


def a_effacer() -> list[UUID]:
    """Rend les déclarations assez anciennes dont qui devait acheter n’est pas encore effacé."""
    fait = exists().where(
        Entree.objet_type == "dossier", Entree.objet_id == cast(Dossier.id, String), Entree.action == ACTION
    )
    anciennes = select(Dossier.id).where(Dossier.demarche == DEMARCHE, Dossier.date_fin <= _limite(), ~fait)
    return list(session.scalars(anciennes))


def effacer_l_acquereur(dossier_id: UUID) -> bool:
    """Efface qui devait acheter des réponses, de la demande telle que déposée et des copies ; vrai si c’est fait.

    Rien tant que le délai pour contester n’est pas fini depuis assez longtemps. Rejouable.
    """
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        fin = _fin_des_recours(dossier)
        if fin is None or fin > _limite() or dossier.id not in a_effacer():
            return False
        dossier.reponses = _sans(dossier.reponses)
        if dossier.instantane:
            rubriques = [une for une in dossier.instantane["rubriques"] if une["identifiant"] != ACQUEREUR]
            dossier.instantane = {**dossier.instantane, "rubriques": rubriques}
        for complement in session.scalars(select(Complement).where(Complement.dossier_id == dossier.id)):
            complement.reponses_avant = _sans(complement.reponses_avant)
        session.execute(
            delete(Notification).where(
                Notification.gabarit == GABARIT,
                Notification.objet_type == "dossier",
                Notification.objet_id == str(dossier.id),
            )
        )
        dossier.revision += 1
        inscrire(ACTION, auteur=SYSTEME, objet=("dossier", dossier.id))
    return True


def _limite() -> date:
    return ajouter_mois(horloge.aujourd_hui(), -entier_au("dia_acquereur_mois"))


def _fin_des_recours(dossier: Dossier) -> date | None:
    """Rend le dernier jour pour contester la décision, à défaut la fin du dossier ; rien s’il n’est pas fini."""
    recours = horloges_du(dossier).recours
    if dossier.date_fin is None or recours is None or recours.echeance is None:
        return dossier.date_fin
    return max(dossier.date_fin, recours.echeance)


def _sans(reponses: Mapping[str, Any]) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in reponses.items() if not nom.startswith(ACQUEREUR)}
