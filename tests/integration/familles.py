"""Une famille sans inscription : un enfant, une personne autorisée, une attestation."""

from datetime import date

from portail.identite.actions import auteur_usager
from portail.identite.famille import actions
from portail.identite.models import Usager
from portail.inscriptions.attestations import actions as attestations
from portail.inscriptions.attestations.models import Genre
from portail.socle import horloge
from tests.integration.inscriptions.fabrique import enfant_de


def adresses_de_la_famille(usager: Usager) -> dict[str, str]:
    """Rend de quoi former les adresses d’un enfant de cette personne, créé ici."""
    qui = {"usager_id": usager.id, "auteur": auteur_usager(usager)}
    enfant = enfant_de(usager, "Lou", date(2018, 3, 2), pieces=False)
    personne = actions.autoriser(enfant.id, nom="Annick Guillet", telephone="+33639980001", **qui)
    attestation = attestations.attester(Genre.SANTE, enfant_id=enfant.id, faite_le=horloge.aujourd_hui(), **qui)
    return {
        "enfant_id": str(enfant.id),
        "personne_id": str(personne.id),
        "attestation_id": str(attestation.id),
        "genre": Genre.SANTE.value,
        "activite": "stages-hiver-2027",
    }
