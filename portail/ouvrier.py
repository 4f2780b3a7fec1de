"""L’ouvrier : prend les tâches de fond, dans un processus qui ne charge rien du web.

`flask --app wsgi ouvrier` le lance à sa place : sans Flask ni les guichets, il tient dans un quart de mémoire en moins.
"""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from portail.config import RACINE, lire_reglages
from portail.documents import taches as taches_documents
from portail.dossiers import abonnements
from portail.dossiers import taches as taches_dossiers
from portail.dossiers.avis import taches as taches_avis
from portail.dossiers.delegations import taches as taches_delegations
from portail.dossiers.prestations import taches as taches_prestations
from portail.dossiers.propositions import taches as taches_propositions
from portail.dossiers.versements import taches as taches_versements
from portail.dossiers.visites import taches as taches_visites
from portail.identite import taches as taches_identite
from portail.inscriptions import abonnements as abonnements_des_inscriptions
from portail.inscriptions import taches as taches_inscriptions
from portail.inscriptions.attente import taches as taches_attente_foyer
from portail.inscriptions.evenements import taches as taches_evenements
from portail.inscriptions.ouvertures import taches as taches_ouvertures
from portail.inscriptions.paniers import taches as taches_paniers
from portail.inscriptions.patrimoine import taches as taches_patrimoine
from portail.inscriptions.places import taches as taches_places
from portail.inscriptions.sante import taches as taches_sante
from portail.instruction import abonnements as abonnements_de_l_instruction
from portail.instruction import taches as taches_instruction
from portail.instruction.exports import taches as taches_exports
from portail.instruction.lots import taches as taches_lots
from portail.journal import taches as taches_journal
from portail.notaires.aides import taches as taches_aides
from portail.notaires.certificats import taches as taches_certificats
from portail.notaires.declarations import abonnements as abonnements_des_declarations
from portail.notaires.declarations import taches as taches_declarations
from portail.notaires.recuperations import taches as taches_recuperations
from portail.notaires.successions import taches as taches_successions
from portail.notaires.successions.brouillons import taches as taches_brouillons
from portail.notaires.successions.lots import taches as taches_lots_de_successions
from portail.notaires.zones.imports import actions as taches_zones
from portail.notifications import taches as taches_notifications
from portail.paiement.archives import taches as taches_archives
from portail.paiement.paiements import taches as taches_paiements
from portail.paiement.rapprochement import taches as taches_rapprochement
from portail.pieces import taches as taches_pieces
from portail.pieces.justificatifs import taches as taches_justificatifs
from portail.rendez_vous import abonnements as abonnements_des_rendez_vous
from portail.rendez_vous.agendas import taches as taches_agendas
from portail.rendez_vous.attente import taches as taches_attente
from portail.rendez_vous.rappels import taches as taches_rappels
from portail.rendez_vous.reservations import taches as taches_reservations
from portail.rendez_vous.telephone import taches as taches_telephone
from portail.socle import demarrage, menage
from portail.socle.taches import travailler
from portail.tables import MODELES

TACHES = (
    menage,
    taches_agendas,
    taches_aides,
    taches_archives,
    taches_attente,
    taches_attente_foyer,
    taches_avis,
    taches_certificats,
    taches_brouillons,
    taches_declarations,
    taches_delegations,
    taches_documents,
    taches_dossiers,
    taches_evenements,
    taches_exports,
    taches_identite,
    taches_inscriptions,
    taches_instruction,
    taches_journal,
    taches_justificatifs,
    taches_lots,
    taches_lots_de_successions,
    taches_notifications,
    taches_ouvertures,
    taches_paiements,
    taches_paniers,
    taches_patrimoine,
    taches_pieces,
    taches_places,
    taches_prestations,
    taches_propositions,
    taches_rappels,
    taches_rapprochement,
    taches_recuperations,
    taches_reservations,
    taches_sante,
    taches_successions,
    taches_telephone,
    taches_versements,
    taches_visites,
    taches_zones,
)
"""Importées pour que la file les connaisse ; les tables aussi, par `MODELES`."""

__all__ = ["MODELES", "TACHES", "devenir", "main"]


def devenir(concurrence: int) -> NoReturn:
    """Remplace ce processus par l’ouvrier : même numéro, mêmes signaux, mémoire neuve."""
    os.chdir(RACINE)
    sys.stdout.flush()
    commande = [sys.executable, "-m", "portail.ouvrier", str(concurrence)]
    os.execv(sys.executable, commande)  # noqa: S606 — aucun interpréteur de commandes, arguments tels quels


def main(arguments: Sequence[str]) -> None:
    """Travaille jusqu’à l’arrêt ; SIGTERM laisse finir les tâches commencées."""
    reglages = lire_reglages(os.environ)
    demarrage.demarrer(reglages)
    abonnements.installer()
    abonnements_de_l_instruction.installer()
    abonnements_des_rendez_vous.installer()
    abonnements_des_inscriptions.installer()
    abonnements_des_declarations.installer()
    travailler(reglages.base_url, concurrence=int(arguments[0]))
    sys.stdout.write("L’ouvrier s’est arrêté proprement.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
