"""Ce que les inscriptions et la billetterie font quand l’argent bouge ; `application` et `ouvrier` l’installent.

Le paiement ne connaît ni commande ni achat : il porte (sorte, identifiant) et annonce, dans sa transaction, la somme
due déjà verrouillée.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from portail.inscriptions.billets.entrees import declarer
from portail.inscriptions.billets.evenements import BilletControle
from portail.inscriptions.evenements import presences
from portail.inscriptions.paniers import suites as suites_de_la_commande
from portail.inscriptions.paniers.sommes import COMMANDE
from portail.inscriptions.patrimoine import suites as suites_de_l_achat
from portail.inscriptions.patrimoine.emission import SITE
from portail.inscriptions.patrimoine.queries import entree_du_site
from portail.inscriptions.patrimoine.sommes import ACHAT
from portail.paiement.paiements import evenements
from portail.paiement.paiements.etats import Raison
from portail.socle.evenements import abonner


class Suites(Protocol):
    """Ce que devient ce qui se paie."""

    def ouvrir_le_paiement(self, identifiant: UUID, /) -> object:
        """Tient les places jusqu’au résultat ; refuse un paiement pour des places déjà rendues."""

    def confirmer(self, identifiant: UUID, /, *, soldee: bool) -> object:
        """Confirme les places, ou émet les billets."""

    def echouer(self, identifiant: UUID, /, *, definitif: bool) -> object:
        """Rend la main à qui paie, ou les places si PayFiP n’a pas répondu dans le délai."""

    def rattraper(self, identifiant: UUID, /) -> object:
        """Reprend les places s’il en reste."""

    def noter_l_impaye(self, identifiant: UUID, /) -> object:
        """Fait regarder par un agent."""


SUITES: Mapping[str, Suites] = MappingProxyType({COMMANDE: suites_de_la_commande, ACHAT: suites_de_l_achat})
"""Sorte de ce qui se paie → ce qu’il en advient ; les autres sommes ne concernent pas les inscriptions."""


def installer() -> None:
    """Abonne tout ce qui doit l’être ; sans effet la seconde fois."""
    abonner(evenements.PaiementOuvert, ouvrir)
    abonner(evenements.PaiementConfirme, confirmer)
    abonner(evenements.PaiementEchoue, echouer)
    abonner(evenements.PaiementTardif, rattraper)
    abonner(evenements.EncaissementRejete, noter_l_impaye)
    abonner(BilletControle, presences.noter_le_passage)
    presences.installer()
    declarer(SITE, entree_du_site)


def ouvrir(evenement: evenements.PaiementOuvert) -> None:
    """Un paiement s’ouvre."""
    if suites := SUITES.get(evenement.objet_type):
        suites.ouvrir_le_paiement(UUID(evenement.objet_id))


def confirmer(evenement: evenements.PaiementConfirme) -> None:
    """L’argent est là."""
    if suites := SUITES.get(evenement.objet_type):
        suites.confirmer(UUID(evenement.objet_id), soldee=evenement.soldee)


def echouer(evenement: evenements.PaiementEchoue) -> None:
    """Le paiement n’a pas abouti."""
    if suites := SUITES.get(evenement.objet_type):
        suites.echouer(UUID(evenement.objet_id), definitif=evenement.raison is Raison.SANS_REPONSE)


def rattraper(evenement: evenements.PaiementTardif) -> None:
    """L’argent arrive après l’heure."""
    if suites := SUITES.get(evenement.objet_type):
        suites.rattraper(UUID(evenement.objet_id))


def noter_l_impaye(evenement: evenements.EncaissementRejete) -> None:
    """La banque reprend l’argent."""
    if suites := SUITES.get(evenement.objet_type):
        suites.noter_l_impaye(UUID(evenement.objet_id))
