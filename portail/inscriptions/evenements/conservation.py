"""Oublier qui est venu : trois mois [P] après, il ne reste d’un évènement que de quoi compter.

Gardés : l’évènement, les places, les états, les présences. Effacés : noms, adresses, besoins, liens, messages.
"""

from uuid import UUID

from sqlalchemy import delete, select, update

from portail.demarche.dates import ajouter_mois
from portail.inscriptions.evenements.liens import effacer_les_eteints
from portail.inscriptions.evenements.messages import OBJET
from portail.inscriptions.evenements.models import Evenement, InscriptionEvenement, LienEvenement
from portail.journal.actions import SYSTEME, inscrire, oublier_les_textes
from portail.notifications.actions import oublier
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller

LOT = 100
_EFFACEES = ("usager_id", "identite", "courriel", "adresse_empreinte", "besoins", "cle")


def oublier_les_inscrits() -> int:
    """Efface ce qui nomme quelqu’un dans les évènements anciens, un par transaction ; rend leur nombre. Rejouable."""
    jour = ajouter_mois(horloge.aujourd_hui(), -entier_au("evenement_conservation_mois"))
    anciens = session.scalars(
        select(Evenement.id)
        .where(Evenement.anonymise_le.is_(None), Evenement.fin < horloge.instant_du(jour))
        .order_by(Evenement.fin, Evenement.id)
        .limit(LOT)
    ).all()
    return sum(_oublier(evenement_id) for evenement_id in anciens)


def effacer_les_liens() -> int:
    """Efface les liens éteints ; rend leur nombre."""
    with transaction():
        return effacer_les_eteints()


def _oublier(evenement_id: UUID) -> bool:
    with transaction():
        evenement = verrouiller(Evenement, evenement_id)
        if evenement.anonymise_le is not None:
            return False
        siennes = select(InscriptionEvenement.id).where(InscriptionEvenement.evenement_id == evenement_id)
        identifiants = session.scalars(siennes).all()
        leurs = delete(LienEvenement).where(LienEvenement.inscription_id.in_(identifiants))
        session.execute(leurs.execution_options(synchronize_session=False))
        for identifiant in identifiants:
            oublier((OBJET, identifiant))
            oublier_les_textes(objet=(OBJET, identifiant))
        effacees = update(InscriptionEvenement).where(InscriptionEvenement.evenement_id == evenement_id)
        session.execute(
            effacees.values({**dict.fromkeys(_EFFACEES), "refuse_l_image": False}).execution_options(
                synchronize_session=False
            )
        )
        evenement.anonymise_le = horloge.maintenant()
        details = {"inscriptions": len(identifiants)}
        inscrire("oublier_les_inscrits", auteur=SYSTEME, objet=("evenement", evenement_id), details=details)
        session.flush()
        session.expire_all()
    return True
