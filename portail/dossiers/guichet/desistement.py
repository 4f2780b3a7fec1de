"""La personne renonce à sa demande par courrier, par téléphone ou au guichet : un agent l’enregistre pour elle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from portail.documents.redaction import Redaction
from portail.dossiers.actions import depot, pieces
from portail.dossiers.actions.commun import verifier_revision
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.guichet.poste import peut_poster
from portail.dossiers.models import CanalDepot, Dossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.pieces.actions import Recu
from portail.socle import horloge
from portail.socle.base import transaction, verrouiller
from portail.socle.erreurs import Interdit, SaisieInvalide
from portail.socle.traduction import _

LETTRE = "desistement"
"""Le code de pièce de la lettre numérisée : il n’est d’aucune déclaration."""
PHRASES: Mapping[CanalDepot, str] = MappingProxyType(
    {
        CanalDepot.PAPIER: _("Nous avons reçu votre lettre le %(jour)s."),
        CanalDepot.TELEPHONE: _("Vous nous l’avez dit au téléphone le %(jour)s."),
        CanalDepot.ACCUEIL: _("Vous nous l’avez dit au guichet le %(jour)s."),
    }
)


class DesistementMalDate(SaisieInvalide):
    """On ne renonce qu’à ce qu’on a déjà demandé."""

    message = _("La personne renonce le jour où sa demande est arrivée ou après, et au plus tard aujourd’hui.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desistement:
    """Par où la personne a renoncé, quel jour, et sa lettre s’il y en a une."""

    canal: CanalDepot
    date_reception: date
    lettre: Sequence[Recu] = ()


def peut_se_desister(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si une réponse est due et que l’agent instruit la demande ou tient le guichet."""
    return dossier.etat in ETATS_EN_COURS and peut_poster(agent, dossier)


def enregistrer(dossier_id: UUID, *, agent: Agent, desistement: Desistement, revision: int | None) -> Dossier:
    """Retire la demande comme la personne le ferait en ligne, au jour où elle l’a dit, et le lui confirme.

    Lève `Interdit`, `DesistementMalDate`, `ConflitDeVersion`, `SilenceEchu` ou `TransitionInterdite` (déjà décidé).
    """
    if desistement.canal not in PHRASES:
        raise SaisieInvalide
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if not peut_poster(agent, dossier):
            raise Interdit
        verifier_revision(dossier, revision)
        if not jour_de_reference(dossier) <= desistement.date_reception <= horloge.aujourd_hui():
            raise DesistementMalDate
        auteur = auteur_agent(agent)
        depot.renoncer(
            dossier,
            auteur=auteur,
            details={"canal": desistement.canal.value, "reception": desistement.date_reception.isoformat()},
            recu=_phrase(dossier, desistement),
        )
        for recu in desistement.lettre:
            pieces.ajouter(dossier, LETTRE, recu, auteur=auteur)
    return dossier


def _phrase(dossier: Dossier, desistement: Desistement) -> str:
    redaction = Redaction.en(dossier.langue)
    return redaction.texte(PHRASES[desistement.canal], jour=redaction.jour(desistement.date_reception))
