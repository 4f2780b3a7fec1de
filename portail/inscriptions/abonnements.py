"""Ce que les inscriptions font quand l’argent bouge ; `application` et `ouvrier` l’installent.

Le paiement ne connaît pas les commandes : il porte (`commande`, identifiant) et annonce, dans sa transaction, la somme
due déjà verrouillée.
"""

from uuid import UUID

from portail.inscriptions.billets.evenements import BilletControle
from portail.inscriptions.evenements import presences
from portail.inscriptions.paniers import suites
from portail.inscriptions.paniers.sommes import COMMANDE
from portail.inscriptions.patrimoine import abonnements as abonnements_du_patrimoine
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
    abonner(BilletControle, presences.noter_le_passage)
    presences.installer()
    abonnements_du_patrimoine.installer()


def ouvrir(evenement: evenements.PaiementOuvert) -> None:
    """Tient les places jusqu’au résultat ; refuse un paiement pour des places déjà rendues."""
    if evenement.objet_type == COMMANDE:
        suites.ouvrir_le_paiement(UUID(evenement.objet_id))


def confirmer(evenement: evenements.PaiementConfirme) -> None:
    """Confirme les places."""
    if evenement.objet_type == COMMANDE:
        suites.confirmer(UUID(evenement.objet_id), soldee=evenement.soldee)


def echouer(evenement: evenements.PaiementEchoue) -> None:
    """Rend la main à la famille, ou les places à qui attend si PayFiP n’a pas répondu dans le délai."""
    if evenement.objet_type == COMMANDE:
        suites.echouer(UUID(evenement.objet_id), definitif=evenement.raison is Raison.SANS_REPONSE)


def rattraper(evenement: evenements.PaiementTardif) -> None:
    """Reprend les places s’il en reste."""
    if evenement.objet_type == COMMANDE:
        suites.rattraper(UUID(evenement.objet_id))


def noter_l_impaye(evenement: evenements.EncaissementRejete) -> None:
    """Fait regarder la commande par un agent."""
    if evenement.objet_type == COMMANDE:
        suites.noter_l_impaye(UUID(evenement.objet_id))
