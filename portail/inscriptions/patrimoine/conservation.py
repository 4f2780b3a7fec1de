"""Oublier les courriels des achats passés : ce qui est vendu reste compté, personne n’y est plus nommé."""

from calendar import monthrange
from datetime import date

from sqlalchemy import select, update

from portail.inscriptions.patrimoine import prospection
from portail.inscriptions.patrimoine.models import Achat, EtatAchat
from portail.journal.actions import SYSTEME, inscrire
from portail.notifications.actions import oublier
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction

LOT = 500
MOIS_PAR_AN = 12


def oublier_les_acheteurs() -> int:
    """Efface le courriel des achats plus vieux que la durée de garde [P], par lots ; rend leur nombre."""
    avant = horloge.instant_du(_il_y_a(entier_au("billetterie_conservation_mois")))
    vieux = select(Achat.id).where(
        Achat.courriel.is_not(None), Achat.cree_le < avant, Achat.etat != EtatAchat.EN_PAIEMENT
    )
    with transaction():
        achats = session.scalars(vieux.order_by(Achat.id).limit(LOT).with_for_update(skip_locked=True)).all()
        for achat_id in achats:
            oublier(("achat", achat_id))
        efface = update(Achat).where(Achat.id.in_(achats)).values(courriel=None)
        session.execute(efface.execution_options(synchronize_session="fetch"))
        if achats:
            inscrire("oublier_acheteurs", auteur=SYSTEME, objet=("achat", "*"), details={"nombre": len(achats)})
        prospection.oublier_les_eteints()
    return len(achats)


def _il_y_a(mois: int) -> date:
    jour = horloge.aujourd_hui()
    annee, rang = divmod(jour.year * MOIS_PAR_AN + jour.month - 1 - mois, MOIS_PAR_AN)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))
