"""Ce que les pièces annoncent à qui est au-dessus."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FichierEcarte:
    """Un fichier reçu ne peut pas être gardé : infecté ou illisible ; la personne doit en envoyer un autre.

    `code` nomme la pièce, `message_id` le message, `avis_id` l’avis auxquels il était joint : un seul est donné. Publié
    dans la transaction qui écarte le fichier.
    """

    dossier_id: UUID
    fichier_id: UUID
    nom: str
    infecte: bool
    code: str | None = None
    message_id: UUID | None = None
    avis_id: UUID | None = None
