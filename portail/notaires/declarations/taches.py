"""Chaque nuit : ce que le temps fait d’une déclaration décidée."""

from sqlalchemy import select

from portail.notaires.declarations import effacement, reponses
from portail.notaires.declarations.models import Preemption, Reponse
from portail.socle.base import session
from portail.socle.taches import periodique


@periodique("declarations.constater_les_silences", "15 0 * * *")
def constater_les_silences() -> None:
    """Dit réputé renoncer à vendre qui n’a pas répondu à temps à un prix inférieur."""
    attendues = select(Preemption.dossier_id).where(
        Preemption.reponse == Reponse.ATTENDUE, Preemption.annulee_le.is_(None)
    )
    identifiants = session.scalars(attendues).all()
    session.rollback()
    for identifiant in identifiants:
        reponses.constater_le_silence(identifiant)


@periodique("declarations.effacer_les_acquereurs", "35 2 * * *")
def effacer_les_acquereurs() -> None:
    """Efface qui devait acheter, le temps annoncé passé après la fin des recours."""
    identifiants = effacement.a_effacer()
    session.rollback()
    for identifiant in identifiants:
        effacement.effacer_l_acquereur(identifiant)
