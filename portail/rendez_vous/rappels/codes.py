"""Vérifier qu’une personne sans compte tient l’adresse ou le mobile qu’elle laisse : un code, comme à la connexion.

Rien n’est gardé d’elle que l’empreinte du code ; c’est une réservation qui la fait connaître.
"""

from portail.identite import codes
from portail.notifications.actions import Destinataire, prevoir
from portail.notifications.models import Canal
from portail.notifications.transport import numero_international
from portail.socle.base import transaction
from portail.socle.demarrage import reglages
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class CodeImpossible(SaisieInvalide):
    """Ni courriel, ni mobile où envoyer un code."""

    message = _("Nous ne pouvons pas envoyer de code à ce numéro. Donnez un mobile ou un courriel, ou appelez le lieu.")


def preparer_code_de_contact(*, courriel: str = "", telephone: str = "", langue: str, demande: str = "") -> str:
    """Envoie un code à ce courriel, à défaut à ce mobile, et rend la demande, à redonner avec le code.

    `demande` : celle dont le code est à remplacer. Lève `CodeImpossible`. Le débit est à limiter par l’appelant.
    """
    demande = demande or codes.nouvelle_demande()
    vers = _vers(courriel, telephone, langue)
    with transaction():
        code = codes.deposer_code(_titulaire(courriel, telephone), {}, demande=demande)
        contexte = {"code": code, "minutes": codes.MINUTES}
        if prevoir(vers, "rdv/code", contexte, objet=("connexion", demande[:16])) is None:
            raise CodeImpossible
    return demande


def verifier_code_de_contact(code: str, *, courriel: str = "", telephone: str = "", demande: str) -> None:
    """Lève `CodeInvalide` ou `CodePerime` si ce n’est pas le code envoyé là ; un code sert une fois."""
    codes.consommer(_titulaire(courriel, telephone), code, demande=demande)


def _vers(courriel: str, telephone: str, langue: str) -> Destinataire:
    if courriel.strip():
        return Destinataire(courriel=courriel.strip().lower(), langue=langue)
    if not reglages().sms_url or numero_international(telephone) is None:
        raise CodeImpossible
    return Destinataire(telephone=telephone, canal=Canal.SMS, langue=langue)


def _titulaire(courriel: str, telephone: str) -> str:
    """Rend à qui le code est dû ; à part des codes de connexion, qui ouvrent un compte."""
    return f"contact {courriel.strip().lower() or numero_international(telephone) or ''}"
