"""Ce que ce navigateur a ouvert : rendez-vous, places en liste d’attente, invitations. L’adresse dit lequel.

Un lien reçu, une réservation ou un compte ouvrent ; l’adresse seule n’ouvre rien. Deux onglets en montrent deux.
"""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from flask import session as cookie

from portail.guichets.session import EN_CHEMIN
from portail.rendez_vous.invitations.models import Invitation
from portail.rendez_vous.rappels.messages import Attendue, attendue
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.queries import rendez_vous_des_participations
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

_RENDEZ_VOUS = f"{EN_CHEMIN}ouverts"
_ATTENTES = f"{EN_CHEMIN}attentes"
_INVITATIONS = f"{EN_CHEMIN}invitations"
GARDES = 8
"""Au plus autant de chaque, les derniers ouverts."""


def ouvrir_le_rendez_vous(numero: str, participations: Iterable[UUID]) -> None:
    """Retient ces participations, prises ensemble, sous le numéro du rendez-vous."""
    _retenir(_RENDEZ_VOUS, [numero, [str(participation) for participation in participations]])


def ouvrir_l_attente(attente_id: UUID) -> None:
    """Retient cette place en liste d’attente."""
    _retenir(_ATTENTES, str(attente_id))


def dernier_rendez_vous() -> str:
    """Rend le numéro du rendez-vous ouvert le dernier ; lève `Introuvable`."""
    ouverts = cookie.get(_RENDEZ_VOUS)
    if not ouverts:
        raise Introuvable(_("Ce navigateur n’a pas de rendez-vous ouvert. Suivez le lien reçu par message."))
    return cast("str", ouverts[-1][0])


def mes_rendez_vous(numero: str) -> list[Attendue]:
    """Rend le rendez-vous de ce numéro, et ceux pris avec lui, si ce navigateur l’a ouvert ; lève `Introuvable`."""
    siennes = next((siennes for ouvert, siennes in cookie.get(_RENDEZ_VOUS, ()) if ouvert == numero), ())
    lus = rendez_vous_des_participations([UUID(participation) for participation in siennes]) if siennes else []
    miens = [attendue(rdv, participation) for rdv, participation in lus if rdv.anonymise_le is None]
    if not miens:
        raise Introuvable(_("Ce navigateur n’a pas de rendez-vous ouvert. Suivez le lien reçu par message."))
    return miens


def acteurs_de(miens: Iterable[Attendue]) -> dict[UUID, Acteur]:
    """Rend qui agit, pour chacun de ces rendez-vous : la personne que son lien désigne."""
    return {qui.rdv.id: Acteur(participation_id=qui.participation.id) for qui in miens}


def derniere_attente() -> UUID:
    """Rend l’inscription en liste d’attente ouverte la dernière ; lève `Introuvable`."""
    ouvertes = cookie.get(_ATTENTES)
    if not ouvertes:
        raise Introuvable(_("Ce navigateur n’a pas d’inscription ouverte. Suivez le lien reçu par message."))
    return UUID(ouvertes[-1])


def exiger_l_attente(attente_id: UUID) -> None:
    """Lève `Introuvable` si ce navigateur n’a pas ouvert cette inscription."""
    if str(attente_id) not in cookie.get(_ATTENTES, ()):
        raise Introuvable(_("Ce navigateur n’a pas d’inscription ouverte. Suivez le lien reçu par message."))


def ouvrir_l_invitation(invitation: Invitation) -> None:
    """Retient cette invitation, pour l’objet qu’elle permet de prendre."""
    _retenir(_INVITATIONS, [str(invitation.objet_id), str(invitation.id)])


def invitation_ouverte(objet_id: UUID) -> UUID | None:
    """Rend la dernière invitation ouverte dans ce navigateur pour cet objet ; ce qu’elle vaut encore se relit."""
    ouvertes = [UUID(une) for objet, une in cookie.get(_INVITATIONS, ()) if objet == str(objet_id)]
    return ouvertes[-1] if ouvertes else None


def exiger_l_invitation(invitation_id: UUID) -> None:
    """Lève `Introuvable` si ce navigateur n’a pas suivi le lien de cette invitation."""
    if str(invitation_id) not in {une for _objet, une in cookie.get(_INVITATIONS, ())}:
        raise Introuvable(_("Ce navigateur n’a pas d’invitation ouverte. Suivez le lien reçu."))


def _retenir(nom: str, chose: Any) -> None:  # noqa: ANN401 — du JSON
    autres = [autre for autre in cookie.get(nom, ()) if autre != chose]
    cookie[nom] = [*autres, chose][-GARDES:]
