"""Pourquoi un dossier d’un lot n’est pas traité."""

from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _

NON_INSTRUIT = _("Vous n’instruisez pas ce dossier.")
PAS_EN_COURS = _("La demande n’est plus en cours.")
ETAT_CONTRAIRE = _("Son état ne permet pas ce geste.")
AUTRE_DEMARCHE = _("Il est d’une autre démarche.")
CHANGE = _("Il a changé depuis que vous avez confirmé.")
DEJA_SUIVI = _("Rien à changer : il est déjà suivi ainsi.")
HORS_DE_PORTEE = _("La personne choisie ne peut pas l’instruire.")
RIEN_A_DEMANDER = _("Rien de ce que vous demandez ne le concerne.")
NON_PAR_LOT = _("Cette démarche ne se décide pas ainsi par lot.")
PIECES_A_VERIFIER = _("Des pièces manquent ou restent à vérifier.")
CONTROLES_RESERVES = _("Un contrôle n’est pas conforme, ou reste à vérifier.")
SANS_MONTANT = _("Le montant ne peut pas être calculé.")
SANS_MOTIF = _("Les contrôles de ce dossier ne donnent aucun des motifs choisis.")
MOTIF_INCOMPLET = _("Il manque un chiffre pour motiver ce refus.")
ARRETE = _("Le lot a été arrêté avant lui.")
EN_PANNE = _("Une erreur technique l’a empêché. Rien n’a été changé dans ce dossier.")


class Ecarte(ErreurMetier):
    """Le geste ne vaut pas pour ce dossier ; `message` dit pourquoi."""

    code_http = 409


class LotTropGrand(SaisieInvalide):
    """Plus de dossiers qu’un lot n’en prend."""

    message = _("Un lot compte %(maximum)s dossiers au plus : ajoutez un filtre.")


class LotVide(SaisieInvalide):
    """Aucun dossier choisi."""

    message = _("Cochez au moins un dossier, ou prenez tous ceux de la vue.")
