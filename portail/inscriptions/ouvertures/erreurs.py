"""Les refus propres aux ouvertures."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class PassageObligatoire(ErreurMetier):
    """Il faut attendre son tour dans la salle, ou le temps du passe est passé."""

    code_http = 409
    message = _("Beaucoup de familles s’inscrivent : entrez dans la salle d’attente, votre rang vous y attend.")


class PasEncoreLHeure(ErreurMetier):
    """La salle n’est pas ouverte."""

    code_http = 409
    message = _("La salle d’attente n’est pas encore ouverte. Revenez à l’heure dite : inutile d’être le premier.")


class SurVoeux(ErreurMetier):
    """Les places de cette activité s’attribuent sur vœux."""

    code_http = 409
    message = _("Pour cette activité, on ne prend pas de place : on dit ses vœux, puis les places sont attribuées.")


class VoeuxFermes(ErreurMetier):
    """On ne dit plus ses vœux, ou pas encore."""

    code_http = 409
    message = _("Les vœux ne sont pas ouverts pour cette activité.")


class TropDeVoeux(SaisieInvalide):
    """Plus de vœux que permis, ou deux fois le même."""

    message = _("Classez au plus %(nombre)s groupes différents par enfant.")


class DejaDemande(ErreurMetier):
    """L’autre responsable a déjà dit des vœux pour cet enfant."""

    code_http = 409
    message = _("Des vœux ont déjà été dits pour cet enfant, peut-être par son autre responsable.")


class PasEncoreClose(ErreurMetier):
    """Les vœux sont encore ouverts, ou l’attribution est déjà faite."""

    code_http = 409
    message = _("L’attribution se fait une fois, quand les vœux sont clos.")


class ContestationVide(SaisieInvalide):
    """Rien n’est écrit."""

    message = _("Écrivez quelques mots.")


class PasContestable(ErreurMetier):
    """L’attribution n’est pas faite, ou le service a déjà répondu."""

    code_http = 409
    message = _("Ce résultat ne se conteste pas ici : il n’est pas connu, ou le service a déjà répondu.")
