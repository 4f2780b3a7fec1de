"""Ce qui se lit des paniers et des commandes."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portail.identite.famille.models import Enfant
from portail.inscriptions.paniers.models import Commande, DemandeDeRemboursement, EtatCommande, EtatDemande
from portail.inscriptions.places.models import Inscription
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

_ENTIERE = (joinedload(Inscription.enfant).lazyload(Enfant.rattachements), joinedload(Inscription.groupe))
"""L’enfant, sans les adresses de ses responsables, et le groupe."""


def panier_de(usager_id: UUID) -> Commande | None:
    """Rend le panier ouvert d’un foyer, s’il en a un dont le temps n’est pas passé ; rien n’y est encore figé."""
    sien = select(Commande).where(
        Commande.usager_id == usager_id,
        Commande.etat == EtatCommande.PANIER,
        Commande.expire_le > horloge.maintenant(),
    )
    return session.scalars(sien.execution_options(populate_existing=True)).one_or_none()


def commande_de(numero: str, *, usager_id: UUID) -> Commande:
    """Rend une commande de ce foyer ; lève `Introuvable` à tout autre."""
    trouvee = select(Commande).where(Commande.numero == numero, Commande.usager_id == usager_id)
    commande = session.scalars(trouvee.execution_options(populate_existing=True)).one_or_none()
    if commande is None:
        raise Introuvable
    return commande


def commandes_de(usager_id: UUID) -> Sequence[Commande]:
    """Rend les commandes d’un foyer, la plus récente d’abord ; sans les paniers abandonnés."""
    siennes = select(Commande).where(
        Commande.usager_id == usager_id, Commande.etat.not_in([EtatCommande.PANIER, EtatCommande.ABANDONNEE])
    )
    return session.scalars(siennes.order_by(Commande.cree_le.desc())).all()


def inscriptions_de_l_usager(usager_id: UUID) -> Sequence[Inscription]:
    """Rend les inscriptions de ce foyer qui ont une place, dans l’ordre où elles ont été faites."""
    siennes = select(Inscription).where(Inscription.usager_id == usager_id, Inscription.active)
    return session.scalars(siennes.order_by(Inscription.cree_le, Inscription.id).options(*_ENTIERE)).all()


def inscription_de(inscription_id: UUID, *, usager_id: UUID) -> Inscription:
    """Rend une inscription de ce foyer, son enfant et son groupe chargés ; lève `Introuvable` à tout autre."""
    sienne = select(Inscription).where(Inscription.id == inscription_id, Inscription.usager_id == usager_id)
    une = session.scalars(sienne.options(*_ENTIERE).execution_options(populate_existing=True)).one_or_none()
    if une is None:
        raise Introuvable
    return une


def inscriptions_de_la_commande(commande: Commande) -> Sequence[Inscription]:
    """Rend les inscriptions d’une commande, avec ou sans leur place, leurs enfants et leurs groupes chargés."""
    siennes = select(Inscription).where(Inscription.commande_id == commande.id)
    return session.scalars(siennes.order_by(Inscription.cree_le, Inscription.id).options(*_ENTIERE)).all()


def remboursements_de(commande: Commande) -> dict[UUID, DemandeDeRemboursement]:
    """Rend, par inscription, le remboursement que la famille a demandé."""
    siennes = select(DemandeDeRemboursement).where(DemandeDeRemboursement.commande_id == commande.id)
    return {une.inscription_id: une for une in session.scalars(siennes)}


def temps_restant(commande: Commande) -> timedelta:
    """Rend le temps qui reste au panier, jamais négatif."""
    return max(commande.expire_le - horloge.maintenant(), timedelta())


def payees_sans_place() -> Sequence[Commande]:
    """Rend les commandes payées dont les places n’étaient plus là, la plus ancienne d’abord : quelqu’un doit agir."""
    siennes = select(Commande).where(Commande.etat == EtatCommande.PAYE_SANS_PLACE)
    return session.scalars(siennes.order_by(Commande.payee_le)).all()


def demandes_a_verifier() -> Sequence[DemandeDeRemboursement]:
    """Rend les remboursements demandés qu’aucun agent n’a encore regardés, le plus ancien d’abord."""
    a_verifier = select(DemandeDeRemboursement).where(DemandeDeRemboursement.etat == EtatDemande.A_VERIFIER)
    return session.scalars(a_verifier.order_by(DemandeDeRemboursement.cree_le)).all()
