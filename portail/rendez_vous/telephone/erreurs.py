"""Les refus propres aux rappels téléphoniques."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class AppelComplet(ErreurMetier):
    """Ce créneau d’appel n’est plus libre, ou n’existe pas."""

    code_http = 409
    message = _("Ce créneau d’appel n’est plus libre. Choisissez-en un autre : ce que vous avez écrit est gardé.")


class DejaDemande(SaisieInvalide):
    """Ce numéro attend déjà un appel de ce service."""

    message = _("Ce numéro attend déjà un appel de ce service. Nous vous appellerons au créneau choisi.")


class DejaUnePlage(SaisieInvalide):
    """Le service rappelle déjà à ces heures, peut-être depuis un instant."""

    message = _("Le service rappelle déjà à ces heures : retirez d’abord l’autre plage, ou changez celle-ci.")


class PlageTropCourte(SaisieInvalide):
    """Aucun appel n’y tient."""

    message = _("La fin vient après le début, d’au moins la durée d’un créneau.")


class NumeroInvalide(SaisieInvalide):
    """Ce n’est pas un numéro que l’on peut appeler."""

    message = _("Écrivez un numéro de téléphone où vous joindre, par exemple 02 61 91 00 00.")


class DejaPrise(ErreurMetier):
    """Un autre agent s’en occupe, ou la demande est finie."""

    code_http = 409
    message = _("Un autre agent s’occupe de cet appel, ou il n’est plus à faire.")
