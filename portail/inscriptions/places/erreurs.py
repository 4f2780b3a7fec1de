"""Les refus propres aux places."""

from collections.abc import Collection
from uuid import UUID

from portail.inscriptions.activites.eligibilite import Obstacle
from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class Complet(ErreurMetier):
    """Il ne reste pas assez de places ; rien n’a été pris, la liste d’attente est ouverte."""

    code_http = 409
    message = _("Il n’y a plus assez de places. Vous pouvez vous inscrire sur la liste d’attente.")

    def __init__(self, groupes: Collection[UUID] = ()) -> None:
        super().__init__()
        self.groupes = frozenset(groupes)
        """Ceux qui sont complets, quand on le sait."""


class DejaInscrit(ErreurMetier):
    """L’enfant a déjà sa place dans ce groupe, peut-être demandée par un autre responsable."""

    code_http = 409
    message = _("Cet enfant est déjà inscrit, ou en cours d’inscription, dans ce groupe.")


class PasOuvert(ErreurMetier):
    """Les inscriptions ne sont pas ouvertes, ou plus."""

    code_http = 409
    message = _("Les inscriptions à cette activité ne sont pas ouvertes.")


class NonEligible(SaisieInvalide):
    """L’enfant ne peut pas s’inscrire dans ce groupe ; `obstacles` dit tout ce qui empêche."""

    message = _("Cet enfant ne peut pas s’inscrire dans ce groupe.")

    def __init__(self, groupe_id: UUID, enfant_id: UUID, obstacles: Collection[Obstacle]) -> None:
        super().__init__()
        self.groupe_id, self.enfant_id = groupe_id, enfant_id
        self.obstacles = tuple(obstacles)


class CapaciteTropPetite(SaisieInvalide):
    """Plus de places sont déjà prises."""

    message = _("Plus de places que cela sont déjà prises.")


class PlacePerdue(ErreurMetier):
    """La place n’est plus tenue : le temps est passé, ou elle a déjà été payée ou rendue."""

    code_http = 409
    message = _("Cette place ne vous est plus gardée : le temps est passé, ou elle a déjà changé d’état.")
