"""Un lot de la démonstration : le même message à plusieurs personnes, dont une écrit avant qu’il parte."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from portail.demonstration.a_plusieurs import RecitAPlusieurs
from portail.demonstration.population import POPULATION
from portail.demonstration.recit import CLAIRE, Theatre
from portail.dossiers.models import Dossier
from portail.instruction.lots.actions import lancer, preparer, terminer, traiter
from portail.instruction.lots.models import GesteDeLot, Lot
from portail.instruction.lots.queries import a_traiter
from portail.socle.base import session

DESTINATAIRES = ("clara", "ethan", "romane", "chloe")
ECRIT_ENTRE_TEMPS = "ethan"
MESSAGE = (
    "Bonjour {nom},\n\nNous avons pris du retard dans l’étude des demandes. La vôtre, dossier {numero}, est bien chez "
    "nous : vous n’avez rien à faire."
)


def ecrire_a_plusieurs(theatre: Theatre, racontes: Mapping[str, UUID]) -> None:
    """Envoie le lot et son message, en leur temps ; ne le refait jamais. `racontes` : les dossiers, par histoire."""
    if session.scalars(select(Lot.id)).first() is not None:
        return
    claire, ethan = theatre.agents[CLAIRE], racontes[ECRIT_ENTRE_TEMPS]
    recit = RecitAPlusieurs(theatre, POPULATION[ECRIT_ENTRE_TEMPS], dossier_id=ethan).au_bureau(5, "15:00")
    choisis = (
        select(Dossier).where(Dossier.id.in_([racontes[nom] for nom in DESTINATAIRES])).order_by(Dossier.depose_le)
    )
    dossiers = session.scalars(choisis.execution_options(populate_existing=True)).all()
    lot = preparer(dossiers, agent=claire, geste=GesteDeLot.ECRIRE, consigne={"message": MESSAGE}).id
    recit.ecrit("Bonjour, avez-vous tout ce qu’il faut pour étudier ma demande ?")
    lancer(lot, agent=claire)
    for ligne in a_traiter(lot):
        traiter(lot, ligne)
    terminer(lot)
