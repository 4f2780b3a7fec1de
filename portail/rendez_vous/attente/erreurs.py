"""Les refus propres à la liste d’attente."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class AttenteImpossible(SaisieInvalide):
    """On ne pourrait pas prévenir cette personne."""

    message = _(
        "La liste d’attente vous écrit quand un rendez-vous se libère : il lui faut un courriel ou un mobile "
        "où vous laisser un message. Sinon, appelez le lieu."
    )


class AttenteFermee(SaisieInvalide):
    """Cet objet n’a pas de liste d’attente."""

    message = _("Ce rendez-vous n’a pas de liste d’attente. Appelez le lieu.")


class DejaInscrite(ErreurMetier):
    """Cette personne attend déjà."""

    code_http = 409
    message = _("Cette personne est déjà sur la liste d’attente de ce rendez-vous.")


class PlusEnListe(ErreurMetier):
    """L’inscription est finie."""

    code_http = 409
    message = _("Cette inscription en liste d’attente est terminée.")


class PropositionPassee(ErreurMetier):
    """Le créneau gardé ne l’est plus."""

    code_http = 409
    message = _("Ce créneau n’est plus gardé pour vous : l’heure limite est passée, ou vous aviez déjà répondu.")
