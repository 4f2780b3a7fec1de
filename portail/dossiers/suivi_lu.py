"""La page de suivi d’une demande : ce qui lui appartient et que la personne y voit, lu en une requête."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import String, Uuid, and_, bindparam, or_, select

from portail.dossiers.etats import Etat
from portail.dossiers.models import Complement, Decision, Document, Dossier, Message
from portail.dossiers.recours.models import Recours
from portail.dossiers.suites_lues import SUITES, SuitesLues
from portail.dossiers.versements.models import Versement
from portail.pieces.models import Fichier
from portail.socle.ensemble import Ensemble, Liste
from portail.territoire.models import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiviLu(SuitesLues):
    """Une demande et ses suites, chaque liste dans l’ordre où la page la montre."""

    dossier: Dossier
    messages: Sequence[Message]
    joints: Sequence[Fichier]
    """Les fichiers des messages."""
    complements: Sequence[Complement]
    """Ceux auxquels la personne n’a pas répondu."""
    decisions: Sequence[Decision]
    """Celle en vigueur, s’il y en a une."""
    documents: Sequence[Document]
    versements: Sequence[Versement]
    recours: Sequence[Recours]
    """Ceux formés contre ses décisions, et celui dont l’une est la réponse."""
    services: Sequence[Service]

    @property
    def decision(self) -> Decision | None:
        """Rend la décision en vigueur, expresse ou née du silence, ou rien."""
        return self.decisions[0] if self.decisions else None

    @property
    def complement(self) -> Complement | None:
        """Rend la demande de complément à laquelle la personne doit répondre, ou rien."""
        return self.complements[0] if self.complements and self.dossier.etat is Etat.A_COMPLETER else None

    @property
    def service(self) -> Service:
        """Rend le service qui étudie la demande."""
        return self.services[0]

    def agents_cites(self) -> Iterator[UUID]:
        """Rend les agents que la page nomme ; ceux qui l’ont lue à part."""
        cites = (
            self.dossier.agent_id,
            *(message.agent_id for message in self.messages),
            *(visite.evaluateur_id for visite in self.visites),
        )
        return filter(None, cites)

    @property
    def a_lire(self) -> bool:
        """Vrai si un message du service n’a pas encore été lu."""
        return any(message.agent_id is not None and message.lu_le is None for message in self.messages)


_DOSSIER = bindparam("dossier_id", type_=Uuid())
_SES_DECISIONS = select(Decision.id).where(Decision.dossier_id == _DOSSIER)
_ENSEMBLE = Ensemble(
    messages=Liste(Message, Message.dossier_id == _DOSSIER, Message.envoye_le.desc()),
    joints=Liste(Fichier, and_(Fichier.dossier_id == _DOSSIER, Fichier.message_id.is_not(None)), Fichier.recu_le),
    complements=Liste(
        Complement,
        and_(Complement.dossier_id == _DOSSIER, Complement.repondu_le.is_(None)),
        Complement.demande_le.desc(),
    ),
    decisions=Liste(
        Decision,
        and_(Decision.dossier_id == _DOSSIER, Decision.date_decision.is_not(None), Decision.remplacee_le.is_(None)),
        Decision.date_decision,
    ),
    documents=Liste(Document, Document.dossier_id == _DOSSIER, Document.cree_le.desc()),
    versements=Liste(Versement, Versement.dossier_id == _DOSSIER, Versement.ouvert_le.desc()),
    recours=Liste(
        Recours,
        or_(Recours.decision_id.in_(_SES_DECISIONS), Recours.decision_rendue_id.in_(_SES_DECISIONS)),
        Recours.forme_le.desc(),
    ),
    services=Liste(Service, Service.code == bindparam("service_code", type_=String()), Service.code),
    **SUITES,
)


def suivi_lu(dossier: Dossier) -> SuiviLu:
    """Rend tout ce que la page de suivi montre de cette demande."""
    return SuiviLu(dossier=dossier, **_ENSEMBLE.lire(dossier_id=dossier.id, service_code=dossier.service_code))
