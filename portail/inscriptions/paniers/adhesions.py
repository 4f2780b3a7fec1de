"""L’adhésion d’un enfant pour la saison : écrite quand elle est payée, une seule fois, quel que soit le parent."""

from sqlalchemy.dialects.postgresql import insert

from portail.identite.famille.queries import enfants_par_id
from portail.inscriptions.paniers.models import Adhesion, Commande, LigneDeCommande
from portail.inscriptions.tarifs.queries import ADHESION
from portail.socle import horloge
from portail.socle.base import session


def adherer(commande: Commande) -> list[LigneDeCommande]:
    """Écrit les adhésions de la commande ; rend les lignes déjà payées par ailleurs, à rembourser."""
    lignes = [ligne for ligne in commande.lignes if ligne.produit == ADHESION]
    enfants = enfants_par_id({ligne.enfant_id for ligne in lignes})
    en_double = []
    for ligne in lignes:
        ajoutee = (
            insert(Adhesion)
            .values(
                saison_id=ligne.saison_id,
                enfant_id=ligne.enfant_id,
                enfant_empreinte=enfants[ligne.enfant_id].empreinte,
                usager_id=commande.usager_id,
                commande_id=commande.id,
                active=True,
                cree_le=horloge.maintenant(),
            )
            .on_conflict_do_nothing()
            .returning(Adhesion.id)
        )
        if session.scalars(ajoutee).one_or_none() is None:
            en_double.append(ligne)
    return en_double
