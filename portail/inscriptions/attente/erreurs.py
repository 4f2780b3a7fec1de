"""Les refus propres à la liste d’attente."""

from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _


class DejaEnAttente(ErreurMetier):
    """Un de ces enfants attend déjà cette place."""

    code_http = 409
    message = _("Cet enfant est déjà sur la liste d’attente de ce groupe.")


class PropositionPassee(ErreurMetier):
    """Ce qui était gardé ne l’est plus."""

    code_http = 409
    message = _("Cette place n’est plus gardée pour vous : l’heure limite est passée, ou vous aviez déjà répondu.")


class PlusEnListe(ErreurMetier):
    """L’inscription en liste d’attente est finie."""

    code_http = 409
    message = _("Cette inscription en liste d’attente est terminée.")
