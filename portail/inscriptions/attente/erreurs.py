"""Les refus propres à la liste d’attente."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class AttenteImpossible(SaisieInvalide):
    """On ne pourrait pas prévenir ce foyer : l’échéance passerait sans qu’il le sache."""

    message = _(
        "La liste d’attente vous écrit quand une place se libère : donnez d’abord une adresse électronique "
        "dans votre compte, ou appelez le service."
    )


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
