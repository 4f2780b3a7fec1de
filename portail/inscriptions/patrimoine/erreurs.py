"""Les refus propres à la billetterie."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class PlusAssezDePlaces(ErreurMetier):
    """Rien n’a été pris."""

    code_http = 409
    message = _("Il ne reste pas assez de places à cette heure. Choisissez moins de billets, ou une autre heure.")


class VenteClose(ErreurMetier):
    """La séance a commencé, est annulée, ou n’est plus en vente."""

    code_http = 409
    message = _("Ces billets ne sont plus en vente. Choisissez une autre date.")


class AucunBillet(SaisieInvalide):
    """Aucune quantité, ou une quantité illisible."""

    message = _("Choisissez au moins un billet.")


class TropDeBillets(SaisieInvalide):
    """Plus que ce qu’un achat peut porter."""

    message = _("Un achat compte %(max)s billets au plus. Pour un groupe, appelez le site.")


class AutreRegie(ErreurMetier):
    """Deux régies dans un même panier : l’une ne peut pas encaisser pour l’autre."""

    code_http = 409
    message = _("Ce site se paie à part. Réglez d’abord votre panier, puis revenez.")


class AchatPerdu(ErreurMetier):
    """Le temps est passé, ou ce n’est plus un panier."""

    code_http = 409
    message = _("Le temps du panier est passé : les places ont été rendues. Recommencez votre choix.")


class PlusDeTemps(ErreurMetier):
    """Prolongé autant que permis."""

    code_http = 409
    message = _("Vous avez prolongé votre panier autant de fois que possible. Payez, ou rendez les places.")


class AchatEnCours(ErreurMetier):
    """Un paiement est en cours."""

    code_http = 409
    message = _("Un paiement est déjà en cours pour cet achat. Attendez son résultat avant de recommencer.")


class ConditionsNonAcceptees(SaisieInvalide):
    """La case n’est pas cochée."""

    message = _("Lisez et acceptez les conditions avant de payer.")


class SeanceDejaLa(SaisieInvalide):
    """Une séance de ce produit commence déjà à cette heure."""

    message = _("Une séance existe déjà à cette heure.")


class DateDePassee(SaisieInvalide):
    """Une séance s’ouvre à l’avance."""

    message = _("Cette date est passée.")
