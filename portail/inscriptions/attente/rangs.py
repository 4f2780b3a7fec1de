"""Garder ou perdre son rang, rendre ce qui était gardé ; dans la transaction d’une action."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from portail.inscriptions.attente.models import AttenteFoyer, EtatAttendue, EtatAttente, PlaceAttendue
from portail.inscriptions.places.liberation import liberer
from portail.inscriptions.places.models import EtatPlace, Sortie
from portail.journal.actions import Auteur
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session


def apres_un_refus(attente: AttenteFoyer) -> bool:
    """Compte le refus et rend vrai si le foyer passe en fin de liste."""
    attente.refus += 1
    attente.pas_avant = _apres_une_pause()
    perdu = attente.refus > entier_au("inscription_attente_refus")
    if perdu:
        attente.depuis, attente.refus = horloge.maintenant(), 0
    return perdu


def apres_un_silence(attente: AttenteFoyer) -> bool:
    """Compte le silence, met le foyer en fin de liste, et rend vrai s’il doit en sortir."""
    attente.silences += 1
    attente.pas_avant = _apres_une_pause()
    attente.depuis = horloge.maintenant()
    return attente.silences >= entier_au("inscription_attente_silences")


def _apres_une_pause() -> datetime:
    return horloge.maintenant() + timedelta(hours=entier_au("inscription_attente_pause_heures"))


def rendre_la_proposition(
    attente: AttenteFoyer, sortie: Sortie, *, auteur: Auteur, puis: EtatAttente = EtatAttente.ATTEND
) -> None:
    """Remet le foyer en attente (ou l’en sort : `puis`), et laisse au suivant ce qui lui était gardé."""
    gardees = [une.inscription_id for une in attente.proposees if une.inscription_id is not None]
    fini = puis is not EtatAttente.ATTEND
    for une in attente.attendues:
        if une.etat is EtatAttendue.PROPOSEE or (fini and une.etat is EtatAttendue.ATTEND):
            une.etat = EtatAttendue.QUITTEE if fini else EtatAttendue.ATTEND
            une.inscription_id = None
    attente.echeance = attente.annoncer_le = None
    # Le temps de servir les suivants, celui qui vient de refuser ne l’est pas lui-même.
    attente.etat, attente.sortie_le = EtatAttente.QUITTE, horloge.maintenant()
    session.flush()
    liberer(gardees, de=[EtatPlace.PROPOSEE], sortie=sortie, auteur=auteur)
    attente.etat = puis
    attente.sortie_le = horloge.maintenant() if fini else None
    session.flush()


def oublier_le_groupe(groupe_id: UUID) -> None:
    """Retire un groupe annulé de toutes les listes ; un foyer qui n’attend plus rien en sort."""
    touchees = select(PlaceAttendue.attente_id).where(
        PlaceAttendue.groupe_id == groupe_id, PlaceAttendue.etat.in_([EtatAttendue.ATTEND, EtatAttendue.PROPOSEE])
    )
    leurs = select(AttenteFoyer).where(AttenteFoyer.id.in_(touchees)).order_by(AttenteFoyer.id)
    for attente in session.scalars(leurs.with_for_update(of=AttenteFoyer).execution_options(populate_existing=True)):
        for une in attente.attendues:
            if une.groupe_id == groupe_id:
                une.etat, une.inscription_id = EtatAttendue.QUITTEE, None
        if not attente.proposees:
            attente.etat = EtatAttente.ATTEND if attente.restantes else EtatAttente.QUITTE
            attente.echeance = attente.annoncer_le = None
            attente.sortie_le = None if attente.restantes else horloge.maintenant()
    session.flush()
