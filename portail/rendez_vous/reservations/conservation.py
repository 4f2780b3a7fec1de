"""Oublier qui est venu : six mois [P] après, il ne reste d’un rendez-vous que de quoi compter.

Gardés : l’objet, le lieu, les dates, l’état. Effacés : noms, adresses, enfants, comptes, empreintes, motifs, messages.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from portail.demarche.dates import ajouter_mois
from portail.journal.actions import SYSTEME, inscrire, oublier_les_textes
from portail.notifications.actions import oublier
from portail.parametres.queries import entier_au
from portail.rendez_vous.occupations.actions import oublier_les_raisons
from portail.rendez_vous.reservations.changements import source_du
from portail.rendez_vous.reservations.evenements import NominatifEfface
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.evenements import publier

LOT = 500
_EFFACEES = ("usager_id", "personne", "identite", "enfant", "telephone", "courriel", "adresse", "besoins", "cle")


def a_oublier(*, limite: int = LOT) -> Sequence[UUID]:
    """Rend les rendez-vous finis depuis assez longtemps qui nomment encore quelqu’un, les plus anciens d’abord."""
    jour = ajouter_mois(horloge.aujourd_hui(), -entier_au("rdv_conservation_mois"))
    return session.scalars(
        select(RendezVous.id)
        .where(RendezVous.anonymise_le.is_(None), RendezVous.fin < horloge.instant_du(jour))
        .order_by(RendezVous.fin, RendezVous.id)
        .limit(limite)
    ).all()


def oublier_les_personnes() -> int:
    """Efface ce qui nomme quelqu’un dans les rendez-vous anciens, un par transaction ; rend leur nombre. Rejouable."""
    return sum(_oublier(rdv_id) for rdv_id in a_oublier())


def _oublier(rdv_id: UUID) -> bool:
    with transaction():
        rdv = verrouiller(RendezVous, rdv_id)
        if rdv.anonymise_le is not None:
            return False
        siennes = update(Participation).where(Participation.rdv_id == rdv_id)
        session.execute(siennes.values(dict.fromkeys(_EFFACEES)).execution_options(synchronize_session=False))
        oublier_les_raisons(source_du(rdv))
        rdv.motif, rdv.auteur_id, rdv.anonymise_le = None, None, horloge.maintenant()
        inscrire("oublier_les_personnes", auteur=SYSTEME, objet=("rendez_vous", rdv_id))
        oublier(("rendez_vous", rdv_id))
        oublier_les_textes(objet=("rendez_vous", rdv_id))
        publier(NominatifEfface(rdv_id=rdv_id))
        session.flush()
        session.expire_all()
    return True
