"""Ce qui se lit des rappels : ce qui est promis à une personne, et à qui l’on n’a rien promis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from portail.notifications.models import EtatEnvoi, Notification
from portail.rendez_vous.objets.models import ObjetRdv, Visibilite
from portail.rendez_vous.rappels.models import EtatRappel, Rappel
from portail.rendez_vous.rappels.voies import annonce_de
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.base import session

RETARD = timedelta(minutes=15)
"""Un rappel prévu depuis plus longtemps et pas parti ne compte plus comme une promesse."""


@dataclass(frozen=True, slots=True)
class SansRappel:
    """Une personne attendue demain, que l’on peut joindre, et à qui aucun rappel n’est arrivé ni promis."""

    rdv_id: UUID
    participation_id: UUID


def sans_rappel_demain() -> Sequence[SansRappel]:
    """Rend les personnes attendues demain que rien ne rappelle ; toujours vide, sauf défaut ou adresse refusée."""
    demain = horloge.aujourd_hui() + timedelta(days=1)
    lignes = session.execute(
        select(RendezVous.id, Participation, ObjetRdv)
        .join(Participation, Participation.rdv_id == RendezVous.id)
        .join(ObjetRdv, ObjetRdv.id == RendezVous.objet_id)
        .where(
            RendezVous.etat == EtatRdv.PRIS,
            RendezVous.debut >= horloge.instant_du(demain),
            RendezVous.debut < horloge.instant_du(demain + timedelta(days=1)),
            Participation.etat == EtatParticipation.ATTENDU,
            ~Participation.sans_message,
            ObjetRdv.visibilite == Visibilite.VISIBLE,
            ~exists().where(
                Rappel.participation_id == Participation.id,
                Rappel.version == RendezVous.sequence,
                or_(_promis(), _arrive()),
            ),
        )
        .order_by(RendezVous.debut)
    ).all()
    # Une adresse est chiffrée : qui n’en a pas, ou n’a qu’un fixe, ne se reconnaît qu’ici.
    return [SansRappel(rdv_id, une.id) for rdv_id, une, objet in lignes if annonce_de(objet, une).canaux]


def _promis() -> ColumnElement[bool]:
    return and_(Rappel.etat == EtatRappel.PREVU, Rappel.prevu_le > horloge.maintenant() - RETARD)


def _arrive() -> ColumnElement[bool]:
    manque = exists().where(
        Notification.id == Rappel.notification_id, Notification.etat.in_((EtatEnvoi.ECHEC, EtatEnvoi.REJETE))
    )
    return and_(Rappel.etat.in_((EtatRappel.ENVOYE, EtatRappel.PORTE)), ~manque)
