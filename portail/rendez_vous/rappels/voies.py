"""Par où l’on écrit à une personne au sujet d’un rendez-vous, ou pourquoi l’on se tait. L’écran dit l’un ou l’autre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from portail.notifications.actions import Destinataire
from portail.notifications.models import Canal
from portail.notifications.transport import numero_international
from portail.rendez_vous.objets.models import ObjetRdv, Visibilite
from portail.rendez_vous.reservations.models import Participation
from portail.rendez_vous.reservations.personnes import Personne
from portail.socle.demarrage import reglages
from portail.socle.traduction import _


class Silence(StrEnum):
    """Pourquoi rien ne part."""

    OBJET = "objet"
    """Cet objet ne s’écrit jamais : un proche pourrait lire le message."""
    PERSONNE = "personne"
    """La personne l’a demandé."""
    SANS_ADRESSE = "sans_adresse"
    """Ni courriel, ni mobile."""


SILENCES: Mapping[Silence, str] = MappingProxyType(
    {
        Silence.OBJET: _(
            "Pour ce rendez-vous, nous n’envoyons aucun message : ni confirmation, ni rappel. Notez-le dès maintenant."
        ),
        Silence.PERSONNE: _(
            "Comme vous l’avez demandé, nous ne vous laisserons aucun message. Notez ce rendez-vous dès maintenant."
        ),
        Silence.SANS_ADRESSE: _(
            "Nous n’avons ni courriel ni mobile où vous écrire : vous ne recevrez pas de rappel. "
            "Notez ce rendez-vous dès maintenant."
        ),
    }
)
"""Ce que l’écran en dit, à la personne comme à l’agent qui réserve pour elle."""

ANNONCES: Mapping[frozenset[Canal], str] = MappingProxyType(
    {
        frozenset({Canal.COURRIEL}): _("Vous recevrez une confirmation et des rappels par courriel."),
        frozenset({Canal.SMS}): _("Vous recevrez une confirmation et des rappels par SMS."),
        frozenset({Canal.COURRIEL, Canal.SMS}): _("Vous recevrez une confirmation et des rappels par courriel et SMS."),
    }
)


class Joignable(Protocol):
    """Qui laisse de quoi lui écrire : un compte, une personne qui réserve, que l’on attend, ou qui attend."""

    @property
    def courriel(self) -> str | None:
        """Son adresse électronique."""

    @property
    def telephone(self) -> str | None:
        """Son numéro, fixe ou mobile."""

    @property
    def langue(self) -> str:
        """La langue où elle lit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annonce:
    """Ce qui partira, par quelles voies ; ou pourquoi rien ne partira."""

    canaux: Sequence[Canal] = ()
    silence: Silence | None = None

    @property
    def phrase(self) -> str:
        """Rend ce qu’il faut en dire, à traduire au rendu."""
        return SILENCES[self.silence] if self.silence else ANNONCES[frozenset(self.canaux)]


def annonce(objet: ObjetRdv, qui: Joignable, *, sans_message: bool = False) -> Annonce:
    """Rend par où l’on écrira à qui laisse ces adresses, ou pourquoi l’on se taira."""
    if objet.visibilite is not Visibilite.VISIBLE:
        return Annonce(silence=Silence.OBJET)
    if sans_message:
        return Annonce(silence=Silence.PERSONNE)
    canaux = [Canal.COURRIEL] if qui.courriel else []
    if qui.telephone and reglages().sms_url and numero_international(qui.telephone):
        canaux.append(Canal.SMS)
    return Annonce(canaux=canaux) if canaux else Annonce(silence=Silence.SANS_ADRESSE)


def annonce_de(objet: ObjetRdv, personne: Participation | Personne) -> Annonce:
    """Rend par où l’on écrit à cette personne, ou pourquoi l’on se tait."""
    return annonce(objet, personne, sans_message=personne.sans_message)


def destinataire(canal: Canal, qui: Joignable) -> Destinataire:
    """Rend à qui écrire par cette voie, et elle seule."""
    if canal is Canal.SMS:
        return Destinataire(telephone=qui.telephone, canal=Canal.SMS, langue=qui.langue)
    return Destinataire(courriel=qui.courriel, langue=qui.langue)
