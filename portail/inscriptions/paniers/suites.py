"""Ce que l’argent fait aux places, dans la transaction du paiement, la somme due déjà verrouillée. Tout est rejouable.

Dès qu’une tentative s’ouvre, les places ne se libèrent plus à l’heure du panier : seulement sur un résultat. Un argent
arrivé après coup retrouve ses places s’il en reste ; sinon la commande est « payée sans place », et l’argent est rendu.
"""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, select, update

from portail.inscriptions.paniers.actions import clore, inscriptions_de
from portail.inscriptions.paniers.adhesions import adherer
from portail.inscriptions.paniers.erreurs import PanierPerdu
from portail.inscriptions.paniers.messages import dire_la_confirmation, dire_le_sans_place
from portail.inscriptions.paniers.models import ENGAGEES, Commande, EtatCommande
from portail.inscriptions.paniers.sommes import devoir_de_nouveau, est_echelonnee, rendre
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.erreurs import Complet, DejaInscrit
from portail.inscriptions.places.liberation import liberer
from portail.inscriptions.places.models import EtatPlace, Inscription, Sortie
from portail.inscriptions.places.prises import (
    doublons_refuses,
    passer,
    passer_les_verrouillees,
    verrouiller_les_inscriptions,
)
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.paiement.paiements.etats import MotifRemboursement
from portail.socle import horloge
from portail.socle.base import session, verrouiller

FINIES = (EtatCommande.PAYEE, EtatCommande.PAYE_SANS_PLACE)


def ouvrir_le_paiement(commande_id: UUID) -> EtatCommande:
    """Tient les places jusqu’au résultat : une tentative s’ouvre. Lève `PanierPerdu` s’il n’y a plus de quoi payer."""
    commande = verrouiller(Commande, commande_id)
    if commande.etat in ENGAGEES:
        return commande.etat
    if commande.etat is not EtatCommande.A_PAYER or commande.expire_le <= horloge.maintenant():
        raise PanierPerdu
    # Un groupe annulé depuis : ce qui est dû n’est plus juste, la famille revient à son panier.
    if set(tenir_les_places(commande)) != _facturees(commande):
        raise PanierPerdu
    commande.etat = EtatCommande.EN_PAIEMENT
    session.flush()
    return commande.etat


def tenir_les_places(commande: Commande) -> list[UUID]:
    """Fait attendre un résultat aux places d’un panier, et les rend ; lève `PanierPerdu` s’il en manque une."""
    voulues = _les_siennes(commande)
    tenues = passer_les_verrouillees(voulues, de=[EtatPlace.PANIER], vers=EtatPlace.EN_PAIEMENT, echues=False)
    if not voulues or {inscription_id for inscription_id, _ in tenues} != set(voulues):
        raise PanierPerdu
    return voulues


def _les_siennes(commande: Commande) -> list[UUID]:
    """Rend les inscriptions d’une commande qui ont encore leur place, verrouillées."""
    return verrouiller_les_inscriptions(and_(Inscription.commande_id == commande.id, Inscription.active))


def confirmer(commande_id: UUID, *, soldee: bool = True, auteur: Auteur = SYSTEME) -> EtatCommande:
    """Confirme les places d’une commande réglée, ou dont la régie admet le paiement en plusieurs fois ; rend son état.

    Si les places ont été rendues entre-temps, les reprend ; à défaut la commande est `PAYE_SANS_PLACE`.
    """
    commande = verrouiller(Commande, commande_id)
    if commande.etat in FINIES or not (soldee or est_echelonnee(commande_id)):
        return commande.etat
    if commande.etat is EtatCommande.ABANDONNEE and not _retrouver(commande):
        paye_sans_place(commande, auteur)
        rendre(commande, commande.total or Decimal(0), motif=MotifRemboursement.TARDIF, auteur=auteur)
    else:
        confirmer_les_places(commande, auteur)
    return commande.etat


def echouer(commande_id: UUID, *, definitif: bool = False, auteur: Auteur = SYSTEME) -> EtatCommande:
    """Rend la commande à la famille avec le temps qui reste ; rend son état.

    `definitif`, ou plus de temps : les places vont à qui les attend. Une commande au guichet garde son échéance.
    """
    commande = verrouiller(Commande, commande_id)
    if commande.etat is not EtatCommande.EN_PAIEMENT:
        return commande.etat
    if definitif or commande.expire_le <= horloge.maintenant():
        return liberer_la_commande(commande, auteur=auteur)
    commande.etat = EtatCommande.A_PAYER
    etats = [EtatPlace.EN_PAIEMENT]
    passer(inscriptions_de(commande_id), de=etats, vers=EtatPlace.PANIER, expire_le=commande.expire_le)
    session.flush()
    inscrire("echouer_paiement", auteur=auteur, objet=("commande", commande.id))
    return commande.etat


