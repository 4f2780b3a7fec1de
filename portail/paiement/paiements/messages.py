"""L’accusé électronique de tout paiement (CRPA, L112-11) : ce qui est reçu, pour quoi, où est le reçu, à qui parler.

Et l’adresse où payer, que la régie envoie à qui elle aide.
"""

from decimal import Decimal

from portail.demarche.formats import en_date, en_euros
from portail.notifications.actions import Destinataire, prevoir
from portail.paiement.paiements.erreurs import AdresseExigee
from portail.paiement.paiements.etats import EtatEncaissement
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.models import Encaissement, SommeDue
from portail.paiement.regies.models import Regie
from portail.paiement.regies.queries import regie_et_service
from portail.socle.base import session
from portail.territoire.models import Service
from portail.territoire.queries import service_de

RECU, LIEN = "paiement/recu", "paiement/lien"
CHEMIN_DU_RECU = "/recu/{encaissement_id}"


def chemin_du_recu(encaissement: Encaissement) -> str:
    """Rend le chemin du reçu PDF."""
    return chemin_de(encaissement.somme_id) + CHEMIN_DU_RECU.format(encaissement_id=encaissement.id)


def prevenir(somme: SommeDue, encaissement: Encaissement, *, courriel: str | None) -> None:
    """Promet l’accusé, dans la transaction courante ; sans adresse, rien ne part : le reçu se remet au guichet."""
    adresse = courriel or somme.courriel
    if not adresse:
        return
    with session.no_autoflush:  # ce qui vient d’être écrit partira avec le message
        regie, service = regie_et_service(somme.regie_id)
    contexte = {
        **_a_qui_parler(somme, regie, service),
        "montant": en_euros(encaissement.montant, somme.langue),
        "jour": en_date(encaissement.jour, somme.langue),
        "numero_du_recu": encaissement.numero,
        "en_cours": encaissement.etat is EtatEncaissement.EN_COURS,
        "a_rendre": en_euros(encaissement.a_rendre, somme.langue) if encaissement.a_rendre else "",
        "chemin_recu": chemin_du_recu(encaissement),
    }
    prevoir(Destinataire(courriel=adresse, langue=somme.langue), RECU, contexte, objet=("somme_due", somme.id))


def envoyer_l_adresse(somme: SommeDue, regie: Regie, a_payer: Decimal, *, courriel: str, telephone: str) -> None:
    """Promet l’adresse où payer, dans la transaction courante ; lève `AdresseExigee` si rien ne peut partir."""
    contexte = {
        **_a_qui_parler(somme, regie, service_de(regie.service_code)),
        "montant": en_euros(a_payer, somme.langue),
        "numcli": regie.numcli,
    }
    destinataire = Destinataire(courriel=courriel or None, telephone=telephone or None, langue=somme.langue)
    if prevoir(destinataire, LIEN, contexte, objet=("somme_due", somme.id)) is None:
        raise AdresseExigee


def _a_qui_parler(somme: SommeDue, regie: Regie, service: Service) -> dict[str, str]:
    """Rend ce que tout message dit de la somme et de sa régie."""
    return {
        "numero": somme.numero,
        "libelle": somme.libelle,
        "chemin": chemin_de(somme.id),
        "regie": regie.libelle,
        "telephone": service.telephone,
        "courriel_service": service.courriel,
    }
