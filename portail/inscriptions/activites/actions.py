"""Régler une activité : qui la dirige, quand elle ouvre ; admettre un enfant par dérogation. Tout est au journal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from portail.identite.famille.models import Enfant
from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Activite, DerogationDeCommune
from portail.inscriptions.erreurs import exiger_une_raison
from portail.inscriptions.habilitations import peut_regler
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.traduction import _


class PasUnDirecteur(SaisieInvalide):
    """Cet agent n’a pas le rôle de directeur d’activité dans le service."""

    message = _("Cet agent n’est pas directeur d’activité dans ce service : habilitez-le d’abord.")


class DatesImpossibles(SaisieInvalide):
    """La clôture précède l’ouverture."""

    message = _("Les inscriptions doivent se clore après s’être ouvertes.")


def nommer_le_directeur(activite_id: UUID, directeur: Agent | None, *, agent: Agent, auteur: Auteur) -> Activite:
    """Dit qui dirige l’activité, et lit donc les fiches sanitaires ; le précédent n’y a plus accès.

    Lève `Interdit`, `PasUnDirecteur`.
    """
    with transaction():
        activite = _a_regler(activite_id, agent)
        service = activite.service_code
        roles = directeur.habilitations if directeur else []
        if directeur and not any(
            une.role is Role.DIRECTEUR_ACTIVITE and une.service_code in {service, None} for une in roles
        ):
            raise PasUnDirecteur
        activite.directeur_id = directeur.id if directeur else None
        details = {"directeur": str(directeur.id) if directeur else ""}
        inscrire("nommer_directeur", auteur=auteur, objet=("activite", activite_id), details=details)
    return activite


def regler_l_ouverture(
    activite_id: UUID, *, ouvre_le: datetime | None, ferme_le: datetime | None, agent: Agent, auteur: Auteur
) -> Activite:
    """Change quand l’on s’inscrit ; lève `Interdit`, `DatesImpossibles`."""
    if ouvre_le is not None and ferme_le is not None and ferme_le <= ouvre_le:
        raise DatesImpossibles
    with transaction():
        activite = _a_regler(activite_id, agent)
        activite.ouvre_le, activite.ferme_le = ouvre_le, ferme_le
        dates = {"ouvre_le": ouvre_le, "ferme_le": ferme_le}
        details = {nom: instant.isoformat() if instant else "" for nom, instant in dates.items()}
        inscrire("regler_ouverture", auteur=auteur, objet=("activite", activite_id), details=details)
    return activite


def accorder_une_derogation(enfant_id: UUID, activite_id: UUID, *, raison: str, agent: Agent, auteur: Auteur) -> None:
    """Admet un enfant pour la saison de cette activité, quelle que soit sa commune ; sans effet la seconde fois.

    Lève `RaisonManquante`, `Interdit`, `Introuvable`.
    """
    exiger_une_raison(raison)
    with transaction():
        activite = _a_regler(activite_id, agent)
        if session.get(Enfant, enfant_id) is None:
            raise Introuvable
        accordee = insert(DerogationDeCommune).values(
            enfant_id=enfant_id,
            saison_id=activite.saison_id,
            agent_id=agent.id,
            accordee_le=horloge.maintenant(),
        )
        session.execute(accordee.on_conflict_do_nothing())
        details = {"saison": str(activite.saison_id)}
        inscrire("accorder_derogation", auteur=auteur, objet=("enfant", enfant_id), details=details, texte=raison)


def confirmer_les_valeurs(activite_id: UUID, *, agent: Agent, auteur: Auteur) -> None:
    """Note que les valeurs importées de cette activité ont été relues et conviennent ; lève `Interdit`."""
    with transaction():
        activite = _a_regler(activite_id, agent)
        if activite.a_confirmer:
            activite.a_confirmer = False
            inscrire("confirmer_activite", auteur=auteur, objet=("activite", activite_id))


def fermer_aux_inscriptions(activite_id: UUID, *, ouverte: bool, agent: Agent, auteur: Auteur) -> None:
    """Retire l’activité du choix, ou l’y remet ; les places prises restent. Lève `Interdit`."""
    with transaction():
        activite = _a_regler(activite_id, agent)
        if activite.ouverte is not ouverte:
            activite.ouverte = ouverte
            action = "ouvrir_activite" if ouverte else "fermer_activite"
            inscrire(action, auteur=auteur, objet=("activite", activite_id))


def _a_regler(activite_id: UUID, agent: Agent) -> Activite:
    activite = verrouiller(Activite, activite_id)
    if not peut_regler(agent, activite.service_code):
        raise Interdit
    return activite
