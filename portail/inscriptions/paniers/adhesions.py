"""L’adhésion d’un enfant pour la saison : écrite quand elle est payée, une seule fois, quel que soit le parent."""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portail.identite.famille.models import Enfant
from portail.inscriptions.paniers.models import Adhesion, Commande, LigneDeCommande
from portail.inscriptions.tarifs.queries import ADHESION
from portail.socle import horloge
from portail.socle.base import session


def adherer(commande: Commande) -> list[LigneDeCommande]:
    """Écrit les adhésions de la commande ; rend les lignes déjà payées par ailleurs, à rembourser."""
    lignes = [ligne for ligne in commande.lignes if ligne.produit == ADHESION]
    if not lignes:
        return []
    empreintes = _empreintes({ligne.enfant_id for ligne in lignes})
    valeurs = [
        {
            "id": uuid4(),
            "saison_id": ligne.saison_id,
            "enfant_id": ligne.enfant_id,
            "enfant_empreinte": empreintes[ligne.enfant_id],
            "usager_id": commande.usager_id,
            "commande_id": commande.id,
            "active": True,
            "cree_le": horloge.maintenant(),
        }
        for ligne in lignes
    ]
    ajoutees = (
        insert(Adhesion).values(valeurs).on_conflict_do_nothing().returning(Adhesion.saison_id, Adhesion.enfant_id)
    )
    ecrites = {(ligne[0], ligne[1]) for ligne in session.execute(ajoutees)}
    return [ligne for ligne in lignes if (ligne.saison_id, ligne.enfant_id) not in ecrites]


def _empreintes(enfants: Collection[UUID]) -> dict[UUID, str]:
    lues = session.execute(select(Enfant.id, Enfant.empreinte).where(Enfant.id.in_(enfants)))
    return {ligne[0]: ligne[1] for ligne in lues}
