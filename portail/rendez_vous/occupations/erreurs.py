"""Les refus propres au temps déjà pris."""

from collections.abc import Callable, Sequence

from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.socle.erreurs import ErreurMetier, Indisponible
from portail.socle.traduction import _


class CreneauPris(ErreurMetier):
    """Quelqu’un a pris ce créneau avant ; ce qui est écrit est gardé, d’autres créneaux sont à proposer."""

    code_http = 409
    message = _("Ce créneau vient d’être pris. Choisissez-en un autre : ce que vous avez écrit est gardé.")
    chercher: Callable[[], Sequence[Creneau]] = staticmethod(tuple)

    @property
    def voisins(self) -> Sequence[Creneau]:
        """Rend les créneaux libres les plus proches, cherchés au moment où on les montre."""
        return self.chercher()


class AgendaTresDemande(Indisponible):
    """Trop de monde au même instant : le même geste, refait un peu plus tard, passera."""

    message = _("Beaucoup de personnes réservent en ce moment. Réessayez dans quelques instants.")
