"""Redemander à PayFiP ce qui est attendu : la notification peut s’être perdue, l’ouvrier avoir été tué."""

from datetime import timedelta

from sqlalchemy import select

from portail.paiement.paiements.etats import EtatPaiement
from portail.paiement.paiements.models import Paiement
from portail.paiement.paiements.notification import demander_une_relecture
from portail.paiement.paiements.ouverture import abandonner_l_ouverture
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.balayages import chacun_a_part
from portail.socle.base import session, transaction

LOT = 200
BAIL = timedelta(minutes=2)
"""Une lecture demandée qui n’est pas faite au bout de ce temps est redemandée."""


def balayer() -> int:
    """Met en file la relecture des paiements dont l’heure est venue ; rend leur nombre. À plusieurs sans doublon."""
    maintenant = horloge.maintenant()
    with transaction():
        attendus = session.scalars(
            select(Paiement)
            .where(Paiement.prochaine_lecture_le <= maintenant, Paiement.idop.is_not(None))
            .order_by(Paiement.prochaine_lecture_le)
            .limit(LOT)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        for paiement in attendus:
            paiement.prochaine_lecture_le = maintenant + BAIL
            demander_une_relecture(paiement.id)
    return len(attendus)


def clore_les_ouvertures_perdues() -> int:
    """Clôt les tentatives dont l’appel n’a jamais répondu : le processus a été tué au milieu. Rend leur nombre."""
    avant = horloge.maintenant() - timedelta(seconds=entier_au("payfip_initie_secondes"))
    perdues = session.scalars(
        select(Paiement.id).where(Paiement.etat == EtatPaiement.INITIE, Paiement.cree_le < avant).limit(LOT)
    ).all()
    return chacun_a_part("ouvertures", perdues, lambda paiement_id: abandonner_l_ouverture(paiement_id, "perdu"))
