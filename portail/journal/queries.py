"""Ce qui se lit du journal."""

from collections.abc import Sequence

from sqlalchemy import select

from portail.journal.models import Entree, TypeAuteur
from portail.socle.base import session


def entrees_de(objet: tuple[str, object], *, limite: int = 500) -> Sequence[Entree]:
    """Rend tout ce qui concerne l’objet, du plus récent au plus ancien."""
    return session.scalars(
        select(Entree)
        .where(Entree.objet_type == objet[0], Entree.objet_id == str(objet[1]))
        .order_by(Entree.rang.desc())
        .limit(limite)
    ).all()


def consultations_par_des_agents(objet: tuple[str, object], *, limite: int = 50) -> Sequence[Entree]:
    """Rend les lectures de l’objet par des agents, les plus récentes d’abord."""
    return session.scalars(
        select(Entree)
        .where(
            Entree.objet_type == objet[0],
            Entree.objet_id == str(objet[1]),
            Entree.auteur_type == TypeAuteur.AGENT,
            Entree.action.startswith("lire"),
        )
        .order_by(Entree.rang.desc())
        .limit(limite)
    ).all()
