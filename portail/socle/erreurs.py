"""Les refus, chacun sous un nom du métier ; l’application en fait des pages, une seule fois."""

from collections.abc import Mapping
from typing import Any


def _(texte: str) -> str:
    """Marque un texte à traduire au rendu."""
    return texte


class ErreurMetier(Exception):
    """Un refus prévu : `message` est destiné à la personne, `valeurs` le complètent, `code_http` le classe."""

    code_http = 400
    message = _("Cette action n’est pas possible.")

    def __init__(self, message: str = "", valeurs: Mapping[str, Any] | None = None) -> None:
        if message:
            self.message = message
        self.valeurs = dict(valeurs or {})
        super().__init__(self.message)


class Introuvable(ErreurMetier):
    """L’objet n’existe pas, ou la personne n’a pas à savoir qu’il existe."""

    code_http = 404
    message = _("Cette page ou ce dossier n’existe pas, ou ne vous est pas ouvert.")


class NonConnecte(ErreurMetier):
    """Il faut s’identifier ; `suite` est l’adresse locale où revenir."""

    code_http = 401
    message = _("Connectez-vous pour continuer.")

    def __init__(self, *, guichet: str, suite: str = "") -> None:
        super().__init__()
        self.guichet = guichet
        self.suite = suite


class SecondFacteurAttendu(ErreurMetier):
    """La personne est connue, mais n’a pas encore prouvé son second facteur."""

    code_http = 401
    message = _("Confirmez votre connexion par le code que vous avez reçu.")


class Interdit(ErreurMetier):
    """La personne est connue mais n’a pas ce droit."""

    code_http = 403
    message = _("Vous n’avez pas accès à cette page.")


class TransitionInterdite(ErreurMetier):
    """Le dossier n’est pas, ou n’est plus, dans un état qui permet ce geste."""

    code_http = 409
    message = _("Ce n’est plus possible : le dossier a changé d’état entre-temps.")


class ConflitDeVersion(ErreurMetier):
    """Quelqu’un (peut-être la même personne, dans un autre onglet) a écrit avant."""

    code_http = 409
    message = _("Ces réponses ont été modifiées ailleurs depuis que vous avez ouvert la page.")


class SaisieInvalide(ErreurMetier):
    """Ce qui est envoyé ne peut pas être accepté ; le message dit comment corriger."""

    code_http = 422
    message = _("Certaines réponses sont à corriger.")


class TropDeDemandes(ErreurMetier):
    """Le débit admis est dépassé ; réessayer plus tard."""

    code_http = 429
    message = _("Trop d’essais en peu de temps. Attendez quelques minutes, puis recommencez.")


class Indisponible(ErreurMetier):
    """Un service dont on dépend ne répond pas."""

    code_http = 503
    message = _("Ce service ne répond pas pour le moment. Réessayez dans quelques minutes.")
