"""Qui a accepté de recevoir les nouvelles des sites : un consentement à part, daté, qui s’éteint et se retire."""

from datetime import date

from sqlalchemy import delete, select

from portail.inscriptions.patrimoine.models import ContactDeProspection, Site
from portail.journal.actions import SYSTEME, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.chiffrement import empreinte_cle

MOIS_PAR_AN = 12
DERNIER_JOUR_COMMUN = 28


def accepter(courriel: str, *, site: Site, langue: str) -> None:
    """Note ou renouvelle le consentement de cette adresse, dans la transaction courante."""
    empreinte = _empreinte(courriel)
    contact = session.scalars(
        select(ContactDeProspection).where(ContactDeProspection.empreinte == empreinte).with_for_update()
    ).one_or_none()
    if contact is None:
        contact = ContactDeProspection(courriel=courriel, empreinte=empreinte)
        session.add(contact)
    contact.site_code, contact.langue = site.code, langue
    contact.accepte_le, contact.jusqu_au = horloge.maintenant(), _dans(entier_au("billetterie_prospection_mois"))
    session.flush()


def ne_plus_ecrire(courriel: str) -> None:
    """Retire le consentement de cette adresse, s’il y en avait un ; ne dit pas lequel."""
    with transaction():
        siens = delete(ContactDeProspection).where(ContactDeProspection.empreinte == _empreinte(courriel))
        retire = session.scalars(siens.returning(ContactDeProspection.id)).one_or_none()
        if retire is not None:
            inscrire("retirer_prospection", auteur=SYSTEME, objet=("contact_prospection", retire))


def oublier_les_eteints() -> int:
    """Efface les consentements arrivés à leur terme ; rend leur nombre."""
    eteints = delete(ContactDeProspection).where(ContactDeProspection.jusqu_au < horloge.aujourd_hui())
    nombre = len(session.scalars(eteints.returning(ContactDeProspection.id)).all())
    if nombre:
        details = {"nombre": nombre}
        inscrire("oublier_prospection", auteur=SYSTEME, objet=("contact_prospection", "*"), details=details)
    return nombre


def _empreinte(courriel: str) -> str:
    return empreinte_cle(courriel.strip().casefold(), "prospection")


def _dans(mois: int) -> date:
    jour = horloge.aujourd_hui()
    annee, rang = divmod(jour.year * MOIS_PAR_AN + jour.month - 1 + mois, MOIS_PAR_AN)
    return date(annee, rang + 1, min(jour.day, DERNIER_JOUR_COMMUN))
