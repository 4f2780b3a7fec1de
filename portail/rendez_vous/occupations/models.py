"""La seule vérité du temps : qui, ou quoi, est pris de quand à quand."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.rendez_vous.objets.models import Modalite
from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class Origine(StrEnum):
    """Ce qui occupe."""

    RDV = "rdv"
    ABSENCE = "absence"
    EXTERNE = "externe"
    """Un autre agenda, relu."""
    TENUE = "tenue"
    """Un créneau gardé le temps de remplir le formulaire."""
    VISITE = "visite"


class Occupation(Modele):
    """Une ressource prise, tampons compris ; s’écrit par `occupations.actions` seulement."""

    __tablename__ = "occupation"
    __table_args__ = (
        # Une ceinture : le verrou des ressources passe avant, sinon les refus deviendraient des interblocages.
        ExcludeConstraint(
            ("ressource_id", "="),
            (func.tstzrange(text("debut"), text("fin")), "&&"),
            name="ex_occupation_ressource",
            using="gist",
            where=text("actif AND NOT force"),
        ),
        CheckConstraint("debut < fin", name="dans_l_ordre"),
        CheckConstraint("(origine = 'rdv') = (rdv_id IS NOT NULL)", name="rdv"),
        CheckConstraint("(origine = 'tenue') = (tenue_id IS NOT NULL)", name="tenue"),
        CheckConstraint("(origine = 'tenue') = (expire_le IS NOT NULL)", name="echeance"),
        CheckConstraint("(source_id IS NULL) = (origine IN ('rdv', 'tenue'))", name="source"),
        CheckConstraint("NOT force OR motif_force IS NOT NULL OR origine IN ('absence', 'externe')", name="force"),
        # Par la fin : chercher ce qui vient ne relit pas tout ce qui est passé.
        Index(None, "ressource_id", "fin", "debut"),
        Index("ix_occupation_source", "source_id", postgresql_where=text("source_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    ressource_id: Mapped[UUID] = mapped_column(ForeignKey("ressource.id"))
    debut: Mapped[datetime] = mapped_column(instant())
    fin: Mapped[datetime] = mapped_column(instant())
    origine: Mapped[Origine] = mapped_column(enumeration(Origine))
    # Vérifiées à la validation : on prend le temps d’abord, on n’écrit le reste que s’il est pris.
    rdv_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("rendez_vous.id", deferrable=True, initially="DEFERRED"), index=True
    )
    tenue_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("tenue.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED"), index=True
    )
    source_id: Mapped[UUID | None]
    """L’absence, la visite ou la ligne d’un autre agenda ; sans clé étrangère, elles sont à d’autres étages."""
    expire_le: Mapped[datetime | None] = mapped_column(instant())
    actif: Mapped[bool] = mapped_column(default=True)
    force: Mapped[bool] = mapped_column(default=False)
    """Vrai si elle peut en recouvrir une autre : un fait (absence, autre agenda), ou un agent qui double sciemment."""
    motif_force: Mapped[str | None] = mapped_column(TexteChiffre("occupation.motif_force"))


class Tenue(Modele):
    """Un créneau, ou des places d’une séance, gardés jusqu’à une échéance : le temps d’écrire, ou de répondre."""

    __tablename__ = "tenue"
    __table_args__ = (
        CheckConstraint("debut < fin", name="dans_l_ordre"),
        UniqueConstraint("session"),
        UniqueConstraint("attente_id"),
        UniqueConstraint("personne", "objet_id"),
        CheckConstraint("num_nonnulls(session, attente_id, rdv_annule_id) = 1", name="a_quelqu_un"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    session: Mapped[str | None]
    """L’empreinte de la session qui le tient."""
    attente_id: Mapped[UUID | None]
    """L’inscription en liste d’attente à qui le créneau est offert."""
    rdv_annule_id: Mapped[UUID | None] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    """Le rendez-vous que le service a annulé, et à la place duquel celui-ci est offert."""
    personne: Mapped[str | None]
    """L’empreinte de la personne, quand on la connaît."""
    objet_id: Mapped[UUID] = mapped_column(ForeignKey("objet_rdv.id"), index=True)
    lieu_id: Mapped[UUID] = mapped_column(ForeignKey("lieu.id"))
    modalite: Mapped[Modalite] = mapped_column(enumeration(Modalite))
    seance_id: Mapped[UUID | None] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    """La séance dont des places sont gardées : rien n’occupe d’agenda, elles se comptent dans la séance."""
    passages: Mapped[int] = mapped_column(default=1)
    """Combien de rendez-vous de suite y tiennent, ou de places."""
    prolongations: Mapped[int] = mapped_column(default=0)
    debut: Mapped[datetime] = mapped_column(instant())
    fin: Mapped[datetime] = mapped_column(instant())
    expire_le: Mapped[datetime] = mapped_column(instant(), index=True)
