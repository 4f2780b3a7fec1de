"""La liste d’attente d’un essai : qui s’inscrit, où en est chacun, ce qui lui est gardé, ce que dit le journal."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.rendez_vous.attente import actions
from portail.rendez_vous.attente.actions import Inscription
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.reservations import changements
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.integration.rdv_vie import Accueil, quelqu_un

ANNE, BEN, CHLOE = (quelqu_un(rang) for rang in (1, 2, 3))


def inscrire(ici: Accueil, personne=ANNE, **autres) -> Attente:
    faits = {"objet_id": ici.objet.id, "lieux": [ici.lieu.id], "personne": personne, **autres}
    attente = actions.s_inscrire(Inscription(**faits))
    horloge.poser_decalage(horloge.decalage() + timedelta(seconds=1))
    return attente


def annuler(rdv: RendezVous) -> None:
    changements.annuler(rdv.id, acteur=Acteur(participation_id=rdv.participations[0].id))


def lue(attente: Attente) -> Attente:
    return session.get_one(Attente, attente.id, populate_existing=True)


def etats(*attentes: Attente) -> list[EtatAttente]:
    return [lue(une).etat for une in attentes]


def gabarits(attente: Attente) -> list[str]:
    siens = select(Notification.gabarit).where(Notification.objet_id == str(attente.id))
    return list(session.scalars(siens.order_by(Notification.prevu_le, Notification.gabarit)))


def journal(attente: Attente, action: str) -> list[dict]:
    faits = select(Entree.details).where(Entree.objet_id == str(attente.id), Entree.action == action)
    return list(session.scalars(faits.order_by(Entree.rang)))


def tenues() -> Sequence[Tenue]:
    return session.scalars(select(Tenue).execution_options(populate_existing=True)).all()


def avancer_au(instant: datetime) -> None:
    local = horloge.a_paris(instant)
    fabriques.mettre_l_horloge_au(local.date(), local.time())
