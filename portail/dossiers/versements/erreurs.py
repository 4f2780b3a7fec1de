"""Les refus propres aux versements."""

from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


class CompteRefuse(SaisieInvalide):
    """La banque a déjà refusé ce compte."""

    message = _("C’est le compte que la banque a refusé. Donnez l’IBAN d’un autre compte, ou du compte rouvert.")


class RibExige(SaisieInvalide):
    """Le titulaire n’est pas quelqu’un du dossier : un agent compare avec le relevé."""

    message = _(
        "Ce compte est au nom d’une personne que votre dossier ne mentionne pas. Joignez le relevé d’identité bancaire."
    )


class SansCompte(SaisieInvalide):
    """On ne mandate pas sans savoir où verser."""

    message = _(
        "Ce versement n’a pas de compte à créditer : la personne doit donner un IBAN, ou le service à payer est à "
        "désigner."
    )


class PrestataireImpossible(SaisieInvalide):
    """Ce service n’est pas de ceux que l’on peut payer pour ce dossier."""

    message = _("Choisissez un service de la liste.")


class PrestataireConnu(SaisieInvalide):
    """Ce numéro SIRET est déjà dans la liste."""

    message = _("Ce numéro SIRET est déjà dans la liste : corrigez sa fiche.")


class MandatInvalide(SaisieInvalide):
    """Le numéro de mandat est vide ou mal écrit."""

    message = _("Écrivez le numéro du mandat : des lettres, des chiffres, des tirets, quarante signes au plus.")


class MandatDejaUtilise(SaisieInvalide):
    """Ce mandat a déjà servi pour ce versement, avant un rejet."""

    message = _("Ce mandat a déjà servi pour ce versement. Après un rejet, le nouveau mandat a un autre numéro.")


class MandatInconnu(SaisieInvalide):
    """Le mandat n’est pas celui du versement."""

    message = _("Ce numéro n’est pas celui du mandat de ce versement.")


class DateImpossible(SaisieInvalide):
    """La date est à venir, ou vient avant l’étape précédente."""

    message = _("Cette date est impossible : elle est à venir, ou vient avant l’étape précédente.")


class MotifExige(SaisieInvalide):
    """Un rejet dit pourquoi : la personne doit savoir quoi corriger."""

    message = _("Choisissez le motif du rejet : la personne le lira.")


class VersementTardif(TransitionInterdite):
    """Les justificatifs sont arrivés après le délai : l’accord est à déclarer caduc, ou le délai à prolonger."""

    message = _(
        "Les justificatifs sont arrivés après la date limite. Prolongez le délai, ou constatez la caducité de l’accord."
    )


class ContradictoireEnCours(TransitionInterdite):
    """La personne n’a pas encore eu le temps de présenter ses observations (CRPA, L122-1)."""

    message = _("La personne peut encore présenter ses observations : la caducité ne se constate pas avant ce terme.")
