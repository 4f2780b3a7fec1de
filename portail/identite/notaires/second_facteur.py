"""Le second facteur d’un membre dont le fournisseur ne prouve pas deux facteurs : un code envoyé par courriel.

Le code part à l’adresse que l’office a ouverte, jamais à celle que le fournisseur annonce.
"""

from portail.identite.codes import MINUTES, consommer, deposer_code
from portail.identite.notaires.actions import auteur_membre
from portail.identite.notaires.models import Membre
from portail.journal.actions import inscrire
from portail.notifications.actions import Destinataire, prevoir
from portail.socle.base import transaction


def envoyer_le_code(membre: Membre) -> None:
    """Envoie un code neuf à ce membre ; le précédent ne vaut plus."""
    with transaction():
        code = deposer_code(_titulaire(membre), {"membre": str(membre.id)})
        prevoir(
            Destinataire(courriel=membre.courriel, langue="fr"),
            "notaires/code",
            {"code": code, "minutes": MINUTES},
            objet=("membre_office", membre.id),
        )


def prouver(membre: Membre, code: str) -> None:
    """Compte l’essai ; lève `CodeInvalide` ou `CodePerime`. Un code sert une fois."""
    consommer(_titulaire(membre), code)
    with transaction():
        inscrire("prouver_second_facteur", auteur=auteur_membre(membre), objet=("membre_office", membre.id))


def _titulaire(membre: Membre) -> str:
    return f"membre_office/{membre.id}"
