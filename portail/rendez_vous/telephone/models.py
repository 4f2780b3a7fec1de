"""Être rappelé : quand un service appelle, et qui a demandé à l’être."""

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class Sujet(StrEnum):
    """De quoi l’on veut parler, sans rien en dire : qui décroche n’apprend rien."""

    RENDEZ_VOUS = "rendez_vous"
    DEMANDE = "demande"
    RENSEIGNEMENT = "renseignement"


class Relais(StrEnum):
    """Comment se parler quand on entend mal (loi 2016-1321, art. 105)."""

    AUCUN = "aucun"
    LSF = "lsf"
    """Un relais en langue des signes française."""
    LPC = "lpc"
    """Un relais en langue parlée complétée."""
    TRANSCRIPTION = "transcription"
    """Ce que dit l’agent s’écrit à l’écran."""


class EtatDemande(StrEnum):
    """Où en est une demande de rappel."""

    A_APPELER = "a_appeler"
    PRISE = "prise"
    JOINTE = "jointe"
    NON_JOINTE = "non_jointe"
    """Trop de tentatives sans réponse."""
    ANNULEE = "annulee"


class Issue(StrEnum):
    """Ce qu’a donné un appel."""

    JOINTE = "jointe"
    SANS_REPONSE = "sans_reponse"
    OCCUPE = "occupe"
    FAUX_NUMERO = "faux_numero"


EN_COURS = (EtatDemande.A_APPELER, EtatDemande.PRISE)


class PlageDAppel(Modele):
    """Un moment de la semaine où un service rappelle, à l’heure de Paris ; tant d’appels par créneau."""

    __tablename__ = "plage_d_appel"
    __table_args__ = (
        UniqueConstraint("service_code", "jour", "debut"),
        CheckConstraint("debut < fin", name="dans_l_ordre"),
        CheckConstraint("jour BETWEEN 0 AND 6 AND pas_minutes BETWEEN 10 AND 240 AND capacite >= 1", name="bornes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    jour: Mapped[int]
    """0 le lundi, 6 le dimanche."""
    debut: Mapped[time]
    fin: Mapped[time]
    pas_minutes: Mapped[int]
    capacite: Mapped[int]


class DemandeDeRappel(Modele):
    """Une personne à rappeler : son numéro, le créneau qu’elle a choisi, comment lui parler."""

    __tablename__ = "demande_de_rappel"
    __table_args__ = (
        Index(None, "service_code", "debut"),
        Index(
            "uq_demande_de_rappel_numero",
            "service_code",
            "numero_empreinte",
            unique=True,
            postgresql_where=text("etat IN ('a_appeler', 'prise')"),
        ),
        CheckConstraint("debut < fin", name="dans_l_ordre"),
        CheckConstraint("etat <> 'prise' OR agent_id IS NOT NULL", name="prise_par_quelqu_un"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    sujet: Mapped[Sujet] = mapped_column(enumeration(Sujet))
    nom: Mapped[str] = mapped_column(TexteChiffre("demande_de_rappel.nom"))
    """Le nom, ou ce que la personne veut que l’on dise quand on appelle."""
    telephone: Mapped[str] = mapped_column(TexteChiffre("demande_de_rappel.telephone"))
    numero_empreinte: Mapped[str]
    """Un numéro n’attend qu’un appel à la fois d’un service."""
    relais: Mapped[Relais] = mapped_column(enumeration(Relais), default=Relais.AUCUN)
    langue_parlee: Mapped[str] = mapped_column(default="fr")
    sans_message: Mapped[bool] = mapped_column(default=False)
    """Vrai si l’on ne laisse ni message sur le répondeur, ni à qui décroche."""
    debut: Mapped[datetime] = mapped_column(instant())
    fin: Mapped[datetime] = mapped_column(instant())
    etat: Mapped[EtatDemande] = mapped_column(enumeration(EtatDemande), default=EtatDemande.A_APPELER)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True)
    demandee_le: Mapped[datetime] = mapped_column(instant())
    close_le: Mapped[datetime | None] = mapped_column(instant(), index=True)


class TentativeDAppel(Modele):
    """Un appel passé, et ce qu’il a donné."""

    __tablename__ = "tentative_d_appel"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    demande_id: Mapped[UUID] = mapped_column(ForeignKey("demande_de_rappel.id"), index=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    issue: Mapped[Issue] = mapped_column(enumeration(Issue))
    faite_le: Mapped[datetime] = mapped_column(instant())
