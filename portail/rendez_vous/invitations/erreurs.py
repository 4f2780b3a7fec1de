"""Les refus propres aux invitations."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class SansReferent(SaisieInvalide):
    """Un suivi se prend avec qui suit la personne : il faut l’avoir nommé."""

    message = _("Nommez d’abord le référent de cette personne : ce rendez-vous se prend avec lui, dans son agenda.")


class InvitationServie(ErreurMetier):
    """L’invitation a été révoquée, ou a servi entre-temps."""

    code_http = 409
    message = _("Cette invitation a déjà servi, ou ne vaut plus. Appelez le lieu.")
