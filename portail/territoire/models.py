"""Les services du département, et les mairies : comment les joindre."""

from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele


class Service(Modele):
    """Un service : son nom et ses coordonnées vont dans les accusés et les courriers (CRPA, R112-11-1)."""

    __tablename__ = "service"

    code: Mapped[str] = mapped_column(primary_key=True)
    nom: Mapped[str]
    adresse: Mapped[str]
    courriel: Mapped[str]
    telephone: Mapped[str]
    est_actif: Mapped[bool] = mapped_column(default=True)
    agents_anonymes: Mapped[bool] = mapped_column(default=False)
    """Vrai si les noms de ses agents ne se montrent pas aux usagers (CRPA, L111-2) ; le motif est au journal."""


class Mairie(Modele):
    """Où écrire à une mairie du département ; une commune absente reçoit un courrier à son nom."""

    __tablename__ = "mairie"

    code_insee: Mapped[str] = mapped_column(primary_key=True)
    courriel: Mapped[str | None]
    adresse: Mapped[str] = mapped_column(default="")
    """Les lignes de l’enveloppe, après « Mairie de … »."""
