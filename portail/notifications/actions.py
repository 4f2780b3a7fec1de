"""Promettre un message dans la transaction qui le motive ; une tâche l’envoie ensuite."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, update

from portail.journal.actions import Auteur, inscrire
from portail.notifications.habilitations import peut_etre_postee, peut_etre_renvoyee
from portail.notifications.models import Canal, Cause, EtatEnvoi, Notification
from portail.notifications.rendu import existe_en_sms
from portail.notifications.taches import envoyer
from portail.notifications.transport import numero_international
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.demarrage import reglages
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.taches import differer
from portail.socle.traduction import _

MIDI = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinataire:
    """À qui l’on écrit : des adresses, pas une personne. `poste` : à défaut d’adresse, un agent enverra un courrier."""

    courriel: str | None = None
    telephone: str | None = None
    langue: str = "fr"
    canal: Canal = Canal.COURRIEL
    poste: bool = False

    def adresse(self, *, sms: bool) -> tuple[Canal, str] | None:
        """Rend où écrire : le canal voulu s’il est possible, à défaut l’autre ; `sms` : les SMS peuvent partir."""
        possibles = {Canal.COURRIEL: self.courriel}
        if sms and self.telephone and numero_international(self.telephone):
            possibles[Canal.SMS] = self.telephone
        for canal in (self.canal, Canal.COURRIEL, Canal.SMS):
            adresse = possibles.get(canal)
            if adresse:
                return canal, adresse
        return (Canal.COURRIER, "") if self.poste else None


def prevoir(
    destinataire: Destinataire, gabarit: str, contexte: Mapping[str, Any], *, objet: tuple[str, object]
) -> Notification | None:
    """Écrit le message promis et diffère son envoi, dans la transaction courante ; rend ce qui est prévu.

    `contexte` est du JSON ; `gabarit` nomme `templates/courriels/<gabarit>.txt`, qui dit ce qu’il attend, `.html` et au
    besoin `.sms`. Sans adresse, rien n’est prévu, ou un courrier à poster si le destinataire l’admet.
    """
    trouvee = destinataire.adresse(sms=bool(reglages().sms_url) and existe_en_sms(gabarit))
    if trouvee is None:
        return None
    canal, adresse = trouvee
    notification = Notification(
        id=uuid4(),  # tiré ici : la tâche le nomme sans attendre que la ligne soit écrite, avec les autres
        canal=canal,
        adresse=adresse,
        gabarit=gabarit,
        contexte=dict(contexte),
        langue=destinataire.langue,
        objet_type=objet[0],
        objet_id=str(objet[1]),
        prevu_le=horloge.maintenant(),
    )
    session.add(notification)
    if canal is not Canal.COURRIER:
        differer(envoyer, notification_id=str(notification.id))
    return notification


def retirer(objet: tuple[str, object]) -> int:
    """Renonce, dans la transaction courante, aux messages au sujet de l’objet qui attendent encore ; rend leur nombre.

    Ce qu’ils disent vient de changer : celui qui part à présent ne doit pas être démenti par un plus ancien.
    """
    encore = (Notification.etat == EtatEnvoi.PREVU, Notification.canal != Canal.COURRIER)
    leurs = update(Notification).where(
        Notification.objet_type == objet[0], Notification.objet_id == str(objet[1]), *encore
    )
    retires = leurs.values(etat=EtatEnvoi.REJETE, erreur=Cause.PERIME.value)
    return session.execute(retires.execution_options(synchronize_session="fetch")).rowcount  # type: ignore[attr-defined,no-any-return]


def oublier(objet: tuple[str, object]) -> None:
    """Efface, dans la transaction courante, les messages au sujet de l’objet, adresses comprises."""
    leurs = delete(Notification).where(Notification.objet_type == objet[0], Notification.objet_id == str(objet[1]))
    session.execute(leurs.execution_options(synchronize_session=False))


def renvoyer(notification_id: UUID, *, auteur: Auteur) -> Notification:
    """Remet en file un message qui n’est pas parti ; lève `TransitionInterdite` s’il est parti ou va partir."""
    with transaction():
        notification = verrouiller(Notification, notification_id)
        if not peut_etre_renvoyee(notification):
            raise TransitionInterdite
        notification.etat, notification.essais, notification.erreur = EtatEnvoi.PREVU, 0, ""
        _inscrire("renvoyer_message", notification, auteur)
        differer(envoyer, notification_id=str(notification.id))
    return notification


def noter_postee(notification_id: UUID, *, auteur: Auteur) -> Notification:
    """Note que le courrier a été posté ; lève `TransitionInterdite` si ce n’était pas un courrier à poster."""
    with transaction():
        return marquer_postee(notification_id, auteur=auteur, jour=horloge.aujourd_hui())


def marquer_postee(notification_id: UUID, *, auteur: Auteur, jour: date) -> Notification:
    """Note, dans la transaction courante, que le courrier a été posté ce jour-là, au plus tard aujourd’hui.

    Lève `SaisieInvalide` pour un jour à venir ou d’avant le courrier, `TransitionInterdite` s’il n’est pas à poster.
    """
    notification = verrouiller(Notification, notification_id)
    if not peut_etre_postee(notification):
        raise TransitionInterdite
    if not horloge.a_paris(notification.prevu_le).date() <= jour <= horloge.aujourd_hui():
        raise SaisieInvalide(_("Un courrier se poste entre le jour où il a été préparé et aujourd’hui."))
    aujourd_hui = jour == horloge.aujourd_hui()
    notification.etat = EtatEnvoi.ENVOYE
    notification.envoye_le = horloge.maintenant() if aujourd_hui else horloge.instant_du(jour, MIDI)
    _inscrire("poster_courrier", notification, auteur, jour=jour.isoformat())
    return notification


def _inscrire(action: str, notification: Notification, auteur: Auteur, **details: str) -> None:
    objet = (notification.objet_type, notification.objet_id)
    inscrire(action, auteur=auteur, objet=objet, details={"gabarit": notification.gabarit, **details})
