"""Les absences des agents dans les agendas : du temps pris, comme le reste, jamais leur raison.

Un absent ne reçoit plus de rendez-vous ; ceux qu’il avait restent, à replacer.
"""

from datetime import timedelta

from sqlalchemy import select

from portail.identite.absences.evenements import AbsenceChangee
from portail.identite.absences.models import Absence
from portail.rendez_vous.occupations.actions import liberer, occuper
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.plages.evenements import PlagesChangees
from portail.rendez_vous.ressources.evenements import AgendaOuvert
from portail.rendez_vous.ressources.models import Ressource
from portail.rendez_vous.ressources.queries import ressource_de, ressource_de_l_agent
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.evenements import abonner, publier


def installer() -> None:
    """S’abonne aux absences ; sans effet la seconde fois."""
    abonner(AbsenceChangee, suivre)
    abonner(AgendaOuvert, reprendre)


def suivre(evenement: AbsenceChangee) -> None:
    """Met l’agenda de l’agent en accord avec son absence, dans la transaction qui la change."""
    ressource = ressource_de_l_agent(evenement.agent_id)
    if ressource is None:
        return
    liberer(Source(origine=Origine.ABSENCE, id=evenement.absence_id))
    absence = session.get(Absence, evenement.absence_id)
    if absence is not None:
        _occuper(ressource, absence)
    publier(PlagesChangees(ressource.id))


def reprendre(evenement: AgendaOuvert) -> None:
    """Porte à un agenda qui s’ouvre les absences en cours et à venir de son agent."""
    ressource = ressource_de(evenement.ressource_id)
    a_venir = select(Absence).where(Absence.agent_id == ressource.agent_id, Absence.fin >= horloge.aujourd_hui())
    for absence in session.scalars(a_venir.order_by(Absence.debut, Absence.id)).all():
        _occuper(ressource, absence)


def _occuper(ressource: Ressource, absence: Absence) -> None:
    fin = horloge.instant_du(absence.fin + timedelta(days=1))
    voulue = Voulue(ressource_id=ressource.id, debut=horloge.instant_du(absence.debut), fin=fin)
    occuper([voulue], source=Source(origine=Origine.ABSENCE, id=absence.id))
