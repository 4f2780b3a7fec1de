"""Qui ne peut pas étudier un recours : les agents de la décision contestée."""

from uuid import UUID

from sqlalchemy import or_, select

from portail.dossiers.etats import Geste
from portail.dossiers.models import Decision, Dossier
from portail.journal.models import Entree, TypeAuteur
from portail.socle.base import session

INSTRUIRE = frozenset(
    {
        *(Geste.PRENDRE_EN_CHARGE, Geste.DEMANDER_COMPLEMENT, Geste.PROPOSER, Geste.RENVOYER, Geste.ACCEPTER),
        *(Geste.REFUSER, Geste.DECLARER_IRRECEVABLE, Geste.REEXAMINER, Geste.CONSTATER_CADUCITE),
        *("verifier", "accepter_piece", "refuser_piece", "communiquer_motifs"),
    }
)
"""Les actions du journal par lesquelles un agent instruit ou décide."""
VISER = "viser"
"""Ce par quoi commencent celles des visas."""


def agents_de(dossier: Dossier) -> list[UUID]:
    """Rend les agents qui suivent ce dossier, l’ont instruit, visé ou en ont proposé ou signé une décision."""
    gestes = session.scalars(
        select(Entree.auteur_id)
        .where(
            Entree.objet_type == "dossier",
            Entree.objet_id == str(dossier.id),
            Entree.auteur_type == TypeAuteur.AGENT,
            or_(Entree.action.in_(INSTRUIRE), Entree.action.startswith(VISER)),
        )
        .distinct()
    )
    decisions = session.execute(
        select(Decision.propose_par_id, Decision.signataire_id).where(Decision.dossier_id == dossier.id)
    )
    tous = {dossier.agent_id, *gestes, *(agent for ligne in decisions for agent in ligne)}
    return sorted((agent for agent in tous if agent is not None), key=str)
