"""Par où l’on écrit à une famille : d’ordinaire par courriel, à défaut par SMS ; par les deux quand l’heure presse."""

from collections.abc import Sequence

from portail.identite.models import Usager
from portail.notifications.actions import Destinataire


def voies_de(usager: Usager, *, partout: bool) -> Sequence[Destinataire]:
    """Rend à qui écrire ; `partout` : une place à prendre, une activité qui n’aura pas lieu."""
    if partout:
        return (
            Destinataire(courriel=usager.courriel, langue=usager.langue),
            Destinataire(telephone=usager.telephone, langue=usager.langue),
        )
    return (Destinataire(courriel=usager.courriel, telephone=usager.telephone, langue=usager.langue),)
