"""Dire, comme un agent à l’écran, pourquoi l’on ouvre un dossier."""

from werkzeug.test import TestResponse

from portail.dossiers.models import Dossier
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer


def dire(
    client: ClientExigeant, dossier: Dossier, raison: str = "contact", precision: str = "", suite: str = ""
) -> TestResponse:
    """Remplit et envoie la page qui demande la raison ; sans raison, aucun bouton n’est coché."""
    adresse = f"/agents/dossiers/{dossier.numero}/raison" + (f"?suite={suite}" if suite else "")
    return envoyer(client, adresse, {"precision": precision} | ({"raison": raison} if raison else {}))
