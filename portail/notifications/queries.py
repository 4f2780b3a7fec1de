"""Ce qui se lit des messages promis : pour un dossier, en mots."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from portail.notifications.habilitations import peut_etre_postee, peut_etre_renvoyee
from portail.notifications.models import Canal, Cause, EtatEnvoi, Notification
from portail.socle.base import session
from portail.socle.traduction import _

TITRES: Mapping[str, str] = MappingProxyType(
    {
        "dossier/enregistre": _("Accusé d’enregistrement"),
        "dossier/recu": _("Accusé de réception"),
        "dossier/complement": _("Demande de compléter"),
        "dossier/complement_rappel": _("Rappel de compléter"),
        "dossier/message": _("Nouveau message du service"),
        "dossier/decision": _("Décision disponible"),
        "dossier/retire": _("Demande retirée"),
        "dossier/classe": _("Demande classée"),
        "dossier/document_revoque": _("Document qui ne vaut plus"),
        "dossier/brouillon_expire": _("Brouillon bientôt effacé"),
        "dossier/fichier_ecarte": _("Fichier à renvoyer"),
        "dossier/silence": _("Décision implicite"),
        "dossier/motifs": _("Motifs du rejet implicite"),
        "dossier/versement": _("Versement de l’aide"),
        "dossier/avance": _("Aide avancée en urgence"),
        "dossier/droits": _("Droits à revoir"),
        "dossier/observations": _("Invitation à présenter des observations"),
        "dossier/proposition": _("Proposition à lire"),
        "dossier/proposition_retiree": _("Proposition retirée"),
        "dossier/proposition_repondue": _("Réponse à une proposition enregistrée"),
        "dossier/proposition_refus": _("Demande réputée refusée"),
        "dossier/transmis": _("Demande transmise à une autre autorité"),
        "autorite/maire": _("Information du maire (à la mairie)"),
        "autorite/transmission": _("Demande transmise (à l’autorité)"),
        "autorite/declaration": _("Déclaration d’intention d’aliéner (aux autorités et aux personnes)"),
        "dossier/visite": _("Visite prévue"),
        "dossier/visite_rappel": _("Rappel de la visite"),
        "dossier/visite_annulee": _("Visite annulée"),
        "dossier/visite_absence": _("Absence à la visite"),
        "agent/visite": _("Visite prévue ou changée (à qui la fait)"),
        "agent/proposition": _("Réponse à une proposition (à l’agent)"),
        "agent/visa": _("Visa attendu (à l’agent)"),
        "agent/visa_refuse": _("Projet de décision renvoyé (à l’agent)"),
        "agent/avis": _("Avis rendu (à l’agent)"),
        "agent/avis_demande": _("Demande d’avis (à l’agent)"),
        "agent/avis_rappel": _("Rappel d’un avis demandé (à l’agent)"),
        "agent/avis_revoque": _("Demande d’avis révoquée (à l’agent)"),
        "agent/avis_absent": _("Avis non rendu (à l’agent)"),
        "avis/demande": _("Demande d’avis (à l’expert)"),
        "avis/rappel": _("Rappel d’un avis demandé (à l’expert)"),
        "avis/revoque": _("Demande d’avis révoquée (à l’expert)"),
        "avis/code": _("Code d’accès (à l’expert)"),
        "agent/silence": _("Décision implicite (à l’agent)"),
        "agent/motifs": _("Demande de motifs (à l’agent)"),
        "agent/versement": _("Justificatifs de paiement reçus (à l’agent)"),
        "agent/delegation": _("Fin prochaine d’une délégation (à l’agent et au service)"),
        "agent/echeances": _("Échéances qui approchent (à l’agent)"),
        "agent/message": _("Message de la personne (à l’agent)"),
        "agent/pli_retourne": _("Lettre recommandée revenue (à l’agent)"),
        "agent/suivi": _("Du nouveau dans un dossier (à qui le suit)"),
        "agent/complement": _("Réponse de la personne (à l’agent)"),
        "agent/rattachement": _("Identité à vérifier (au service)"),
        "agent/rdv_message": _("Message au sujet d’un rendez-vous (à l’agent)"),
        "agent/rdv_capacite": _("Rendez-vous qui manquent d’horaires (à l’agent)"),
        "rdv/code": _("Code de vérification"),
        "rdv/confirme": _("Rendez-vous confirmé"),
        "rdv/deplace": _("Rendez-vous déplacé"),
        "rdv/annule": _("Rendez-vous annulé"),
        "rdv/annule_service": _("Rendez-vous annulé par le service"),
        "rdv/rappel": _("Rappel du rendez-vous"),
        "rdv/invitation": _("Invitation à choisir un rendez-vous"),
        "rdv/message": _("Message du lieu"),
        "rdv/attente_inscrit": _("Inscription en liste d’attente"),
        "rdv/attente_proposition": _("Créneau gardé, à accepter"),
        "rdv/attente_passee": _("Créneau gardé, resté sans réponse"),
        "inscriptions/confirmee": _("Inscription confirmée"),
        "inscriptions/annulee_service": _("Activité annulée par le service"),
        "inscriptions/paye_sans_place": _("Paiement arrivé trop tard"),
        "inscriptions/attente_inscrit": _("Inscription en liste d’attente"),
        "inscriptions/attente_proposition": _("Place gardée, à accepter"),
        "inscriptions/attente_passee": _("Place gardée, restée sans réponse"),
        "inscriptions/contestation_repondue": _("Réponse à une contestation de vœux"),
        "inscriptions/remboursement": _("Remboursement accepté ou refusé"),
        "inscriptions/derive": _("Compteur de places faux (à l’administration)"),
        "paiement/lien": _("Lien pour payer"),
        "paiement/recu": _("Accusé de paiement"),
        "evenements/a_confirmer": _("Inscription à un évènement, à confirmer"),
        "evenements/annule": _("Inscription à un évènement annulée"),
        "evenements/annule_service": _("Évènement ou inscription annulés par le service"),
        "evenements/attente": _("Liste d’attente d’un évènement"),
        "evenements/change": _("Évènement changé"),
        "evenements/inscrit": _("Inscription à un évènement"),
        "evenements/lien": _("Lien vers une inscription à un évènement"),
        "evenements/message": _("Message de l’organisateur"),
        "evenements/rappel": _("Rappel d’un évènement"),
        "billetterie/annulee": _("Billets annulés"),
        "billetterie/billets": _("Billets"),
        "billetterie/sans_place": _("Billets payés trop tard"),
        "rdv/attente_close": _("Fin d’inscription en liste d’attente"),
        "rdv/attente_seance": _("Séance attendue, annulée"),
    }
)
CANAUX: Mapping[Canal, str] = MappingProxyType(
    {Canal.COURRIEL: _("Courriel"), Canal.SMS: _("SMS"), Canal.COURRIER: _("Courrier")}
)
ETATS: Mapping[EtatEnvoi, str] = MappingProxyType(
    {
        EtatEnvoi.PREVU: _("En cours d’envoi"),
        EtatEnvoi.ENVOYE: _("Envoyé"),
        EtatEnvoi.ECHEC: _("Pas parti"),
        EtatEnvoi.REJETE: _("Refusé à l’adresse"),
    }
)
A_POSTER = _("À envoyer par la poste")
CAUSES: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.ADRESSE_INVALIDE: _("L’adresse ou le numéro n’est pas valable : demandez-en un autre à la personne."),
        Cause.ADRESSE_REFUSEE: _("L’adresse n’existe pas ou n’accepte pas ce message : joignez la personne autrement."),
        Cause.PORTEUR_INJOIGNABLE: _("Le service d’envoi ne répond pas : l’envoi est retenté, puis signalé."),
        Cause.PORTEUR_REFUSE: _("Le service d’envoi refuse pour le moment : l’envoi est retenté, puis signalé."),
        Cause.SMS_NON_REGLE: _("L’envoi de SMS n’est pas en service : joignez la personne autrement."),
        Cause.GABARIT: _("Le message n’a pas pu être composé : prévenez l’exploitation."),
        Cause.DOCUMENT: _("Le document à joindre n’a pas pu être lu : prévenez l’exploitation."),
        Cause.PERIME: _("Le message n’était plus utile quand il a pu partir."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envoi:
    """Un message promis, dit à un agent ; `titre`, `canal`, `etat` et `explication` sont à traduire au rendu."""

    id: UUID
    objet_id: str
    titre: str
    canal: str
    adresse: str
    etat: str
    explication: str
    prevu_le: datetime
    envoye_le: datetime | None
    est_parti: bool
    a_renvoyer: bool
    a_poster: bool


def envois_de(objet: tuple[str, object]) -> Sequence[Envoi]:
    """Rend les messages promis au sujet de l’objet, le plus récent d’abord."""
    promises = session.scalars(
        select(Notification)
        .where(Notification.objet_type == objet[0], Notification.objet_id == str(objet[1]))
        .order_by(Notification.prevu_le.desc())
    )
    return envois_dits(promises)


def envois_dits(promises: Iterable[Notification]) -> Sequence[Envoi]:
    """Rend ces messages promis, dits à un agent."""
    return [_envoi(notification) for notification in promises]


def envois_des(type_objet: str, identifiants: Sequence[object], *, limite: int) -> Sequence[Envoi]:
    """Rend les derniers messages promis au sujet de ces objets, le plus récent d’abord."""
    promises = session.scalars(
        select(Notification)
        .where(Notification.objet_type == type_objet, Notification.objet_id.in_([str(un) for un in identifiants]))
        .order_by(Notification.prevu_le.desc())
        .limit(limite)
    )
    return envois_dits(promises)


def _envoi(notification: Notification) -> Envoi:
    a_poster = peut_etre_postee(notification)
    return Envoi(
        id=notification.id,
        objet_id=notification.objet_id,
        titre=TITRES.get(notification.gabarit, notification.gabarit),
        canal=CANAUX[notification.canal],
        adresse=notification.adresse,
        etat=A_POSTER if a_poster else ETATS[notification.etat],
        explication=_explication(notification),
        prevu_le=notification.prevu_le,
        envoye_le=notification.envoye_le,
        est_parti=notification.etat is EtatEnvoi.ENVOYE,
        a_renvoyer=peut_etre_renvoyee(notification),
        a_poster=a_poster,
    )


def _explication(notification: Notification) -> str:
    """Rend pourquoi le message n’est pas parti, en mots ; rien s’il est parti ou n’a pas encore été essayé."""
    if notification.etat is EtatEnvoi.ENVOYE or not notification.erreur:
        return ""
    return CAUSES[Cause(notification.erreur.split(" ")[0])]
