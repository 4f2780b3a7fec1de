"""Le temps d’observer est passé sans un mot : le service est prévenu, la définitive peut partir."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import String, cast, exists, select, true

from portail.dossiers import courriers
from portail.dossiers.actions.commun import recalculer, toucher
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.journal.actions import SYSTEME, inscrire
from portail.journal.models import Entree
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller

ACTION = "clore_observations"


def closes(jour: date, *, limite: int | None = None, dossier_id: UUID | None = None) -> Sequence[UUID]:
    """Rend les dossiers dont la première proposition est restée sans observations, sans que le service le sache.

    `dossier_id` : celui-là seulement.
    """
    celui_la = true() if dossier_id is None else Proposition.dossier_id == dossier_id
    deja_dit = exists().where(
        Entree.objet_type == "dossier",
        Entree.objet_id == cast(Proposition.dossier_id, String),
        Entree.action == ACTION,
        Entree.instant > Proposition.envoyee_le,
    )
    return session.scalars(
        select(Proposition.dossier_id)
        .where(
            Proposition.etat == EtatProposition.ENVOYEE,
            Proposition.definitive.is_(False),
            Proposition.date_limite < jour,
            ~deja_dit,
            celui_la,
        )
        .order_by(Proposition.date_limite)
        .limit(limite)
    ).all()


def clore_les_observations(dossier_id: UUID) -> bool:
    """Prévient le service que la définitive peut partir ; rend vrai si c’est fait. Rejouable.

    La personne peut encore accepter, ou observer, tant que la définitive n’est pas partie.
    """
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        proposition = derniere_envoyee(propositions_de(dossier))
        if proposition is None or not closes(horloge.aujourd_hui(), dossier_id=dossier_id):
            return False
        details = {"proposition": str(proposition.id)}
        inscrire(ACTION, auteur=SYSTEME, objet=("dossier", dossier.id), details=details)
        recalculer(dossier)
        toucher(dossier)
        courriers.prevenir_agent(dossier, "agent/proposition")
    return True
