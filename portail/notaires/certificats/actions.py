"""Demander un certificat, y répondre, le retirer : ce que fait un office. Un envoi reçu deux fois n’en fait qu’un.

Ce qui est sûr se délivre aussitôt ; le reste attend un agent (`instruction.py`).
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from portail.identite.notaires.actions import auteur_membre
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import office_de
from portail.journal.actions import SYSTEME, Auteur, consigner, inscrire
from portail.notaires.certificats import lettres
from portail.notaires.certificats.demandes import Demande
from portail.notaires.certificats.etats import EtatCertificat, raisons_de
from portail.notaires.certificats.models import Certificat
from portail.notaires.certificats.queries import certificat_de_la_cle, plan_de_l_office, versions_dites
from portail.notaires.successions.doublons import cle_reference
from portail.notaires.zones.constats import Constat, Terrain, observer
from portail.notifications.actions import Destinataire, prevoir
from portail.parametres.queries import entier_au
from portail.pieces.actions import Recu
from portail.pieces.justificatifs.actions import joindre
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.jours import ajouter_jours_ouvres

OBJET = "certificat_zonage"
TEXTE_MAX = 2000


class TexteManquant(SaisieInvalide):
    """Rien n’est écrit."""

    message = _("Écrivez votre texte avant de l’envoyer : 2 000 signes au plus.")


def demander(demande: Demande, *, membre: Membre, cle: str, plan_id: UUID | None = None) -> Certificat:
    """Enregistre la demande et délivre le certificat si toutes les parcelles sont connues, hors zone et sûres.

    `cle` : celle du formulaire ; reçue de nouveau, elle rend le certificat déjà demandé. Lève `Interdit` (accès
    fermé), `Introuvable` (le plan n’est pas de l’office).
    """
    if (deja := certificat_de_la_cle(membre.office_id, cle)) is not None:
        return deja
    terrain = observer(demande.parcelles, horloge.aujourd_hui())
    try:
        with transaction():
            return _enregistrer(demande, terrain, membre, cle, plan_id)
    except IntegrityError:
        deja = certificat_de_la_cle(membre.office_id, cle)
        if deja is None:
            raise
        return deja


def _enregistrer(demande: Demande, terrain: Terrain, membre: Membre, cle: str, plan_id: UUID | None) -> Certificat:
    membre = _qui_agit(membre)
    if plan_id is not None:
        plan_de_l_office(plan_id, membre.office)
    certificat = Certificat(
        id=uuid4(),
        office_id=membre.office_id,
        membre_id=membre.id,
        cle=cle,
        reference=demande.reference,
        cle_reference=cle_reference(demande.reference),
        commune_insee=demande.commune_insee,
        demande=demande.en_json(),
        constats=[constat.en_json() for constat in terrain.constats],
        plan_id=plan_id,
        etat=EtatCertificat.A_VERIFIER,
        version=1,
        demande_le=horloge.maintenant(),
        date_limite=nouvelle_limite(),
    )
    session.add(certificat)
    session.flush()
    details = {"parcelles": len(demande.parcelles)}
    inscrire("demander_certificat", auteur=auteur_membre(membre), objet=(OBJET, certificat.id), details=details)
    if not raisons_de(terrain.constats):
        remettre(certificat, terrain, list(terrain.constats), auteur=SYSTEME)
    return certificat


def nouvelle_limite() -> date:
    """Rend le dernier jour pour répondre à ce qui est demandé aujourd’hui [P]."""
    return ajouter_jours_ouvres(horloge.aujourd_hui(), entier_au("zonage_delai"))


def remettre(certificat: Certificat, terrain: Terrain, certifies: Sequence[Constat], *, auteur: Auteur) -> Certificat:
    """Délivre le certificat, dans la transaction courante : ces constats, leur document scellé, le message à l’office.

    Délivré de nouveau, il remplace le document d’avant, révoqué. Lève `TransitionInterdite`.
    """
    document = lettres.remettre(certificat, office_de(certificat.office_id), terrain, certifies)
    certificat.passer_a(EtatCertificat.DELIVRE)
    certificat.document_id = document.id
    certificat.delivre_le, certificat.agent_id = document.cree_le, auteur.id
    certificat.constats = [constat.en_json() for constat in certifies]
    certificat.zonage, certificat.change_le = versions_dites(terrain.constats), None
    inscrire("delivrer_certificat", auteur=auteur, objet=(OBJET, certificat.id))
    prevenir(certificat, "notaires/certificat")
    return certificat


def prevenir(certificat: Certificat, gabarit: str) -> None:
    """Promet un message à qui a demandé, à défaut à son office : ni parcelle, ni sens, seulement où regarder."""
    membre = session.get_one(Membre, certificat.membre_id)
    courriel = membre.courriel if membre.est_actif else membre.office.courriel
    contexte = {"numero": certificat.numero, "chemin": f"/notaires/espaces-naturels/{certificat.numero}"}
    prevoir(Destinataire(courriel=courriel), gabarit, contexte, objet=(OBJET, certificat.id))


def garder_un_plan(recu: Recu, *, membre: Membre) -> Justificatif:
    """Garde un plan avant l’envoi de la demande ; un jour plus tard, ce que rien ne porte est effacé."""
    with transaction():
        return joindre(recu, usager_id=_qui_agit(membre).office.usager_id)


def repondre(certificat_id: UUID, texte: str, *, membre: Membre, plan: Recu | None = None) -> Certificat:
    """Répond à la question de l’agent, un plan joint au besoin ; le délai repart.

    Lève `Introuvable` hors de son office, `TexteManquant`, `TransitionInterdite`.
    """
    with transaction():
        certificat = _de_l_office(certificat_id, membre)
        certificat.passer_a(EtatCertificat.A_VERIFIER)
        ecrire(certificat, "office", texte)
        if plan is not None:
            certificat.plan_id = joindre(plan, usager_id=membre.office.usager_id).id
        certificat.date_limite, certificat.alerte_le = nouvelle_limite(), None
        inscrire("preciser_certificat", auteur=auteur_membre(membre), objet=(OBJET, certificat.id))
    return certificat


def ecrire(certificat: Certificat, de: str, texte: str) -> None:
    """Ajoute un échange, dans la transaction courante ; lève `TexteManquant`."""
    if not 0 < len(texte.strip()) <= TEXTE_MAX:
        raise TexteManquant
    echange = {"de": de, "texte": texte.strip(), "le": horloge.maintenant().isoformat()}
    certificat.echanges = [*certificat.echanges, echange]


def retirer(certificat_id: UUID, *, membre: Membre) -> Certificat:
    """Retire une demande qui n’est pas encore délivrée ; lève `Introuvable`, `TransitionInterdite`."""
    with transaction():
        certificat = _de_l_office(certificat_id, membre)
        certificat.passer_a(EtatCertificat.RETIRE)
        inscrire("retirer_certificat", auteur=auteur_membre(membre), objet=(OBJET, certificat.id))
    return certificat


def noter_la_lecture(certificat: Certificat, action: str, *, auteur: Auteur) -> None:
    """Note au journal qui a consulté ce certificat, ou pris son document."""
    consigner(action, auteur=auteur, objet=(OBJET, certificat.id))


def _qui_agit(membre: Membre) -> Membre:
    """Relit qui agit : son accès vient peut-être de se fermer ; lève `Interdit`."""
    relu = session.get_one(Membre, membre.id, populate_existing=True)
    if not (relu.est_actif and relu.office.est_actif):
        raise Interdit
    return relu


def _de_l_office(certificat_id: UUID, membre: Membre) -> Certificat:
    certificat = verrouiller(Certificat, certificat_id)
    if certificat.office_id != _qui_agit(membre).office_id:
        raise Introuvable
    return certificat
