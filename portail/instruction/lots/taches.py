"""Exécuter les lots, reprendre ceux dont la tâche a disparu, effacer les anciens."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portail.instruction.lots import actions
from portail.instruction.lots.models import EtatLot, Lot
from portail.instruction.lots.queries import a_traiter, lots_lances
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import fermer_session, session, transaction
from portail.socle.taches import differer, en_file, periodique, tache

APRES_LES_MESSAGES = -10


@tache(actions.EXECUTER, priorite=APRES_LES_MESSAGES)
def executer(lot_id: str) -> None:
    """Traite les dossiers du lot qui attendent encore, un par un, puis clôt le lot. Rejouable, même interrompue."""
    lot = UUID(lot_id)
    for ligne_id in a_traiter(lot):
        actions.traiter(lot, ligne_id)
        fermer_session()  # ni mémoire ni connexion gardées d’un dossier à l’autre
    actions.terminer(lot)


@periodique("instruction.reprendre_les_lots", "*/5 * * * *")
def reprendre_les_lots() -> None:
    """Remet en file les lots lancés dont la tâche a disparu."""
    with transaction():
        en_cours = en_file(executer, "lot_id")
        for lot in lots_lances():
            if str(lot.id) not in en_cours:
                differer(executer, lot_id=str(lot.id))


@periodique("instruction.effacer_les_lots", "20 4 * * *")
def effacer_les_lots() -> None:
    """Efface les lots finis, ou jamais confirmés, passé leur durée de garde ; ce qu’ils ont fait est au journal."""
    avant = horloge.maintenant() - timedelta(days=entier_au("lot_duree"))
    with transaction():
        anciens = session.scalars(select(Lot.id).where(Lot.etat != EtatLot.LANCE, Lot.cree_le < avant)).all()
        actions.effacer(anciens)
