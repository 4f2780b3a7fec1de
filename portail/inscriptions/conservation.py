"""Oublier les familles des saisons passées : le nombre d’inscrits reste, leurs noms non ; ce qui est payé se compte.

Un enfant s’oublie quand aucune saison gardée ne le connaît et que nul n’a touché à sa fiche depuis aussi longtemps.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, cast, delete, exists, func, select, update

from portail.identite.famille.models import Enfant, Invitation, PersonneAutorisee, Rattachement
from portail.inscriptions.activites.models import Activite, Groupe, Saison
from portail.inscriptions.attente.models import EN_LISTE, AttenteFoyer, PlaceAttendue
from portail.inscriptions.attestations.models import Attestation
from portail.inscriptions.ouvertures.models import DemandeSurVoeux, PassageEnSalle, Voeu
from portail.inscriptions.paniers.models import Adhesion, DemandeDeRemboursement
from portail.inscriptions.places.models import Inscription, PresenceAuGroupe
from portail.inscriptions.sante.models import FicheSanitaire
from portail.journal.actions import SYSTEME, inscrire
from portail.notifications.actions import oublier
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction

LOT = 200


def oublier_les_familles() -> int:
    """Efface ce qui nomme les enfants que plus aucune saison ne connaît, par lots ; rend leur nombre."""
    with transaction():
        enfants = _a_oublier(_limite())
        if enfants:
            _oublier(enfants)
            inscrire("oublier_familles", auteur=SYSTEME, objet=("enfant", "*"), details={"nombre": len(enfants)})
    return len(enfants)


def _limite() -> date:
    """Rend le jour avant lequel une saison finie ne se garde plus."""
    jour, mois = horloge.aujourd_hui(), entier_au("inscription_conservation_mois")
    annee, rang = divmod(jour.year * 12 + jour.month - 1 - mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))


def _a_oublier(limite: date) -> Sequence[UUID]:
    gardee = (
        exists()
        .where(Inscription.enfant_id == Enfant.id, Groupe.id == Inscription.groupe_id)
        .where(Activite.id == Groupe.activite_id, Saison.id == Activite.saison_id, Saison.fin >= limite)
    )
    attendue = exists().where(
        PlaceAttendue.enfant_id == Enfant.id,
        AttenteFoyer.id == PlaceAttendue.attente_id,
        AttenteFoyer.etat.in_(EN_LISTE),
    )
    avant = horloge.instant_du(limite)
    # Une fiche vide est déjà oubliée : son empreinte l’est aussi.
    oublies = select(Enfant.id).where(Enfant.empreinte != "", Enfant.modifie_le < avant, ~gardee, ~attendue)
    return session.scalars(oublies.order_by(Enfant.id).limit(LOT).with_for_update(skip_locked=True)).all()


def _oublier(enfants: Sequence[UUID]) -> None:
    attentes = select(PlaceAttendue.attente_id).where(PlaceAttendue.enfant_id.in_(enfants))
    for attente_id in session.scalars(attentes.distinct()).all():
        oublier(("attente_foyer", attente_id))
    for table in (Voeu, PlaceAttendue, Attestation, FicheSanitaire, PersonneAutorisee, Invitation, Rattachement):
        session.execute(delete(table).where(table.enfant_id.in_(enfants)).execution_options(synchronize_session=False))
    inscriptions = select(Inscription.id).where(Inscription.enfant_id.in_(enfants))
    session.execute(delete(PresenceAuGroupe).where(PresenceAuGroupe.inscription_id.in_(inscriptions)))
    demandes = update(DemandeDeRemboursement).where(DemandeDeRemboursement.inscription_id.in_(inscriptions))
    session.execute(demandes.values(piece_id=None))
    # L’empreinte devient un hasard : le compte reste juste, on ne reconnaît plus personne.
    for compte in (Inscription, Adhesion):
        hasard = update(compte).where(compte.enfant_id.in_(enfants))
        session.execute(
            hasard.values(enfant_empreinte=cast(func.gen_random_uuid(), String)).execution_options(
                synchronize_session=False
            )
        )
    for enfant in session.scalars(select(Enfant).where(Enfant.id.in_(enfants))):
        session.refresh(enfant)
        enfant.identite, enfant.empreinte = {}, ""
    session.execute(delete(PassageEnSalle).where(PassageEnSalle.arrivee_le < _il_y_a_longtemps()))
    contestees = update(DemandeSurVoeux).where(DemandeSurVoeux.contestee_le < _il_y_a_longtemps())
    session.execute(contestees.values(contestation=None, contestee_le=None, reponse=None, repondue_le=None))


def _il_y_a_longtemps() -> datetime:
    return horloge.instant_du(_limite())
