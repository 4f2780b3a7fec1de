"""Qui est venu, séance par séance ; un jour à venir, ou où le groupe ne se réunit pas, ne se note pas."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.dialects.postgresql import insert

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.habilitations import peut_gerer
from portail.inscriptions.places.models import Inscription, PresenceAuGroupe
from portail.inscriptions.places.queries import inscrits
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, SaisieInvalide
from portail.socle.traduction import _


class PasDeSeance(SaisieInvalide):
    """Le groupe ne s’est pas réuni ce jour-là."""

    message = _("Ce groupe ne s’est pas réuni ce jour-là : choisissez une séance de la liste.")


def seances_passees(groupe: Groupe) -> list[date]:
    """Rend les jours où le groupe devait se réunir, d’aujourd’hui au premier."""
    dernier = min(groupe.dernier_jour, horloge.aujourd_hui())
    duree = (dernier - groupe.premier_jour).days
    tous = (dernier - timedelta(days=rang) for rang in range(duree + 1))
    return [jour for jour in tous if jour.isoweekday() in groupe.jours]


def noter_les_presents(
    groupe: Groupe, jour: date, presents: Collection[UUID], *, agent: Agent, auteur: Auteur
) -> tuple[int, int]:
    """Note qui est là parmi les inscrits, et rend (présents, inscrits) ; redit, remplace.

    Lève `Interdit`, `PasDeSeance`.
    """
    if not peut_gerer(agent, groupe.activite.service_code):
        raise Interdit
    if jour not in seances_passees(groupe):
        raise PasDeSeance
    la, maintenant = set(presents), horloge.maintenant()
    with transaction():
        siens = [une.id for une in inscrits(groupe.id)]
        lignes = [
            {"inscription_id": un, "jour": jour, "present": un in la, "notee_le": maintenant} for un in sorted(siens)
        ]
        if lignes:
            ecrites = insert(PresenceAuGroupe).values(lignes)
            change = {nom: ecrites.excluded[nom] for nom in ("present", "notee_le")}
            session.execute(ecrites.on_conflict_do_update(index_elements=["inscription_id", "jour"], set_=change))
        compte = (sum(un in la for un in siens), len(siens))
        details = {"jour": jour.isoformat(), "presents": compte[0], "inscrits": compte[1]}
        inscrire("noter_les_presents", auteur=auteur, objet=("groupe", groupe.id), details=details)
    return compte


def presences_du(groupe_id: UUID, jour: date) -> Mapping[UUID, bool]:
    """Rend ce qui est noté ce jour-là, par inscription."""
    notees = (
        select(PresenceAuGroupe.inscription_id, PresenceAuGroupe.present)
        .join(Inscription, Inscription.id == PresenceAuGroupe.inscription_id)
        .where(Inscription.groupe_id == groupe_id, PresenceAuGroupe.jour == jour)
    )
    return {ligne[0]: ligne[1] for ligne in session.execute(notees)}


def comptes_des_seances(groupe_id: UUID) -> Mapping[date, tuple[int, int]]:
    """Rend, par séance notée, (présents, attendus) ; aucun nom."""
    comptes = (
        select(PresenceAuGroupe.jour, func.sum(cast(PresenceAuGroupe.present, Integer)), func.count())
        .join(Inscription, Inscription.id == PresenceAuGroupe.inscription_id)
        .where(Inscription.groupe_id == groupe_id)
        .group_by(PresenceAuGroupe.jour)
    )
    return {ligne[0]: (ligne[1], ligne[2]) for ligne in session.execute(comptes)}
