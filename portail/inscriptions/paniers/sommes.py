"""Ce qu’une commande doit à la régie : la somme naît, s’annule, se rouvre avec elle. Son verrou se prend d’abord."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, select

from portail.identite.models import Usager
from portail.inscriptions.paniers.messages import CHEMIN
from portail.inscriptions.paniers.models import Commande
from portail.journal.actions import Auteur
from portail.paiement.paiements import sommes
from portail.paiement.paiements.etats import MotifRemboursement
from portail.paiement.paiements.models import Echeance, SommeDue
from portail.paiement.regies.queries import regie_de
from portail.socle.base import session
from portail.socle.traduction import traducteur

COMMANDE = "commande"
"""Le type de ce qui se paie."""


def objet_de(commande_id: UUID) -> sommes.Objet:
    """Rend ce que la somme paie."""
    return sommes.Objet(type=COMMANDE, id=str(commande_id))


def exiger_la_somme(commande: Commande, auteur: Auteur) -> SommeDue:
    """Écrit ce qui est dû pour cette commande et le rend."""
    usager = session.get_one(Usager, commande.usager_id)
    libelle = traducteur("fr")("Inscriptions, commande %(numero)s") % {"numero": commande.numero}
    return sommes.exiger(
        objet_de(commande.id),
        regie_id=regie_de(commande.regie_code).id,
        montant=commande.total or Decimal(0),
        libelle=libelle,
        payeur=sommes.Payeur(
            nom=usager.nom_affiche, courriel=usager.courriel or "", usager_id=usager.id, langue=usager.langue
        ),
        retour=f"{CHEMIN}{commande.numero}",
        auteur=auteur,
    )


def verrouiller_si_due(commande_id: UUID) -> SommeDue | None:
    """Verrouille la somme de cette commande, s’il y en a une, et la rend."""
    return sommes.verrouiller_si_due(objet_de(commande_id))


def ne_plus_devoir(commande: Commande, auteur: Auteur) -> None:
    """Annule la somme de cette commande ; lève `PaiementEnAttente` si une tentative peut encore aboutir."""
    if commande.total:
        sommes.annuler(objet_de(commande.id), auteur=auteur)


def devoir_de_nouveau(commande: Commande) -> None:
    """Rouvre la somme : ses places ont été retrouvées."""
    sommes.rouvrir(objet_de(commande.id))


def rendre(commande: Commande, montant: Decimal, *, motif: MotifRemboursement, auteur: Auteur) -> Decimal:
    """Marque à rembourser jusqu’à ce montant de ce que la commande a payé, et rend ce qui l’est."""
    return sommes.rembourser(objet_de(commande.id), montant, motif=motif, auteur=auteur)


def est_echelonnee(commande_id: UUID) -> bool:
    """Vrai si la régie a admis un paiement en plusieurs fois."""
    objet = objet_de(commande_id)
    sienne = exists().where(
        Echeance.somme_id == SommeDue.id, SommeDue.objet_type == objet.type, SommeDue.objet_id == objet.id
    )
    return bool(session.scalar(select(sienne)))
