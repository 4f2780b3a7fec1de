"""Composer un reçu : le même pour qui paie et pour la régie."""

from portail.demarche.formats import en_euros
from portail.documents.composition import composer_a_part
from portail.documents.lettres import Coordonnees
from portail.documents.recu import Versee
from portail.documents.recu import recu as donnees_du_recu
from portail.documents.redaction import Redaction
from portail.guichets.mots_du_paiement import MOYENS
from portail.paiement.paiements.etats import EtatEncaissement
from portail.paiement.paiements.models import Encaissement, SommeDue
from portail.paiement.paiements.queries import reference_de
from portail.paiement.regies.queries import regie_par_id
from portail.socle import demarrage
from portail.socle.erreurs import Introuvable
from portail.territoire.queries import service_de


def recu_en_pdf(somme: SommeDue, encaissement: Encaissement) -> bytes:
    """Rend le reçu, dans la langue de qui paie ; lève `Introuvable` pour un impayé, dont rien n’est reçu."""
    if encaissement.etat is EtatEncaissement.REJETE:
        raise Introuvable
    regie = regie_par_id(somme.regie_id)
    service, redaction = service_de(regie.service_code), Redaction.en(somme.langue)
    donnees = donnees_du_recu(
        departement=demarrage.reglages().departement,
        regie=regie.libelle,
        service=Coordonnees(
            nom=service.nom, adresse=service.adresse, courriel=service.courriel, telephone=service.telephone
        ),
        versee=Versee(
            recu=encaissement.numero,
            numero=somme.numero,
            libelle=somme.libelle,
            montant=en_euros(encaissement.montant, somme.langue),
            moyen=redaction.traduire(MOYENS[encaissement.moyen]),
            jour=encaissement.jour,
            payeur=somme.payeur or "",
            reference=reference_de(encaissement),
            en_cours=encaissement.etat is EtatEncaissement.EN_COURS,
            a_rendre=en_euros(encaissement.a_rendre, somme.langue) if encaissement.a_rendre else "",
        ),
        redaction=redaction,
    )
    return composer_a_part("recu", donnees, langue=somme.langue)
