"""Chaque matin : prévenir le service des certificats attendus, signaler ceux qu’un nouveau zonage change."""

from sqlalchemy import select

from portail.journal.actions import SYSTEME, inscrire
from portail.notaires.certificats.actions import OBJET
from portail.notaires.certificats.demandes import parcelles_gardees
from portail.notaires.certificats.etats import A_TRAITER, EtatCertificat
from portail.notaires.certificats.models import Certificat
from portail.notaires.certificats.queries import versions_dites
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS
from portail.notaires.zones.constats import constater
from portail.notaires.zones.versions import versions_au
from portail.notifications.actions import Destinataire, prevoir
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.taches import periodique
from portail.territoire.jours import ajouter_jours_ouvres, ajouter_mois
from portail.territoire.queries import service_de

PAR_PASSAGE = 200


@periodique("certificats.alerter", "20 6 * * *")
def alerter() -> None:
    """Écrit au service, une fois par certificat, ce qui doit partir dans les jours qui viennent [P]."""
    proche = ajouter_jours_ouvres(horloge.aujourd_hui(), entier_au("zonage_alerte"))
    with transaction():
        attendus = session.scalars(
            select(Certificat)
            .where(Certificat.etat.in_(A_TRAITER), Certificat.date_limite <= proche, Certificat.alerte_le.is_(None))
            .order_by(Certificat.date_limite)
            .with_for_update(skip_locked=True)
        ).all()
        for certificat in attendus:
            certificat.alerte_le = horloge.maintenant()
        if attendus:
            service = service_de(SERVICE_ESPACES_NATURELS)
            contexte = {"nombre": len(attendus), "chemin": "/agents/zones/certificats"}
            objet = ("service", SERVICE_ESPACES_NATURELS)
            prevoir(Destinataire(courriel=service.courriel), "notaires/echeances", contexte, objet=objet)


@periodique("certificats.comparer", "40 6 * * *")
def comparer() -> None:
    """Signale les certificats encore valables dont un nouveau zonage change la réponse."""
    jour = horloge.aujourd_hui()
    en_vigueur = " ".join(sorted(f"{sorte}:{une.date_effet}" for sorte, une in versions_au(jour).items()))
    depuis = ajouter_mois(jour, -entier_au("zonage_validite_mois"))
    a_comparer = session.scalars(
        select(Certificat.id)
        .where(
            Certificat.etat == EtatCertificat.DELIVRE,
            Certificat.zonage != en_vigueur,
            Certificat.delivre_le >= horloge.instant_du(depuis),
        )
        .order_by(Certificat.delivre_le.desc())
        .limit(PAR_PASSAGE)
    ).all()
    for identifiant in a_comparer:
        _comparer(session.get_one(Certificat, identifiant))


def _comparer(certificat: Certificat) -> None:
    """Note si ce qui se calcule aujourd’hui n’est plus ce qui est certifié."""
    calcules = constater(parcelles_gardees(certificat.demande), horloge.aujourd_hui())
    certifies = {un.parcelle.idu: (un.statut, un.droit) for un in certificat.constats_lus()}
    change = any((un.statut, un.droit) != certifies.get(un.parcelle.idu) for un in calcules)
    with transaction():
        relu = session.get_one(Certificat, certificat.id, with_for_update=True, populate_existing=True)
        relu.zonage = versions_dites(calcules)
        if change and relu.etat is EtatCertificat.DELIVRE:
            relu.change_le = horloge.maintenant()
            inscrire("signaler_nouveau_zonage", auteur=SYSTEME, objet=(OBJET, relu.id))
