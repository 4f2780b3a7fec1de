"""Ce que le temps fait aux paniers : rendre les places échues. Jamais celles d’un paiement en cours."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select

from portail.inscriptions.paniers.actions import clore, inscriptions_de
from portail.inscriptions.paniers.models import A_L_HEURE, Commande, EtatCommande
from portail.inscriptions.paniers.sommes import verrouiller_si_due
from portail.inscriptions.paniers.suites import liberer_la_commande
from portail.inscriptions.places.liberation import liberer
from portail.inscriptions.places.models import EtatPlace, Inscription, Place, Sortie
from portail.journal.actions import SYSTEME
from portail.paiement.paiements.sommes import a_recu_quelque_chose
from portail.socle import horloge
from portail.socle.balayages import chacun_repris
from portail.socle.base import session, transaction
from portail.socle.tours import chacun_son_tour

LOT = 500
Geste = Callable[[Commande], object]


def rendre_les_paniers_echus() -> int:
    """Rend les places des paniers dont le temps est passé ; rend le nombre de paniers."""
    maintenant = horloge.maintenant()
    tient_encore = exists().where(
        Inscription.commande_id == Commande.id, Place.inscription_id == Inscription.id, Place.etat == EtatPlace.PANIER
    )
    # Un panier remplacé par un neuf est déjà abandonné : ses places, non.
    echus = or_(Commande.etat.in_(A_L_HEURE), and_(Commande.etat == EtatCommande.ABANDONNEE, tient_encore))
    return _chacune(and_(Commande.expire_le <= maintenant, echus), _rendre)


def rendre_les_non_reglees() -> int:
    """Rend les places des commandes à régler au guichet dont l’échéance est passée ; rend leur nombre."""
    return _chacune(
        and_(Commande.etat == EtatCommande.AU_GUICHET, Commande.echeance <= horloge.maintenant()),
        _liberer,
    )


def _liberer(commande: Commande) -> None:
    """Rend les places, sauf si la famille a déjà réglé une part : une personne regarde."""
    somme = verrouiller_si_due(commande.id)
    if somme is None or not a_recu_quelque_chose(somme):
        liberer_la_commande(commande)


def _rendre(commande: Commande) -> None:
    if commande.etat is not EtatCommande.ABANDONNEE:
        clore(commande, SYSTEME)
    liberer(inscriptions_de(commande.id), de=[EtatPlace.PANIER], sortie=Sortie.EXPIREE, auteur=SYSTEME, echues=True)


def _chacune(condition: ColumnElement[bool], geste: Geste) -> int:
    """Fait le geste sur chaque commande qui remplit encore la condition, à son tour et à part."""
    trouvees = select(Commande.id, Commande.usager_id).where(condition).order_by(Commande.expire_le).limit(LOT)

    def une(trouvee: Row[UUID, UUID]) -> bool:
        with transaction():
            chacun_son_tour(f"foyer/{trouvee.usager_id}")
            verrouiller_si_due(trouvee.id)
            encore = select(Commande).where(Commande.id == trouvee.id, condition)
            commande = session.scalars(
                encore.with_for_update(skip_locked=True, of=Commande).execution_options(populate_existing=True)
            ).one_or_none()
            if commande is not None:
                geste(commande)
        return commande is not None

    return chacun_repris("paniers", session.execute(trouvees).all(), une)
