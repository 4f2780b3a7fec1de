"""L’accusé électronique de tout paiement (CRPA, L112-11) : ce qui est reçu, pour quoi, où est le reçu, à qui parler."""

from portail.demarche.formats import en_date, en_euros
from portail.notifications.actions import Destinataire, prevoir
from portail.paiement.paiements.etats import EtatEncaissement
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.models import Encaissement, SommeDue
from portail.paiement.regies.models import Regie
from portail.socle.base import session
from portail.territoire.queries import service_de

RECU = "paiement/recu"
CHEMIN_DU_RECU = "/recu/{encaissement_id}"


def chemin_du_recu(encaissement: Encaissement) -> str:
    """Rend le chemin du reçu PDF."""
    return chemin_de(encaissement.somme_id) + CHEMIN_DU_RECU.format(encaissement_id=encaissement.id)


def prevenir(somme: SommeDue, encaissement: Encaissement, *, courriel: str | None) -> None:
    """Promet l’accusé, dans la transaction courante ; sans adresse, rien ne part : le reçu se remet au guichet."""
    adresse = courriel or somme.courriel
    if not adresse:
        return
    regie = session.get_one(Regie, somme.regie_id)
    service = service_de(regie.service_code)
    contexte = {
        "numero": somme.numero,
        "libelle": somme.libelle,
        "montant": en_euros(encaissement.montant, somme.langue),
        "jour": en_date(encaissement.jour, somme.langue),
        "numero_du_recu": encaissement.numero,
        "en_cours": encaissement.etat is EtatEncaissement.EN_COURS,
        "a_rendre": en_euros(encaissement.a_rendre, somme.langue) if encaissement.a_rendre else "",
        "chemin": chemin_de(somme.id),
        "chemin_recu": chemin_du_recu(encaissement),
        "regie": regie.libelle,
        "telephone": service.telephone,
        "courriel_service": service.courriel,
    }
    prevoir(Destinataire(courriel=adresse, langue=somme.langue), RECU, contexte, objet=("somme_due", somme.id))
