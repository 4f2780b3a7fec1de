"""S’opposer à être filmé ou enregistré, ou ne plus s’y opposer : à tout moment, sans dire pourquoi (RGPD, art. 21)."""

from uuid import UUID

from portail.inscriptions.evenements.erreurs import DejaFini
from portail.inscriptions.evenements.messages import OBJET
from portail.inscriptions.evenements.models import EtatInscription, Evenement, InscriptionEvenement
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller


def choisir_l_image(inscription_id: UUID, *, refuse: bool, auteur: Auteur) -> InscriptionEvenement:
    """Note le refus d’être filmé, ou le retire ; déjà dit, ne change rien.

    Lève `DejaFini` pour une inscription annulée, un évènement passé, ou que l’on n’enregistre pas.
    """
    with transaction():
        inscription = verrouiller(InscriptionEvenement, inscription_id)
        evenement = session.get_one(Evenement, inscription.evenement_id, populate_existing=True)
        fini = evenement.fin <= horloge.maintenant() or inscription.etat is EtatInscription.ANNULE
        if fini or not evenement.enregistre:
            raise DejaFini
        if inscription.refuse_l_image is not refuse:
            inscription.refuse_l_image = refuse
            action = "refuser_l_image" if refuse else "accepter_l_image"
            inscrire(action, auteur=auteur, objet=(OBJET, inscription.id))
    return inscription