def liberer_la_commande(commande: Commande, *, auteur: Auteur = SYSTEME) -> EtatCommande:
    """Libère les places d’une commande qui ne sera pas payée, et annule sa somme ; lève `PaiementEnAttente`."""
    clore(commande, auteur)
    etats = [EtatPlace.EN_PAIEMENT, EtatPlace.PANIER]
    liberer(inscriptions_de(commande.id), de=etats, sortie=Sortie.NON_PAYEE, auteur=auteur)
    return commande.etat


def rattraper(commande_id: UUID, *, auteur: Auteur = SYSTEME) -> EtatCommande:
    """De l’argent arrive pour une commande abandonnée : reprend toutes ses places et rouvre la somme, ou aucune.

    Reprises, elles attendent la confirmation qui suit. Sinon, `PAYE_SANS_PLACE` : la régie rend l’argent.
    """
    commande = verrouiller(Commande, commande_id)
    if commande.etat is not EtatCommande.ABANDONNEE:
        return commande.etat
    if _retrouver(commande):
        commande.etat = EtatCommande.EN_PAIEMENT
        session.flush()
        devoir_de_nouveau(commande)
        inscrire("retrouver_les_places", auteur=auteur, objet=("commande", commande.id))
    else:
        paye_sans_place(commande, auteur)
    return commande.etat


def noter_l_impaye(commande_id: UUID) -> None:
    """Note que l’argent annoncé ne viendra pas ; les places restent, un agent appelle la famille."""
    commande = verrouiller(Commande, commande_id)
    commande.impayee_le = horloge.maintenant()
    inscrire("noter_impaye", auteur=SYSTEME, objet=("commande", commande.id))


def confirmer_les_places(commande: Commande, auteur: Auteur) -> None:
    """Confirme les places et les adhésions d’une commande réglée, et le dit à la famille."""
    siennes = _les_siennes(commande)
    passer_les_verrouillees(siennes, de=[EtatPlace.EN_PAIEMENT, EtatPlace.PANIER], vers=EtatPlace.CONFIRMEE)
    maintenant = horloge.maintenant()
    confirmees = update(Inscription).where(Inscription.id.in_(siennes)).values(confirmee_le=maintenant)
    session.execute(confirmees.execution_options(synchronize_session="evaluate"))
    commande.etat, commande.payee_le, commande.echeance = EtatCommande.PAYEE, maintenant, None
    for ligne in commande.lignes:
        if ligne.inscription_id is not None and ligne.inscription_id not in siennes:
            rendre(commande, ligne.montant, motif=MotifRemboursement.ANNULATION_SERVICE, auteur=auteur)
    for ligne in adherer(commande):
        rendre(commande, ligne.montant, motif=MotifRemboursement.DOUBLE, auteur=auteur)
    inscrire("confirmer_commande", auteur=auteur, objet=("commande", commande.id), details={"places": len(siennes)})
    dire_la_confirmation(commande, len(siennes))


def paye_sans_place(commande: Commande, auteur: Auteur = SYSTEME) -> None:
    """Note que l’argent est là et que les places n’y sont plus : une personne appelle la famille."""
    commande.etat, commande.payee_le, commande.echeance = EtatCommande.PAYE_SANS_PLACE, horloge.maintenant(), None
    session.flush()
    inscrire("payer_sans_place", auteur=auteur, objet=("commande", commande.id))
    dire_le_sans_place(commande)


def _facturees(commande: Commande) -> set[UUID]:
    return {ligne.inscription_id for ligne in commande.lignes if ligne.inscription_id is not None}


def _retrouver(commande: Commande) -> bool:
    """Reprend toutes les places de la commande, ou aucune ; faux s’il n’y en a plus."""
    try:
        with session.begin_nested():
            _reprendre_les_places(commande)
    except (Complet, DejaInscrit):
        return False
    return True


def _reprendre_les_places(commande: Commande) -> None:
    voulues = [ligne.inscription_id for ligne in commande.lignes if ligne.inscription_id is not None]
    rendues = select(Inscription).where(Inscription.id.in_(voulues), ~Inscription.active).order_by(Inscription.id)
    perdues = session.scalars(rendues.with_for_update(of=Inscription)).all()
    # Ce qui est passé dans un autre panier, ou à un autre foyer, n’est plus à cette commande.
    if not voulues or len(perdues) < len(voulues) or any(une.commande_id != commande.id for une in perdues):
        raise Complet
    for une in perdues:
        une.active, une.sortie, une.sortie_le = True, None, None
    with doublons_refuses():
        session.flush()
    passer(voulues, de=[EtatPlace.LIBEREE], vers=EtatPlace.EN_PAIEMENT)
    groupes = [une.groupe_id for une in perdues]
    compteurs.prendre(compteurs.compte_des(groupes, compteurs.quotas_des_groupes(set(groupes))))
