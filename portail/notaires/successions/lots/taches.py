"""Traiter les fichiers de requêtes, ligne par ligne, et reprendre ceux dont la tâche a disparu."""

from uuid import UUID

from portail.notaires.successions.lots import actions
from portail.notaires.successions.lots.queries import lignes_a_traiter, lots_en_attente
from portail.socle.base import fermer_session, transaction
from portail.socle.taches import differer, en_file, periodique, tache

APRES_LES_MESSAGES = -1


@tache(actions.TRAITER, priorite=APRES_LES_MESSAGES)
def traiter_le_lot(lot_id: str) -> None:
    """Traite les lignes du lot qui attendent encore, une par une. Rejouable, même interrompue."""
    for ligne_id in lignes_a_traiter(UUID(lot_id)):
        actions.traiter(ligne_id)
        fermer_session()  # ni mémoire ni connexion gardées d’une ligne à l’autre


@periodique("successions.reprendre_les_lots", "*/5 * * * *")
def reprendre_les_lots() -> None:
    """Remet en file les lots dont une ligne attend et dont la tâche a disparu."""
    with transaction():
        en_cours = en_file(traiter_le_lot, "lot_id")
        for lot_id in map(str, lots_en_attente()):
            if lot_id not in en_cours:
                differer(traiter_le_lot, lot_id=lot_id)
