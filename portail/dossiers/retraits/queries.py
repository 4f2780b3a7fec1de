"""Ce qui se lit d’un échange contradictoire : l’invitation, les observations reçues."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import exists, select

from portail.dossiers.etats import Fondement, NatureDecision
from portail.dossiers.models import Dossier, Message
from portail.dossiers.retraits.models import Contradictoire
from portail.socle.base import session


def contradictoires_de(dossier: Dossier) -> Sequence[Contradictoire]:
    """Rend les invitations à présenter des observations, la plus récente d’abord."""
    du_dossier = select(Contradictoire).where(Contradictoire.dossier_id == dossier.id)
    return session.scalars(du_dossier.order_by(Contradictoire.ouvert_le.desc())).all()


def contradictoire_pour(decision_id: UUID, nature: NatureDecision, fondement: Fondement) -> Contradictoire | None:
    """Rend la dernière invitation qui annonçait ce retrait de cette décision, pour cette raison ; ou rien."""
    return session.scalars(
        select(Contradictoire)
        .where(
            Contradictoire.decision_id == decision_id,
            Contradictoire.nature == nature,
            Contradictoire.fondement == fondement,
        )
        .order_by(Contradictoire.ouvert_le.desc())
    ).first()


def a_ete_suivie(invitation: Contradictoire, messages: Iterable[Message]) -> bool:
    """Vrai si l’un de ces messages, déjà lus, est de la personne et suit l’invitation."""
    return any(un.usager_id is not None and un.envoye_le > invitation.ouvert_le for un in messages)


def a_recu_des_observations(contradictoire: Contradictoire) -> bool:
    """Vrai si la personne a écrit depuis l’invitation."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    Message.dossier_id == contradictoire.dossier_id,
                    Message.usager_id.is_not(None),
                    Message.envoye_le > contradictoire.ouvert_le,
                )
            )
        )
    )
