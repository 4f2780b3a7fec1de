"""Ce que l’on écrit à une personne au sujet de son rendez-vous ; tout part dans la transaction qui le motive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portail.notifications.actions import prevoir, retirer
from portail.notifications.models import Canal, Notification
from portail.notifications.rendu import composer_sms
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.rappels import liens, phrases
from portail.rendez_vous.rappels.voies import annonce_de, destinataire
from portail.rendez_vous.reservations.etats import ANNULES, EtatParticipation
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.agenda import EvenementAgenda, en_ics
from portail.socle.base import session
from portail.socle.traduction import traducteur

FICHIER = "rendez-vous.ics"
SIGNES_D_UN_SMS = 160
COMPTENT_DOUBLE = frozenset("^{}\\[~]|€")
"""Signes de l’extension de l’alphabet des SMS (GSM 03.38) : chacun en vaut deux."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendue:
    """Une personne attendue à un rendez-vous, et tout ce qu’il faut pour le lui dire."""

    rdv: RendezVous
    participation: Participation
    objet: ObjetRdv
    lieu: Lieu

    @property
    def est_annulee(self) -> bool:
        """Vrai si l’on n’attend plus cette personne."""
        return self.rdv.etat in ANNULES or self.participation.etat is EtatParticipation.ANNULE


def attendue(rdv: RendezVous, participation: Participation) -> Attendue:
    """Rend cette personne, et ce qui se dit de son rendez-vous."""
    return Attendue(
        rdv=rdv,
        participation=participation,
        objet=session.get_one(ObjetRdv, rdv.objet_id),
        lieu=session.get_one(Lieu, rdv.lieu_id),
    )


def ecrire(qui: Attendue, gabarit: str, **autres: Any) -> Mapping[Canal, Notification]:  # noqa: ANN401 — du JSON
    """Promet ce message comme `promis_par`, et renonce aux précédents encore en attente."""
    retirer(_objet(qui))
    return promis_par(qui, gabarit, **autres)


def promis_par(qui: Attendue, gabarit: str, **autres: Any) -> Mapping[Canal, Notification]:  # noqa: ANN401 — du JSON
    """Promet ce message par chaque voie que la personne a laissée, le rendez-vous pour l’agenda joint.

    Rend ce qui est promis, par voie ; rien si l’on se tait.
    """
    promis = {canal: ecrire_par(qui, gabarit, canal, agenda=True, **autres) for canal in _canaux(qui)}
    return {canal: notification for canal, notification in promis.items() if notification is not None}


def ecrire_par(
    qui: Attendue,
    gabarit: str,
    canal: Canal,
    *,
    agenda: bool = False,
    **autres: Any,  # noqa: ANN401 — du JSON
) -> Notification | None:
    """Promet ce message par cette voie ; rien si elle n’en est plus une, ou si l’heure du rendez-vous est passée."""
    minutes = int((qui.rdv.debut - horloge.maintenant()).total_seconds() // 60)
    if minutes < 1 or canal not in _canaux(qui):
        return None
    # Passé l’heure, un message resté en file ne part plus.
    contexte = {**dit(qui), **autres, "minutes": minutes}
    if canal is Canal.SMS:
        contexte = tenant_en_un_sms(gabarit, contexte, qui.participation.langue)
    elif agenda:
        contexte["agenda"] = {"nom": FICHIER, "texte": agenda_de(qui)}
    return prevoir(destinataire(canal, qui.participation), gabarit, contexte, objet=_objet(qui))


def _objet(qui: Attendue) -> tuple[str, object]:
    return "participation", qui.participation.id


def _canaux(qui: Attendue) -> Sequence[Canal]:
    return annonce_de(qui.objet, qui.participation).canaux


def dit(qui: Attendue) -> dict[str, Any]:
    """Rend le rendez-vous en mots, dans la langue de la personne, et un lien neuf vers sa page."""
    rdv, langue = qui.rdv, qui.participation.langue
    return {
        **phrases.rencontre(rdv.debut, rdv.fin, lieu=qui.lieu, modalite=rdv.modalite, langue=langue),
        "chemin": liens.chemin_vers_un_rendez_vous(qui.participation.id, fin=rdv.fin),
    }


def tenant_en_un_sms(gabarit: str, contexte: dict[str, Any], langue: str) -> dict[str, Any]:
    """Rend le contexte, l’adresse raccourcie à la commune s’il le faut pour tenir en un SMS : le lien dit le reste."""
    if signes_de_sms(composer_sms(gabarit, contexte, langue=langue)) > SIGNES_D_UN_SMS:
        return {**contexte, "lieu_court": contexte.get("commune", "")}
    return contexte


def signes_de_sms(texte: str) -> int:
    """Rend combien de signes ce texte prend dans un SMS, écrit dans leur alphabet."""
    return len(texte) + sum(signe in COMPTENT_DOUBLE for signe in texte)


def agenda_de(qui: Attendue) -> str:
    """Rend le rendez-vous au format des agendas : ni objet, ni service, ni lien, d’autres que la personne le lisent."""
    rdv, langue = qui.rdv, qui.participation.langue
    traduire = traducteur(langue)
    return en_ics(
        EvenementAgenda(
            identifiant=f"rdv-{qui.participation.id}",
            debut=rdv.debut,
            fin=rdv.fin,
            ecrit_le=rdv.modifie_le,
            titre=traduire(phrases.TITRE),
            lieu=phrases.endroit(qui.lieu, rdv.modalite, langue).long,
            description=traduire(phrases.POUR_CHANGER) % {"telephone": qui.lieu.telephone},
            # Une personne qui quitte une séance ne change pas la séance : son agenda doit l’apprendre quand même.
            version=rdv.sequence + (qui.participation.etat is EtatParticipation.ANNULE),
            annule=qui.est_annulee,
        )
    )
