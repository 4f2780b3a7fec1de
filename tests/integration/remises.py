"""Des documents remis, prêts pour l’essai."""

from portail.documents import taches
from portail.dossiers.actions import decision as decisions
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Document, Dossier
from portail.identite.models import Agent, Usager
from portail.socle.base import session
from tests import fabriques
from tests.integration.lignes import documents, relu

MOTIF = {
    "code": "ressources",
    "droit": "Règlement départemental : quotient familial de 600 € par mois au plus.",
    "fait": "Votre quotient familial est de 812 € par mois.\nIl dépasse le plafond.",
}
RAISON = "L’adresse n’était pas la vôtre."


def demande_refusee(personne: Usager, signataire: Agent) -> Dossier:
    """Rend une demande complétée puis refusée : deux accusés, une demande de pièces, une décision."""
    dossier = fabriques.a_completer(personne, signataire)
    projet = Projet(nature=NatureDecision.REFUS, motifs=[MOTIF])
    decisions.decider(dossier.id, agent=signataire, projet=projet, revision=None)
    return relu(dossier)


def composer(document: Document) -> Document:
    """Compose et scelle le PDF, comme l’ouvrier ; rend le document relu."""
    taches.composer_document(document_id=str(document.id))
    return session.get_one(Document, document.id, populate_existing=True)


def un(dossier: Dossier, nature: str) -> Document:
    """Rend le dernier document de cette nature."""
    return documents(dossier, nature)[-1]
