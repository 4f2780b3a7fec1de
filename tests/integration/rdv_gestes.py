"""Les gestes des réservations que plusieurs essais refont, et ce qu’ils lisent en base."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, text

from portail.journal.models import Entree
from portail.rendez_vous.occupations.models import Occupation, Tenue
from portail.rendez_vous.reservations import actions, deplacements, service
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Personne
from portail.socle.base import session, transaction
from tests.integration.rdv_vie import SARAH, Accueil, choix

JEAN = Personne(prenom="Jean", nom="Leroux", telephone="06 39 98 00 02")
ZOE = Personne(prenom="Zoé", nom="Adam", courriel="zoe.adam@courriel.example")


def tenir(ici: Accueil, debut: datetime, qui: str = "une-session", **autres) -> Tenue:
    return actions.tenir(choix(ici, debut), session_cle=qui, **autres)


def demande(ici: Accueil, debut: datetime, personne: Personne = SARAH, **autres) -> Demande:
    return Demande(choix=choix(ici, debut), personne=personne, cle=uuid4().hex, **autres)


def soi(rdv: RendezVous) -> Acteur:
    """La personne attendue, par son lien."""
    return Acteur(participation_id=rdv.participations[0].id)


def deplacer(ici: Accueil, rdv: RendezVous, debut: datetime, acteur: Acteur | None = None, **autres) -> RendezVous:
    return deplacements.deplacer(rdv.id, choix(ici, debut, **autres), acteur=acteur or soi(rdv))


def occupations() -> list[Occupation]:
    lues = select(Occupation).order_by(Occupation.debut, Occupation.id)
    return list(session.scalars(lues.execution_options(populate_existing=True)))


def relu(rdv: RendezVous) -> RendezVous:
    lu = select(RendezVous).where(RendezVous.id == rdv.id)
    return session.scalars(lu.execution_options(populate_existing=True)).one()


def gestes(rdv: RendezVous) -> list[str]:
    """Ce que le journal dit de ce rendez-vous."""
    siens = select(Entree.action).where(Entree.objet_type == "rendez_vous", Entree.objet_id == str(rdv.id))
    return list(session.scalars(siens.order_by(Entree.rang_objet)))


def annuler_pour_le_service(rdv_ids: Sequence[UUID], **autres) -> list[RendezVous]:
    """Le service annule, puis l’ouvrier fait les offres promises, dans l’ordre."""
    annules = service.annuler_par_le_service(rdv_ids, **autres)
    faire_les_offres()
    return annules


def faire_les_offres() -> None:
    """Ce que ferait l’ouvrier des offres en file."""
    en_file = text("DELETE FROM procrastinate_jobs WHERE task_name = :nom RETURNING id, args, lock")
    with transaction():
        taches = session.execute(en_file, {"nom": service.OFFRIR}).all()
    for une in sorted(taches, key=lambda tache: tache.id):
        assert une.lock
        service.offrir_un_autre(UUID(une.args["rdv_id"]), avec=une.args["avec"])
