"""Rappeler à la personne que son droit va se réviser, une fois."""

from datetime import timedelta
from uuid import UUID

from portail.documents.redaction import Redaction
from portail.dossiers.actions.commun import demarche_du, prevenir
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.models import Droit
from portail.journal.actions import SYSTEME, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.traduction import _

GABARIT = "dossier/droits"
_TITRE = _("Votre droit va être revu")
_RAPPEL = _("Votre droit doit être revu au plus tard le %(jour)s. Il continue jusqu’à notre nouvelle décision.")
_SIGNALER = _(
    "Votre situation ou vos ressources ont changé ? Déposez dès maintenant une nouvelle demande : vos réponses y sont "
    "reprises."
)


def rappeler(droit_id: UUID) -> bool:
    """Prévient la personne si la révision approche et qu’elle ne l’a pas encore été ; vrai si c’est fait."""
    with transaction():
        dossier_id = session.get_one(Droit, droit_id).dossier_id
        dossier, droit = verrouiller(Dossier, dossier_id), verrouiller(Droit, droit_id)
        prestation, jour = demarche_du(dossier).prestation, horloge.aujourd_hui()
        if prestation is None or droit.a_reviser_le is None or droit.rappele_le is not None or droit.fin is not None:
            return False
        if jour < droit.a_reviser_le - timedelta(days=entier_au(prestation.cle_rappel_revision, jour)):
            return False
        droit.rappele_le = horloge.maintenant()
        inscrire("rappeler_revision", auteur=SYSTEME, objet=("dossier", dossier.id))
        redaction = Redaction.en(dossier.langue)
        paragraphes = [redaction.texte(_RAPPEL, jour=redaction.jour(droit.a_reviser_le)), redaction.traduire(_SIGNALER)]
        prevenir(dossier, GABARIT, {"titre": redaction.traduire(_TITRE), "paragraphes": paragraphes})
    return True
