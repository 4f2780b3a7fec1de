"""Ce que le temps fait aux paniers : rendre les places échues. Jamais celles d’un paiement en cours."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from portail.inscriptions.paniers.actions import clore, inscriptions_de
from portail.inscriptions.paniers.models import A_L_HEURE, Commande, EtatCommande
from portail.inscriptions.paniers.sommes import a_recu_quelque_chose, verrouiller_si_due
from portail.inscriptions.paniers.suites import liberer_la_commande
from portail.inscriptions.places.liberation import liberer
from portail.inscriptions.places.models import EtatPlace, Inscription, Place, Sortie
from portail.journal.actions import SYSTEME
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.tours import chacun_son_tour, reprendre

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
    trouvees = select(Commande.id, Commande.usager_id).where(condition).order_by(Commande.expire_le).limit(LOT)
    return sum(
        reprendre(partial(_une, commande_id, usager_id, condition, geste))
        for commande_id, usager_id in session.execute(trouvees).all()
    )


def _une(commande_id: UUID, usager_id: UUID, condition: ColumnElement[bool], geste: Geste) -> bool:
    """Fait le geste, à son tour, si la commande remplit encore la condition."""
    with transaction():
        chacun_son_tour(f"foyer/{usager_id}")
        verrouiller_si_due(commande_id)
        encore = select(Commande).where(Commande.id == commande_id, condition)
        commande = session.scalars(
            encore.with_for_update(skip_locked=True, of=Commande).execution_options(populate_existing=True)
        ).one_or_none()
        if commande is not None:
            geste(commande)
    return commande is not None
