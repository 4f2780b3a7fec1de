"""Ce qui empêche un geste sur une récupération, en mots."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class AucuneAide(SaisieInvalide):
    """Le fichier ne connaît plus d’aide de cette personne."""

    message = _("Aucune aide récupérable de cette personne n’est au fichier : rien ne peut se calculer.")


class MotifManquant(SaisieInvalide):
    """Une décision se motive (CRPA, L211-2)."""

    message = _("Dites pourquoi : cette décision doit être motivée.")


class MontantImpossible(SaisieInvalide):
    """Le montant est nul, ou dépasse ce qui a été versé ou reçu (CASF, R132-11)."""

    message = _("Le montant doit être positif, et ne pas dépasser le plafond du calcul.")


class EcartSansMotif(SaisieInvalide):
    """Un montant autre que celui du calcul s’explique."""

    message = _("Ce montant n’est pas celui du calcul : dites pourquoi.")


class TitreManquant(SaisieInvalide):
    """Le titre de recettes a un numéro."""

    message = _("Indiquez le numéro du titre : 40 signes au plus.")


class DateImpossible(SaisieInvalide):
    """Le jour précède ce qu’il suit, ou n’est pas passé."""

    message = _("Ce jour doit suivre l’étape d’avant et ne pas dépasser aujourd’hui.")
