"""Suivre un dossier sans en être chargé, et savoir ce qu’on n’en a pas encore lu."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class SuiviDossier(Modele):
    """Un agent veut être prévenu de ce qui arrive à un dossier qui n’est pas le sien."""

    __tablename__ = "suivi_dossier"

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True, index=True)
    depuis: Mapped[datetime] = mapped_column(instant())


class VuDossier(Modele):
    """La dernière fois qu’un agent a ouvert un dossier : ce qui a changé depuis n’est pas lu.

    Ce n’est pas le journal, qui prouve chaque lecture : une ligne par agent et par dossier, remplacée à chaque fois.
    """

    __tablename__ = "vu_dossier"

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True, index=True)
    vu_le: Mapped[datetime] = mapped_column(instant())
