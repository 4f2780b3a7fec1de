"""Un lieu où l’on reçoit, des personnes qui prennent rendez-vous, et ce qu’on leur a écrit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from portail.identite.models import Agent
from portail.notifications.models import Notification
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.rappels.models import Rappel
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import horloge
from portail.socle.base import session
from tests.integration import rendez_vous as fabrique

LUNDI = fabrique.LUNDI
MOBILE = "06 39 98 00 01"
SARAH = Personne(prenom="Sarah", nom="Petit", courriel="sarah.petit@courriel.example", telephone=MOBILE)


@dataclass(frozen=True, slots=True)
class Accueil:
    """Un lieu, un objet, qui reçoit."""

    lieu: Lieu
    objet: ObjetRdv
    agent: Agent
    ressource: Ressource
    secretaire: Agent


def accueil(
    *, ou: Lieu | None = None, quoi: ObjetRdv | None = None, plage: Mapping[str, Any] | None = None, **objet: Any
) -> Accueil:
    """Rend un lieu qui reçoit, du lundi au vendredi de 9 h à midi, une personne par demi-heure ; `plage` en change."""
    lieu, quoi = ou or fabrique.lieu(), quoi or fabrique.objet(**objet)
    secretaire, agent = fabrique.secretaire(nom=uuid4().hex[:8]), fabrique.puericultrice(nom=uuid4().hex[:8])
    ressource = fabrique.agenda(agent, lieu)
    fabrique.plage(secretaire, ressource, lieu, quoi, **(plage or {}))
    return Accueil(lieu, quoi, agent, ressource, secretaire)


def le(jour: date, debut: time, fin: time) -> dict[str, Any]:
    """Rend les valeurs d’une plage d’un seul jour."""
    return {"premier_jour": jour, "dernier_jour": jour, "debut": debut, "fin": fin}


def paris(jour: date, heure: int, minute: int = 0) -> datetime:
    return horloge.instant_du(jour, time(heure, minute)).astimezone(UTC)


def choix(ici: Accueil, debut: datetime, **autres: Any) -> Choix:
    return Choix(objet_id=ici.objet.id, lieu_id=ici.lieu.id, modalite=Modalite.SUR_PLACE, debut=debut, **autres)


def prendre(ici: Accueil, debut: datetime, personne: Personne = SARAH, **autres: Any) -> RendezVous:
    [rdv] = reserver(Demande(choix=choix(ici, debut), personne=personne, cle=uuid4().hex, **autres))
    return rdv


def quelqu_un(rang: int, **autres: Any) -> Personne:
    """Rend une personne, chacune la sienne."""
    faits = {"prenom": f"Prénom{rang}", "nom": "Petit", "courriel": f"personne{rang}@courriel.example", **autres}
    return Personne(**faits)


def rappels(rdv: RendezVous) -> Sequence[Rappel]:
    siens = (
        select(Rappel).where(Rappel.rendez_vous_id == rdv.id).order_by(Rappel.version, Rappel.prevu_le, Rappel.canal)
    )
    return session.scalars(siens.execution_options(populate_existing=True)).all()


def messages(rdv: RendezVous) -> Sequence[Notification]:
    """Rend ce qui fut promis à cette personne, du premier au dernier."""
    siens = select(Notification).where(
        Notification.objet_type == "participation", Notification.objet_id == str(rdv.participations[0].id)
    )
    return session.scalars(siens.order_by(Notification.prevu_le).execution_options(populate_existing=True)).all()


def gabarits(rdv: RendezVous) -> list[tuple[str, str]]:
    return [(message.gabarit, message.canal.value) for message in messages(rdv)]
