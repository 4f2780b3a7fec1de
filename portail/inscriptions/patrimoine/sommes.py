"""Ce qu’un achat doit à la régie : la somme naît, s’annule, se rouvre avec lui. Son verrou se prend d’abord."""

from decimal import Decimal
from uuid import UUID

from portail.inscriptions.patrimoine.liens import chemin_de
from portail.inscriptions.patrimoine.models import Achat
from portail.journal.actions import Auteur
from portail.paiement.paiements import sommes
from portail.paiement.paiements.etats import MotifRemboursement
from portail.paiement.paiements.models import SommeDue
from portail.paiement.regies.queries import regie_de
from portail.socle.traduction import traducteur

ACHAT = "achat"
"""Le type de ce qui se paie."""


def objet_de(achat_id: UUID) -> sommes.Objet:
    """Rend ce que la somme paie."""
    return sommes.Objet(type=ACHAT, id=str(achat_id))


def exiger_la_somme(achat: Achat, auteur: Auteur) -> SommeDue:
    """Écrit ce qui est dû pour cet achat et le rend."""
    libelle = traducteur("fr")("Billets, achat %(numero)s") % {"numero": achat.numero}
    return sommes.exiger(
        objet_de(achat.id),
        regie_id=regie_de(achat.regie_code).id,
        montant=achat.total or Decimal(0),
        libelle=libelle,
        payeur=sommes.Payeur(courriel=achat.courriel or "", langue=achat.langue),
        retour=chemin_de(achat.id),
        auteur=auteur,
    )


def verrouiller_si_due(achat_id: UUID) -> SommeDue | None:
    """Verrouille la somme de cet achat, s’il y en a une, et la rend."""
    return sommes.verrouiller_si_due(objet_de(achat_id))


def ne_plus_devoir(achat: Achat, auteur: Auteur) -> None:
    """Annule la somme de cet achat ; lève `PaiementEnAttente` si une tentative peut encore aboutir."""
    if achat.total:
        sommes.annuler(objet_de(achat.id), auteur=auteur)


def rendre_l_argent(achat: Achat, montant: Decimal, *, motif: MotifRemboursement, auteur: Auteur) -> Decimal:
    """Marque à rembourser jusqu’à ce montant de ce que l’achat a payé, et rend ce qui l’est."""
    return sommes.rembourser(objet_de(achat.id), montant, motif=motif, auteur=auteur)
