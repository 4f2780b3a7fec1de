"""Les refus propres aux paniers et aux commandes."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class RegieMelee(ErreurMetier):
    """Deux régies dans un même panier : l’une ne peut pas encaisser pour l’autre."""

    code_http = 409
    message = _("Cette activité se paie à part. Réglez d’abord votre panier, puis revenez.")


class PanierPerdu(ErreurMetier):
    """Le temps est passé, ou le panier n’en est plus un."""

    code_http = 409
    message = _("Le temps du panier est passé : les places ont été rendues. Recommencez votre choix.")


class PlusDeProlongation(ErreurMetier):
    """Le panier a été prolongé autant que permis."""

    code_http = 409
    message = _("Vous avez prolongé votre panier autant de fois que possible. Réglez-le, ou rendez les places.")


class TropDeStages(ErreurMetier):
    """Cet enfant a déjà autant de stages que permis pour la saison."""

    code_http = 409
    message = _("Cet enfant a déjà le nombre de stages permis cette saison, pour que chacun ait sa chance.")


class ConditionsAAccepter(SaisieInvalide):
    """Les règles d’annulation n’ont pas été acceptées."""

    message = _("Lisez et acceptez les règles d’annulation avant de payer.")


class QuotientInconnu(SaisieInvalide):
    """Le quotient n’est pas connu, et la famille n’a pas choisi de payer le tarif le plus haut."""

    message = _("Donnez votre quotient familial, ou choisissez de payer le tarif le plus haut.")


class JustificatifEnLigne(SaisieInvalide):
    """Un document joint là où il se montre : pour une raison médicale, rien ne s’envoie."""

    message = _("Ce justificatif se montre au service : ne l’envoyez pas ici.")


class PanierVide(SaisieInvalide):
    """Rien à payer."""

    message = _("Votre panier est vide.")


class DejaEngagee(ErreurMetier):
    """Un paiement est en cours : on attend son résultat."""

    code_http = 409
    message = _("Un paiement est déjà en cours pour cette commande. Attendez son résultat avant de recommencer.")
