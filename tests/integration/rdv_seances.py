"""Les gestes d’une séance à plusieurs que ses essais refont, et ce que la base en dit."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from sqlalchemy import select

from portail.rendez_vous.attente import actions as attentes
from portail.rendez_vous.attente.models import Attente
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.reservations import seances
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.etats import ATTENDUES
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.personnes import Enfant, Personne
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle.base import session
from tests.integration.rdv_vie import LUNDI, Accueil, choix, paris

DEUX_ENFANTS = (Enfant(date_naissance=date(2024, 3, 1)), Enfant(date_naissance=date(2025, 6, 1)))


def ouvrir(ici: Accueil, heure: int = 14, **autres) -> RendezVous:
    voulu = replace(choix(ici, paris(LUNDI, heure)), agents=frozenset({ici.ressource.id}))
    return seances.ouvrir(voulu, agent=ici.secretaire, **autres)


def voulue(seance: RendezVous, nombre: int = 1) -> Choix:
    """Le choix de places de cette séance."""
    return Choix.le_meme(seance, passages=nombre, seance_id=seance.id)


def venir(seance: RendezVous, personne: Personne, session_cle: str = "", **autres) -> list[Participation]:
    if session_cle:
        autres["detenteur"] = Detenteur(session=session_cle)
    demande = Demande(choix=voulue(seance), personne=personne, cle=uuid4().hex, **autres)
    return seances.s_inscrire(seance.id, demande)


def tenir(seance: RendezVous, qui: str = "une-session", nombre: int = 1) -> Tenue:
    return seances.tenir_des_places(voulue(seance, nombre), session_cle=qui)


def partir(participation: Participation) -> None:
    seances.se_desinscrire(participation.id, acteur=Acteur(participation_id=participation.id))


def attendre(seance: RendezVous, personne: Personne) -> Attente:
    return attentes.s_inscrire(attentes.pour_la_seance(seance, personne))


def relue(seance: RendezVous) -> RendezVous:
    lue = select(RendezVous).where(RendezVous.id == seance.id)
    return session.scalars(lue.execution_options(populate_existing=True)).one()


def comptes(seance: RendezVous) -> tuple[int, int]:
    """Rend les places prises et gardées que dit la séance, et vérifie que les lignes en disent autant."""
    lue = relue(seance)
    presents = [une for une in lue.participations if une.etat in ATTENDUES]
    tenues = session.scalars(select(Tenue.passages).where(Tenue.seance_id == seance.id)).all()
    assert (lue.places_prises, lue.places_tenues) == (len(presents), sum(tenues))
    return lue.places_prises, lue.places_tenues
