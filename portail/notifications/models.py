"""Ce qu’on a promis d’envoyer : écrit dans la transaction métier, envoyé par une tâche."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


class Canal(StrEnum):
    """Par où l’on prévient."""

    COURRIEL = "courriel"
    SMS = "sms"
    COURRIER = "courrier"


class EtatEnvoi(StrEnum):
    """Où en est un envoi."""

    PREVU = "prevu"
    ENVOYE = "envoye"
    ECHEC = "echec"
    REJETE = "rejete"


class Cause(StrEnum):
    """Pourquoi un message n’est pas parti."""

    ADRESSE_INVALIDE = "adresse_invalide"
    ADRESSE_REFUSEE = "adresse_refusee"
    PORTEUR_INJOIGNABLE = "porteur_injoignable"
    PORTEUR_REFUSE = "porteur_refuse"
    SMS_NON_REGLE = "sms_non_regle"
    GABARIT = "gabarit"
    DOCUMENT = "document"
    PERIME = "perime"


class Notification(Modele):
    """Un message promis à une adresse ; son contenu est recomposé à l’envoi depuis `gabarit` et `contexte`.

    `erreur` porte une `Cause` et, s’il y en a un, le code du porteur : jamais un texte venu du dehors.
    Canal `courrier` : la personne n’a pas d’adresse électronique, un agent poste le courrier.
    """

    __tablename__ = "notification"
    __table_args__ = (Index(None, "objet_type", "objet_id"), Index(None, "etat", "prevu_le"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    canal: Mapped[Canal] = mapped_column(enumeration(Canal))
    adresse: Mapped[str] = mapped_column(TexteChiffre("notification.adresse"))
    gabarit: Mapped[str]
    contexte: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("notification.contexte"))
    langue: Mapped[str] = mapped_column(default="fr")
    objet_type: Mapped[str]
    objet_id: Mapped[str]
    etat: Mapped[EtatEnvoi] = mapped_column(enumeration(EtatEnvoi), default=EtatEnvoi.PREVU)
    essais: Mapped[int] = mapped_column(default=0)
    erreur: Mapped[str] = mapped_column(default="")
    prevu_le: Mapped[datetime] = mapped_column(instant())
    envoye_le: Mapped[datetime | None] = mapped_column(instant())


class SignalementAccessibilite(Modele):
    """Un défaut d’accessibilité signalé par le public ; la description et l’adresse de la personne sont chiffrées."""

    __tablename__ = "signalement_accessibilite"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    page: Mapped[str]
    description: Mapped[str] = mapped_column(TexteChiffre("signalement_accessibilite.description"))
    courriel: Mapped[str | None] = mapped_column(TexteChiffre("signalement_accessibilite.courriel"))
    recu_le: Mapped[datetime] = mapped_column(instant(), index=True)
    repondu_le: Mapped[datetime | None] = mapped_column(instant())
