"""Ce que l’argent fait aux billets, dans la transaction du paiement, la somme due déjà verrouillée. Tout est rejouable.

Une tentative ouverte, les places ne se libèrent plus à l’heure du panier : seulement sur un résultat. Un argent arrivé
après coup retrouve ses places s’il en reste ; sinon l’achat est « payé sans place », et l’argent est rendu.
"""

from decimal import Decimal
from uuid import UUID

from portail.inscriptions.patrimoine import places
from portail.inscriptions.patrimoine.emission import emettre_les_billets
from portail.inscriptions.patrimoine.erreurs import AchatPerdu, PlusAssezDePlaces
from portail.inscriptions.patrimoine.messages import dire_l_annulation, dire_la_confirmation, dire_le_sans_place
from portail.inscriptions.patrimoine.models import ENGAGES, Achat, EtatAchat
from portail.inscriptions.patrimoine.paniers import clore
from portail.inscriptions.patrimoine.sommes import objet_de, rendre_l_argent
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.paiement.paiements import sommes
from portail.paiement.paiements.etats import MotifRemboursement
from portail.socle import horloge
from portail.socle.base import session, verrouiller

FINIS = (EtatAchat.PAYE, EtatAchat.PAYE_SANS_PLACE, EtatAchat.REMBOURSE)


def ouvrir_le_paiement(achat_id: UUID) -> None:
    """Tient les places jusqu’au résultat : une tentative s’ouvre. Lève `AchatPerdu` s’il n’y a plus de quoi payer."""
    achat = verrouiller(Achat, achat_id)
    if achat.etat in ENGAGES:
        return
    annulee = any(ligne.annulee_le is not None for ligne in achat.lignes)
    if achat.etat is not EtatAchat.A_PAYER or achat.expire_le <= horloge.maintenant() or annulee:
        raise AchatPerdu
    achat.etat = EtatAchat.EN_PAIEMENT
    session.flush()


def confirmer(achat_id: UUID, *, soldee: bool) -> None:
    """Émet les billets d’un achat réglé ; rendus entre-temps, les places sont reprises, ou l’argent est rendu."""
    achat = verrouiller(Achat, achat_id)
    if achat.etat in FINIS or not soldee:
        return
    if achat.etat is EtatAchat.ABANDONNE and not _retrouver(achat):
        payer_sans_place(achat)
        rendre_l_argent(achat, achat.total or Decimal(0), motif=MotifRemboursement.TARDIF, auteur=SYSTEME)
        return
    confirmer_l_achat(achat, SYSTEME)


def echouer(achat_id: UUID, *, definitif: bool) -> None:
    """Rend l’achat à qui paie, avec le temps qui reste ; sans temps, ou sans réponse de PayFiP, rend les places."""
    achat = verrouiller(Achat, achat_id)
    if achat.etat is not EtatAchat.EN_PAIEMENT:
        return
    if definitif or achat.expire_le <= horloge.maintenant():
        clore(achat, SYSTEME)
        places.rendre(achat.lignes)
        return
    achat.etat = EtatAchat.A_PAYER
    session.flush()


def rattraper(achat_id: UUID) -> None:
    """De l’argent arrive pour un achat abandonné : reprend toutes ses places et rouvre la somme, ou aucune."""
    achat = verrouiller(Achat, achat_id)
    if achat.etat is not EtatAchat.ABANDONNE:
        return
    if not _retrouver(achat):
        payer_sans_place(achat)
        return
    achat.etat = EtatAchat.EN_PAIEMENT
    session.flush()
    sommes.rouvrir(objet_de(achat.id))
    inscrire("retrouver_les_places", auteur=SYSTEME, objet=("achat", achat.id))


def noter_l_impaye(achat_id: UUID) -> None:
    """Note que l’argent annoncé ne viendra pas ; un agent regarde, les billets restent."""
    achat = verrouiller(Achat, achat_id)
    achat.impaye_le = horloge.maintenant()
    inscrire("noter_impaye", auteur=SYSTEME, objet=("achat", achat.id))


def confirmer_l_achat(achat: Achat, auteur: Auteur) -> None:
    """Émet les billets d’un achat réglé ou gratuit ; ce qui a été annulé entre-temps est remboursé aussitôt."""
    achat.etat, achat.paye_le = EtatAchat.PAYE, horloge.maintenant()
    session.flush()
    _annuler_les_seances_annulees(achat, auteur)
    nombre = emettre_les_billets(achat, auteur)
    inscrire("confirmer_achat", auteur=auteur, objet=("achat", achat.id), details={"billets": nombre})
    if nombre:
        dire_la_confirmation(achat, nombre)


def payer_sans_place(achat: Achat) -> None:
    """Note que l’argent est là et que les places n’y sont plus."""
    achat.etat, achat.paye_le = EtatAchat.PAYE_SANS_PLACE, horloge.maintenant()
    session.flush()
    inscrire("payer_sans_place", auteur=SYSTEME, objet=("achat", achat.id))
    dire_le_sans_place(achat)


def _annuler_les_seances_annulees(achat: Achat, auteur: Auteur) -> None:
    """Le service a annulé une séance pendant que l’on payait : sa ligne ne donne pas de billet, et se rembourse."""
    for ligne in achat.lignes:
        if ligne.seance is not None:
            session.refresh(ligne.seance)
        if ligne.annulee_le is None and (ligne.seance is None or ligne.seance.annulee_le is None):
            continue
        ligne.annulee_le = ligne.annulee_le or horloge.maintenant()
        places.rendre([ligne])
        rendu = rendre_l_argent(achat, ligne.montant, motif=MotifRemboursement.ANNULATION_SERVICE, auteur=auteur)
        dire_l_annulation(achat, rembourse=bool(rendu))


def _retrouver(achat: Achat) -> bool:
    """Reprend toutes les places de l’achat, ou aucune ; faux s’il n’y en a plus, ou si une séance est annulée."""
    lignes = list(achat.lignes)
    passees = [ligne.seance for ligne in lignes if ligne.seance is not None]
    if not lignes or any(une.annulee_le is not None or une.debut <= horloge.maintenant() for une in passees):
        return False
    try:
        with session.begin_nested():
            places.prendre(lignes)
    except PlusAssezDePlaces:
        return False
    return True
