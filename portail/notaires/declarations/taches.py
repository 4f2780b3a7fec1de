"""Chaque nuit : ce que le temps fait d’une déclaration décidée."""

from sqlalchemy import select

from portail.notaires.declarations import reponses
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
