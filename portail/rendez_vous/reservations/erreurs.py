"""Les refus propres aux réservations."""

from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.socle.erreurs import ConflitDeVersion, ErreurMetier, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


class NomAttendu(SaisieInvalide):
    """Il manque un nom, ou un pseudonyme là où il est admis."""

    message = _("Écrivez le prénom et le nom de la personne reçue.")


class UnContactAttendu(SaisieInvalide):
    """Ni téléphone, ni courriel."""

    message = _("Donnez un numéro de téléphone ou une adresse électronique : un seul suffit.")


class TelephoneAttendu(SaisieInvalide):
    """Un rendez-vous par téléphone, sans numéro à appeler."""

    message = _("Donnez le numéro de téléphone où vous appeler.")


class AdresseAttendue(SaisieInvalide):
    """Un rendez-vous chez la personne, sans adresse où venir."""

    message = _("Donnez l’adresse où venir vous voir.")


class EnfantAttendu(SaisieInvalide):
    """L’objet veut un enfant, ou n’en veut pas."""

    message = _("Ce rendez-vous se prend pour un enfant : donnez sa date de naissance.")


class ReserveAuxAgents(SaisieInvalide):
    """Cet objet ne se réserve pas seul."""

    message = _("Ce rendez-vous ne se prend pas en ligne. Appelez le lieu : un agent le prendra avec vous.")


class SansTitre(ReserveAuxAgents):
    """Cet objet se prend sur invitation, ou avec qui suit la personne : elle n’a, ici, ni l’une ni l’autre."""

    code_http = 403
    message = _("Ce rendez-vous se prend par le lien que vous a donné un professionnel, ou avec qui vous suit.")


class TropTot(SaisieInvalide):
    """Moins que le délai de l’objet."""

    message = _("Ce créneau commence trop tôt pour être réservé en ligne. Choisissez-en un autre, ou appelez le lieu.")


class TropLoin(SaisieInvalide):
    """Au-delà de l’horizon de l’objet."""

    message = _("Ce créneau est trop loin : les rendez-vous de ce jour ne sont pas encore ouverts.")


class DejaUnRendezVous(ErreurMetier):
    """Cette personne en a déjà un à venir pour cet objet."""

    code_http = 409
    message = _("Un rendez-vous est déjà pris pour cette personne. Vous pouvez le déplacer ou l’annuler.")


class CleReemployee(ConflitDeVersion):
    """Le même formulaire a déjà servi à autre chose."""

    message = _("Ce formulaire a déjà servi. Recommencez depuis la liste des créneaux.")


class SeanceComplete(CreneauPris):
    """La dernière place vient d’être prise, ou gardée à quelqu’un."""

    message = _("Cette séance est complète. Choisissez-en une autre : ce que vous avez écrit est gardé.")


class PlusARegler(TransitionInterdite):
    """Le rendez-vous est passé, annulé, ou cette personne n’y est plus attendue."""

    message = _("Ce n’est plus possible : ce rendez-vous est passé, annulé, ou a changé entre-temps.")


class TropTard(ErreurMetier):
    """La limite de l’objet est passée : il faut appeler."""

    code_http = 409
    message = _("Il est trop tard pour le faire en ligne. Appelez le lieu au %(telephone)s.")


class MotifAttendu(SaisieInvalide):
    """Une annulation par le service se motive."""

    message = _("Dites pourquoi le rendez-vous est annulé, tel que la personne le lira.")


class OffreExpiree(ErreurMetier):
    """Le créneau gardé ne l’est plus."""

    code_http = 409
    message = _("Ce créneau n’est plus gardé. Choisissez-en un autre.")


class SansInterprete(ErreurMetier):
    """Aucun interprète n’est libre à cette heure."""

    code_http = 409
    message = _(
        "Aucun interprète de cette langue n’est libre à cette heure. Déplacez le rendez-vous, ou prévenez-en un."
    )


class ModaliteImpossible(SaisieInvalide):
    """Cet objet ne se tient pas ainsi."""

    message = _("Ce rendez-vous ne peut pas se tenir ainsi. Choisissez une autre façon de se rencontrer.")


class PlacesInsuffisantes(SaisieInvalide):
    """Moins de places qu’il n’y en a de prises ou de gardées, ou une séance passée."""

    message = _("Donnez un moment à venir, et au moins autant de places qu’il y en a de prises ou de gardées.")
