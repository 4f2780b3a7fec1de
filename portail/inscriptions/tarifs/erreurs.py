"""Ce qui se refuse des tarifs."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class CodeDejaPris(SaisieInvalide):
    """Une autre fiche a ce code."""

    message = _("Ce code est déjà pris : choisissez-en un autre.")


class TranchesImpossibles(SaisieInvalide):
    """Les bornes ne se suivent pas."""

    message = _("Écrivez les bornes de la plus petite à la plus grande, sans les répéter. Exemple : 600 ; 900 ; 1200")


class DebutImpossible(SaisieInvalide):
    """Une version ne commence ni dans le passé, ni aujourd’hui."""

    message = _("De nouveaux tarifs commencent demain au plus tôt : ce qui est vendu aujourd’hui garde son prix.")


class DejaPrevue(SaisieInvalide):
    """Une version à venir attend déjà."""

    message = _("Des tarifs à venir sont déjà prévus : changez-les, ou abandonnez-les d’abord.")


class VersionCommencee(SaisieInvalide):
    """Cette version a servi : elle ne change plus."""

    message = _("Ces tarifs ont commencé : préparez-en d’autres, à partir d’un jour à venir.")


class TarifIncomplet(SaisieInvalide):
    """Il manque un prix à un produit qu’une activité vend."""

    message = _("Il manque un prix pour « %(produit)s » : des activités le vendent.")


class TarifsRepetes(SaisieInvalide):
    """Deux lignes donnent le même prix, ou la même remise."""

    message = _("Deux lignes disent la même chose : gardez-en une.")
