"""Le panier ouvert d’un foyer, dans la transaction courante : un seul à la fois."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.paniers.erreurs import RegieMelee
from portail.inscriptions.paniers.models import Commande, EtatCommande
from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.socle import dictee, horloge
from portail.socle.base import session

LONGUEUR_DU_NUMERO = 8


def duree_du_panier() -> timedelta:
    """Rend combien de temps les places d’un panier sont gardées [P]."""
    return timedelta(minutes=entier_au("inscription_panier_minutes"))


def panier_pour(groupes: Iterable[Groupe], *, usager_id: UUID, auteur: Auteur) -> Commande:
    """Rend le panier du foyer, verrouillé, à la régie de ces groupes ; lève `RegieMelee` s’il se paie ailleurs.

    Neuf s’il n’en avait pas, ou si le temps du dernier est passé. L’appelant a pris le tour du foyer : deux onglets
    n’en ouvrent pas deux.
    """
    sien = select(Commande).where(Commande.usager_id == usager_id, Commande.etat == EtatCommande.PANIER)
    panier = session.scalars(sien.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if panier is not None and panier.expire_le > horloge.maintenant():
        panier.regie_code = _une_regie(groupes, panier.regie_code)
        return panier
    if panier is not None:
        # Ses places échues sont rendues par le balayage ; lui n’est plus un panier.
        panier.etat = EtatCommande.ABANDONNEE
        session.flush()
    return _neuf(usager_id, auteur, _une_regie(groupes))


def _une_regie(groupes: Iterable[Groupe], deja: str = "") -> str:
    """Rend la régie de ce que contient un panier ; lève `RegieMelee` s’il y en a deux."""
    regies = {groupe.activite.regie_code for groupe in groupes} | ({deja} - {""})
    if len(regies) > 1:
        raise RegieMelee
    return next(iter(regies), "")


def _neuf(usager_id: UUID, auteur: Auteur, regie_code: str) -> Commande:
    maintenant = horloge.maintenant()
    panier = Commande(
        numero=dictee.tirer(LONGUEUR_DU_NUMERO),
        usager_id=usager_id,
        regie_code=regie_code,
        expire_le=maintenant + duree_du_panier(),
        auteur_type=auteur.type,
        auteur_id=auteur.id,
        cree_le=maintenant,
    )
    session.add(panier)
    session.flush()
    inscrire("ouvrir_panier", auteur=auteur, objet=("commande", panier.id), neuf=True)
    return panier
