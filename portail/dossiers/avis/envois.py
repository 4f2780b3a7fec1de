"""Ce que l’on écrit à un expert : demande, rappel, révocation ; jamais rien de la personne."""

from portail.documents.redaction import Redaction
from portail.dossiers.avis.liens import chemin_de
from portail.dossiers.avis.models import Avis
from portail.dossiers.models import Dossier
from portail.identite.queries import agent_de
from portail.notifications.actions import Destinataire, prevoir
from portail.socle.traduction import LANGUE_SOURCE
from portail.territoire.queries import service_de


def prevenir_l_expert(dossier: Dossier, avis: Avis, quoi: str) -> None:
    """Promet à l’expert le message « demande », « rappel » ou « revoque », dans la transaction courante."""
    dedans = avis.agent_id is not None
    gabarit = f"agent/avis_{quoi}" if dedans else f"avis/{quoi}"
    courriel = agent_de(avis.agent_id).courriel if avis.agent_id else avis.courriel
    contexte = {
        "service": service_de(dossier.service_code).nom,
        "date_limite": Redaction.en(LANGUE_SOURCE).jour(avis.date_limite),
        "chemin": f"/agents/avis/{avis.id}" if dedans else chemin_de(avis),
    }
    prevoir(Destinataire(courriel=courriel), gabarit, contexte, objet=("dossier", dossier.id))
