"""Ce qui se refuse quand on tient les saisons, les activités et les groupes."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class CodeDejaPris(SaisieInvalide):
    """Une autre fiche a ce code."""

    message = _("Ce code est déjà pris : choisissez-en un autre.")


class SaisonImpossible(SaisieInvalide):
    """Les dates ne se suivent pas."""

    message = _("La saison finit après son début, et l’âge se lit pendant la saison ou dans l’année qui la précède.")


class MillesimeInconnu(SaisieInvalide):
    """Aucune population n’est connue pour cette année."""

    message = _("Aucune population communale n’est connue pour cette année : installez d’abord ce millésime.")


class SaisonCommencee(SaisieInvalide):
    """Des enfants sont inscrits : les règles de la saison ne changent plus."""

    message = _("Des enfants sont inscrits cette saison : ses dates et ses règles ne changent plus, son nom seulement.")


class ActiviteCommencee(SaisieInvalide):
    """Des enfants sont inscrits : qui encaisse et comment l’on s’inscrit ne changent plus."""

    message = _("Des enfants y sont inscrits ou des vœux recueillis : service, régie et façon de s’inscrire restent.")


class GroupeCommence(SaisieInvalide):
    """Des enfants ont une place : le lieu, les jours et les heures ne changent plus."""

    message = _(
        "Des enfants y ont une place : lieu, jours et heures ne changent plus. "
        "Ouvrez un autre groupe, ou annulez celui-ci."
    )


class GroupeImpossible(SaisieInvalide):
    """Ce que dit la fiche se contredit."""

    message = _("Le premier jour précède le dernier, le début précède la fin, et l’âge le plus petit vient d’abord.")


class ProduitSansQuantite(SaisieInvalide):
    """Un produit sans quantité, ou l’inverse."""

    message = _(
        "Dites le produit et combien de fois, ou laissez les deux vides : le groupe est compris dans l’adhésion."
    )
