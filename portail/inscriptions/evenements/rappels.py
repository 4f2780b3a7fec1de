"""Rappeler l’évènement trois jours avant [P] ; jamais la nuit, jamais deux fois, jamais à qui vient de s’inscrire."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portail.inscriptions.evenements.messages import OBJET, rappeler
from portail.inscriptions.evenements.models import EtatInscription, Evenement, InscriptionEvenement
from portail.journal.actions import SYSTEME, inscrire_pour_chacun
from portail.parametres.calme import heures_calmes
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction

LOT = 200


def rappeler_les_inscrits() -> int:
    """Traite un lot de rappels dus et rend leur nombre ; rejouable, et à plusieurs."""
    maintenant, avance = horloge.maintenant(), timedelta(days=entier_au("evenement_rappel_jours"))
    if heures_calmes().est_calme(maintenant):
        return 0
    dus = (
        select(InscriptionEvenement)
        .join(InscriptionEvenement.evenement)
        .where(
            InscriptionEvenement.etat == EtatInscription.INSCRIT,
            InscriptionEvenement.rappele_le.is_(None),
            Evenement.annule_le.is_(None),
            Evenement.debut > maintenant,
            Evenement.debut <= maintenant + avance,
            # Inscrite dans les derniers jours, la personne a sa confirmation sous les yeux.
            InscriptionEvenement.inscrit_le < Evenement.debut - avance,
        )
        .options(joinedload(InscriptionEvenement.evenement))
        .order_by(InscriptionEvenement.id)
        .limit(LOT)
    )
    with transaction():
        lues = session.scalars(
            dus.with_for_update(of=InscriptionEvenement, skip_locked=True).execution_options(populate_existing=True)
        ).all()
        for inscription in lues:
            inscription.rappele_le = maintenant
            rappeler(inscription, inscription.evenement)
        objets: list[tuple[str, object]] = [(OBJET, une.id) for une in lues]
        inscrire_pour_chacun("rappeler_evenement", auteur=SYSTEME, objets=objets)
    return len(lues)
