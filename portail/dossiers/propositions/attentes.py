"""Les propositions qui attendent la réponse d’une personne, toutes demandes ensemble."""

from uuid import UUID

from sqlalchemy import or_, select

from portail.dossiers.models import Dossier, Intervenant
from portail.dossiers.propositions.actions import ETUDIES
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.identite.models import Usager
from portail.socle import horloge
from portail.socle.base import session


def attendues_de(usager: Usager) -> frozenset[UUID]:
    """Rend les dossiers pour lesquels l’usager peut agir et dont la proposition attend encore une réponse."""
    lignes = session.scalars(
        select(Proposition.dossier_id)
        .join(Dossier, Dossier.id == Proposition.dossier_id)
        .join(Intervenant, Intervenant.dossier_id == Proposition.dossier_id)
        .where(
            Intervenant.usager_id == usager.id,
            Intervenant.peut_agir,
            Dossier.etat.in_(ETUDIES),
            Proposition.etat == EtatProposition.ENVOYEE,
            or_(
                Proposition.definitive.is_(False),
                Proposition.date_limite.is_(None),
                Proposition.date_limite >= horloge.aujourd_hui(),
            ),
        )
    )
    return frozenset(lignes)
