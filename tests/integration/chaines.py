"""Relire une chaîne du journal, et l’altérer comme le ferait qui tient la base."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portail.journal import controle
from portail.journal.models import Entree
from portail.journal.verifier import ORIGINE, empreinte_de_l_entree
from portail.socle.base import session

UN, DEUX = ("dossier", "00000000-0000-4000-8000-000000000001"), ("dossier", "00000000-0000-4000-8000-000000000002")


def chaine(objet: tuple[str, object]) -> list[Entree]:
    """Rend les entrées de l’objet, dans l’ordre de sa chaîne."""
    return list(
        session.scalars(
            select(Entree)
            .where(Entree.objet_type == objet[0], Entree.objet_id == str(objet[1]))
            .order_by(Entree.rang_objet)
            .execution_options(populate_existing=True)
        )
    )


def est_sans_trou(objet: tuple[str, object]) -> bool:
    """Vrai si les rangs se suivent depuis 1 et que chaque entrée cite la précédente."""
    entrees = chaine(objet)
    precedentes = [ORIGINE, *(entree.empreinte for entree in entrees)][:-1]
    return [e.rang_objet for e in entrees] == list(range(1, len(entrees) + 1)) and [
        e.precedente for e in entrees
    ] == precedentes


def constats(objet: tuple[str, object] | None = None) -> list[str]:
    """Rend ce que la vérification trouve à redire."""
    return [constat.texte for constat in controle.controler(objet).constats]


@contextmanager
def en_superutilisateur(base: Session) -> Iterator[Session]:
    """Écrit comme qui tient la base : les déclencheurs ne jouent plus."""
    base.execute(text("SET LOCAL session_replication_role = replica"))
    yield base
    base.execute(text("SET LOCAL session_replication_role = origin"))
    base.commit()
    base.expire_all()


def alterer(base: Session, *ordres: str, objet: object = UN[1]) -> None:
    """Passe ces ordres en contournant les déclencheurs.

    `:un` est le dossier visé, `:deux` l’autre ; « ICI 3 » vise la troisième entrée du dossier.
    """
    with en_superutilisateur(base):
        for ordre in ordres:
            complet = ordre.replace("ICI", "WHERE objet_id = :un AND rang_objet =")
            base.execute(text(complet), {"un": str(objet), "deux": DEUX[1]})


def refaire(base: Session, entree: Entree) -> str:
    """Refait l’empreinte d’une entrée altérée, comme le ferait qui connaît la méthode ; la rend."""
    neuve = empreinte_de_l_entree(entree.contenu, {"type": entree.objet_type, "id": entree.objet_id})
    with en_superutilisateur(base):
        base.execute(text("UPDATE journal SET empreinte = :neuve WHERE id = :id"), {"neuve": neuve, "id": entree.id})
    return neuve


def tout_refaire(base: Session, *, depuis: int) -> None:
    """Refait toute la fin de la chaîne de `UN` : elle redevient cohérente."""
    precedente = chaine(UN)[depuis - 2].empreinte if depuis > 1 else ORIGINE
    for entree in chaine(UN)[depuis - 1 :]:
        with en_superutilisateur(base):
            base.execute(
                text("UPDATE journal SET precedente = :avant WHERE id = :id"), {"avant": precedente, "id": entree.id}
            )
        precedente = refaire(base, session.get_one(Entree, entree.id, populate_existing=True))
