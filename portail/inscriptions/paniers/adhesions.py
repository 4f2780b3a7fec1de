"""L’adhésion d’un enfant pour la saison : écrite quand elle est payée, une seule fois, quel que soit le parent."""

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert

from portail.identite.famille.models import Enfant
from portail.inscriptions.paniers.models import Adhesion, Commande, LigneDeCommande
from portail.inscriptions.tarifs.queries import ADHESION
from portail.socle import horloge
from portail.socle.base import session

COLONNES = ("id", "saison_id", "enfant_id", "enfant_empreinte", "usager_id", "commande_id", "active", "cree_le")


def adherer(commande: Commande) -> list[LigneDeCommande]:
    """Écrit les adhésions de la commande ; rend les lignes déjà payées par ailleurs, à rembourser."""
    lignes = [ligne for ligne in commande.lignes if ligne.produit == ADHESION]
    if not lignes:
        return []
    leurs = (
        select(
            func.gen_random_uuid(),
            LigneDeCommande.saison_id,
            LigneDeCommande.enfant_id,
            Enfant.empreinte,
            literal(commande.usager_id),
            literal(commande.id),
            literal(True),
            literal(horloge.maintenant(), Adhesion.cree_le.type),
        )
        .join(Enfant, Enfant.id == LigneDeCommande.enfant_id)
        .where(LigneDeCommande.id.in_([ligne.id for ligne in lignes]))
    )
    ecrites = insert(Adhesion).from_select(COLONNES, leurs).on_conflict_do_nothing()
    faites = {tuple(ligne) for ligne in session.execute(ecrites.returning(Adhesion.saison_id, Adhesion.enfant_id))}
    return [ligne for ligne in lignes if (ligne.saison_id, ligne.enfant_id) not in faites]
