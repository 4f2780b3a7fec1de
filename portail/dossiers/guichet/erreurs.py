"""Les refus propres au guichet et au rattachement."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class ReceptionImpossible(SaisieInvalide):
    """Une demande n’arrive ni demain, ni il y a des années."""

    message = _("La date de réception est celle d’aujourd’hui ou d’un jour passé, %(jours)s jours au plus.")


class CodeInconnu(SaisieInvalide):
    """Le code n’existe pas, a servi, est trop ancien ou trop essayé : rien ne dit lequel."""

    message = _(
        "Ce code n’est pas le bon, ou il ne vaut plus. Vérifiez-le sur votre récépissé, ou demandez-en un autre au "
        "service."
    )


class IdentiteACertifier(SaisieInvalide):
    """Le compte n’est pas certifié : rien ne prouve que c’est la personne."""

    message = _("Pour rattacher une demande, connectez-vous avec FranceConnect : nous devons être sûrs que c’est vous.")


class IdentiteDifferente(SaisieInvalide):
    """Le code est juste, l’identité ne concorde pas : un agent tranche."""

    message = _(
        "L’identité de votre compte ne concorde pas avec celle de la demande. Le service est prévenu : un agent "
        "vérifie et vous trouverez sa réponse sur cette page."
    )
