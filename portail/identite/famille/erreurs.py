"""Les refus propres à la famille."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class DejaDansLaFamille(ErreurMetier):
    """Cette personne a déjà écrit cet enfant."""

    code_http = 409
    message = _("Cet enfant est déjà dans votre famille.")


class CodeInconnu(SaisieInvalide):
    """Le code d’invitation ne vaut rien, ou la date de naissance ne va pas avec lui : on ne dit pas lequel."""

    message = _("Ce code et cette date de naissance ne vont pas ensemble, ou le code n’est plus valable.")


class PasUnEnfant(SaisieInvalide):
    """La date de naissance n’est pas celle d’un enfant."""

    message = _("Indiquez la date de naissance d’un enfant de moins de 18 ans.")


class CommuneInconnue(SaisieInvalide):
    """Le code n’est celui d’aucune commune."""

    message = _("Choisissez la commune où vit l’enfant.")
