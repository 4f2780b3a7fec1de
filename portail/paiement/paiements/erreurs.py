"""Les refus du paiement."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


class PaiementEnAttente(ErreurMetier):
    """Une tentative est en cours : payer deux fois est le vrai risque."""

    code_http = 409
    message = _(
        "Un paiement est déjà en cours pour cette somme. Attendez son résultat : nous vérifions auprès de PayFiP, "
        "pour que vous ne payiez pas deux fois."
    )


class SommeDejaReglee(ErreurMetier):
    """Il n’y a plus rien à payer."""

    code_http = 409
    message = _("Cette somme est déjà réglée.")


class SommeAnnulee(ErreurMetier):
    """Ce qu’elle payait n’est plus gardé."""

    code_http = 409
    message = _("Cette somme n’est plus à payer : ce qu’elle réservait n’est plus gardé.")


class SousLeMinimum(ErreurMetier):
    """PayFiP n’encaisse pas si peu."""

    code_http = 409
    message = _("PayFiP n’encaisse rien en dessous de %(minimum)s €. Payez au guichet de la régie.")


class AuDessusDuPlafond(ErreurMetier):
    """PayFiP n’encaisse pas autant."""

    code_http = 409
    message = _("PayFiP n’encaisse rien au-dessus de %(maximum)s € en une fois. Adressez-vous à la régie.")


class RegieFermee(ErreurMetier):
    """La régie n’encaisse plus en ligne."""

    code_http = 409
    message = _("Le paiement en ligne est fermé pour le moment. Adressez-vous à la régie.")


class PayfipNOuvrePas(ErreurMetier):
    """PayFiP n’a pas ouvert la page : rien n’est payé."""

    code_http = 503
    message = _("PayFiP ne répond pas. Rien n’a été payé : recommencez dans quelques minutes.")


class CourrielExige(SaisieInvalide):
    """PayFiP veut une adresse électronique."""

    message = _("Écrivez une adresse électronique, comme nom@exemple.fr : PayFiP vous y envoie son reçu.")


class AdresseExigee(SaisieInvalide):
    """Il faut où envoyer le lien."""

    message = _("Écrivez une adresse électronique, ou un numéro de téléphone mobile si l’envoi de SMS est en service.")


class DepasseLeReste(SaisieInvalide):
    """On n’encaisse pas plus que ce qui reste dû."""

    message = _("Il ne reste que %(reste)s € à régler.")


class DateImpossible(SaisieInvalide):
    """Un encaissement se note le jour même, ou après."""

    message = _("La date est à venir, ou trop ancienne.")


class EcheancierFaux(SaisieInvalide):
    """Les parts ne font pas la somme, ou les dates ne se suivent pas."""

    message = _("Les parts doivent faire %(reste)s € en tout, et leurs dates se suivre.")


class EncaissementChange(TransitionInterdite):
    """Le règlement n’est pas, ou plus, dans un état qui permet ce geste."""

    message = _("Ce n’est plus possible : ce règlement a changé entre-temps.")
