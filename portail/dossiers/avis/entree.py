"""L’entrée d’un expert du dehors : un code à usage unique, envoyé à l’adresse à qui l’avis est demandé."""

from portail.dossiers.avis.actions import auteur_expert
from portail.dossiers.avis.habilitations import est_ouvert
from portail.dossiers.avis.models import Avis
from portail.dossiers.erreurs import AvisClos
from portail.dossiers.models import Dossier
from portail.identite.codes import MINUTES, consommer, deposer_code, nouvelle_demande
from portail.journal.actions import consigner, inscrire
from portail.notifications.actions import Destinataire, prevoir
from portail.socle import horloge
from portail.socle.base import transaction


def envoyer_le_code(avis: Avis, dossier: Dossier, *, langue: str) -> str:
    """Envoie un code à l’expert et rend la demande, à redonner avec le code ; lève `AvisClos` si rien n’est attendu."""
    exiger_ouvert(avis, dossier)
    adresse, demande = avis.courriel or "", nouvelle_demande()
    with transaction():
        code = deposer_code(adresse, {"avis": str(avis.id)}, demande=demande)
        prevoir(
            Destinataire(courriel=adresse, langue=langue),
            "avis/code",
            {"code": code, "minutes": MINUTES},
            objet=("dossier", dossier.id),
        )
    return demande


def entrer(avis: Avis, dossier: Dossier, *, code: str, demande: str) -> None:
    """Vérifie le code et note l’entrée de l’expert ; lève `CodeInvalide`, `CodePerime` ou `AvisClos`."""
    exiger_ouvert(avis, dossier)
    consommer(avis.courriel or "", code, demande=demande)
    with transaction():
        _noter(avis, "entrer_pour_avis")


def noter_la_lecture(avis: Avis, *, fichier: str = "") -> None:
    """Note que l’expert du dehors lit ce qui est partagé, ou ce fichier : la personne le verra."""
    action = "lire_piece_pour_avis" if fichier else "lire_pour_avis"
    details = {"avis": str(avis.id), **({"fichier": fichier} if fichier else {})}
    consigner(action, auteur=auteur_expert(avis), objet=("dossier", avis.dossier_id), details=details)


def exiger_ouvert(avis: Avis, dossier: Dossier) -> None:
    """Lève `AvisClos` si l’avis n’est plus attendu."""
    if not est_ouvert(avis, dossier, horloge.aujourd_hui()):
        raise AvisClos


def _noter(avis: Avis, action: str) -> None:
    inscrire(action, auteur=auteur_expert(avis), objet=("dossier", avis.dossier_id), details={"avis": str(avis.id)})
