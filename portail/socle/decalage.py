"""Le décalage d’horloge partagé par le web et l’ouvrier, gardé en base ; vide en production."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, Interval, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle import horloge
from portail.socle.base import Modele, session, transaction


class DecalageHorloge(Modele):
    """Une seule ligne : de combien l’horloge de démonstration avance."""

    __tablename__ = "decalage_horloge"
    __table_args__ = (CheckConstraint("id = 1", name="unique"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    duree: Mapped[timedelta] = mapped_column(Interval)


_DUREE = text("SELECT duree FROM decalage_horloge")


def rafraichir() -> None:
    """Relit le décalage et le pose dans ce processus."""
    horloge.poser_decalage(session.connection().scalar(_DUREE) or timedelta())


def avancer(duree: timedelta) -> None:
    """Ajoute `duree` au décalage, pour tous les processus."""
    with transaction():
        ligne = session.get(DecalageHorloge, 1, with_for_update=True, populate_existing=True)
        if ligne is None:
            session.add(DecalageHorloge(id=1, duree=duree))
        else:
            ligne.duree += duree
    rafraichir()
