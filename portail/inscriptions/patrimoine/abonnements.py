"""Ce que la billetterie fait quand l’argent bouge, et l’entrée qu’elle déclare."""

from uuid import UUID

from portail.inscriptions.billets.entrees import declarer
from portail.inscriptions.patrimoine import suites
from portail.inscriptions.patrimoine.emission import SITE
from portail.inscriptions.patrimoine.queries import entree_du_site
from portail.inscriptions.patrimoine.sommes import ACHAT
from portail.paiement.paiements import evenements
from portail.paiement.paiements.etats import Raison
from portail.socle.evenements import abonner


def installer() -> None:
    """Abonne tout ce qui doit l’être ; sans effet la seconde fois."""
    abonner(evenements.PaiementOuvert, ouvrir)
    abonner(evenements.PaiementConfirme, confirmer)
    abonner(evenements.PaiementEchoue, echouer)
    abonner(evenements.PaiementTardif, rattraper)
    abonner(evenements.EncaissementRejete, noter_l_impaye)
    declarer(SITE, entree_du_site)


def ouvrir(evenement: evenements.PaiementOuvert) -> None:
    """Tient les places jusqu’au résultat ; refuse un paiement pour des places déjà rendues."""
    if evenement.objet_type == ACHAT:
        suites.ouvrir_le_paiement(UUID(evenement.objet_id))


def confirmer(evenement: evenements.PaiementConfirme) -> None:
    """Émet les billets."""
    if evenement.objet_type == ACHAT:
        suites.confirmer(UUID(evenement.objet_id), soldee=evenement.soldee)


def echouer(evenement: evenements.PaiementEchoue) -> None:
    """Rend la main à qui paie, ou les places si PayFiP n’a pas répondu dans le délai."""
    if evenement.objet_type == ACHAT:
        suites.echouer(UUID(evenement.objet_id), definitif=evenement.raison is Raison.SANS_REPONSE)


def rattraper(evenement: evenements.PaiementTardif) -> None:
    """Reprend les places s’il en reste."""
    if evenement.objet_type == ACHAT:
        suites.rattraper(UUID(evenement.objet_id))


def noter_l_impaye(evenement: evenements.EncaissementRejete) -> None:
    """Fait regarder l’achat par un agent."""
    if evenement.objet_type == ACHAT:
        suites.noter_l_impaye(UUID(evenement.objet_id))
