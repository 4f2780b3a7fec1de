"""Fermer un service : jamais s’il a des dossiers en cours, ni si une démarche peut encore lui en amener."""

from sqlalchemy import func, select

from portail.demarche.catalogue import catalogue
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.models import Dossier
from portail.journal.actions import Auteur
from portail.parametres.models import EtatOuverture
from portail.parametres.queries import ouvertures
from portail.socle.base import session, transaction
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.actions import noter_ouverture, verrouiller_service
from portail.territoire.models import Service


class DossiersEnCours(SaisieInvalide):
    """Des demandes attendent encore une réponse de ce service."""

    message = _(
        "Ce service ne peut pas fermer : demandes encore en cours, %(nombre)s. "
        "Terminez-les ou confiez-les à un autre service."
    )


class DemarcheOuverte(SaisieInvalide):
    """Une démarche confiée à ce service n’est pas fermée."""

    message = _(
        "Ce service ne peut pas fermer : il reçoit les demandes de « %(demarche)s ». Fermez d’abord la démarche."
    )


def fermer_service(code: str, *, auteur: Auteur) -> Service:
    """Ferme un service ; lève `DossiersEnCours` ou `DemarcheOuverte`."""
    with transaction():
        service = verrouiller_service(code)
        if not service.est_actif:
            return service
        en_cours = nombre_en_cours(code)
        if en_cours:
            raise DossiersEnCours(valeurs={"nombre": en_cours})
        etats = ouvertures()
        for nom, demarche in catalogue().items():
            fermee = nom in etats and etats[nom].etat is EtatOuverture.FERMEE
            if demarche.service == code and not fermee:
                raise DemarcheOuverte(valeurs={"demarche": demarche.nom})
        service.est_actif = False
        noter_ouverture("fermer_service", code, auteur=auteur, avant="ouvert", apres="ferme")
    return service


def nombre_en_cours(code: str) -> int:
    """Rend le nombre de dossiers du service qui attendent une réponse."""
    en_cours = select(func.count()).where(Dossier.service_code == code, Dossier.etat.in_(ETATS_EN_COURS))
    return session.scalar(en_cours) or 0
