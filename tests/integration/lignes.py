"""Ce qu’un geste laisse en base : les lignes, relues, sans passer par ce que la session a gardé."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portail.dossiers.avis.models import Avis
from portail.dossiers.etats import Etat
from portail.dossiers.models import Complement, Decision, Document, Dossier, Message
from portail.dossiers.retraits.models import Contradictoire
from portail.dossiers.visas.models import VisaRendu
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.socle.base import session


@dataclass(frozen=True)
class Trace:
    """Tout ce qui raconte un dossier ; deux traces égales : rien ne s’est passé entre elles."""

    etat: Etat
    revision: int
    reponses: str
    echeances: tuple[object, ...]
    journal: tuple[str, ...]
    messages_promis: tuple[str, ...]
    taches: tuple[str, ...]
    documents: tuple[str, ...]
    decisions: tuple[object, ...]
    complements: int
    messages: int
    avis: tuple[object, ...]
    visas: int
    contradictoires: int


def relu(dossier: Dossier | UUID) -> Dossier:
    """Rend le dossier tel qu’il est en base."""
    identifiant = dossier if isinstance(dossier, UUID) else dossier.id
    return session.get_one(Dossier, identifiant, populate_existing=True)


def ecritures() -> dict[str, int]:
    """Rend, par table, combien de lignes la transaction courante a écrites jusqu’ici, même défaites depuis."""
    combien = "n_tup_ins + n_tup_upd + n_tup_del"
    lues = session.execute(text(f"SELECT relname, {combien} FROM pg_stat_xact_user_tables WHERE {combien} > 0"))  # noqa: S608 — constante
    return dict(lues.all())


def trace_de(dossier: Dossier) -> Trace:
    """Rend tout ce que la base dit de ce dossier, et la file des tâches entière."""
    lu = relu(dossier)
    return Trace(
        etat=lu.etat,
        revision=lu.revision,
        reponses=repr(lu.reponses),
        echeances=(lu.echeance, lu.date_silence, lu.date_accuse, lu.suspendu_depuis, lu.modifie_le, lu.agent_id),
        journal=tuple(journal_de(dossier)),
        messages_promis=tuple(gabarits_promis(dossier)),
        taches=tuple(taches()),
        documents=tuple(natures_remises(dossier)),
        decisions=_decisions_lues(dossier),
        complements=_nombre(Complement, dossier),
        messages=_nombre(Message, dossier),
        avis=_avis_lus(dossier),
        visas=_nombre(VisaRendu, dossier),
        contradictoires=_nombre(Contradictoire, dossier),
    )


def _decisions_lues(dossier: Dossier) -> tuple[object, ...]:
    colonnes = (
        Decision.nature,
        Decision.signataire_id,
        Decision.signe_le,
        Decision.date_decision,
        Decision.remplacee_le,
    )
    lignes = session.execute(select(*colonnes).where(Decision.dossier_id == dossier.id).order_by(Decision.propose_le))
    return tuple(tuple(ligne) for ligne in lignes)


def _avis_lus(dossier: Dossier) -> tuple[object, ...]:
    colonnes = (Avis.sens, Avis.rendu_le, Avis.revoque_le, Avis.rappele_le)
    lignes = session.execute(select(*colonnes).where(Avis.dossier_id == dossier.id).order_by(Avis.demande_le))
    return tuple(tuple(ligne) for ligne in lignes)


def _nombre(modele: type, dossier: Dossier) -> int:
    return len(session.scalars(select(modele.id).where(modele.dossier_id == dossier.id)).all())


def entrees_de(dossier: Dossier) -> list[Entree]:
    """Rend le journal du dossier, dans l’ordre."""
    return list(
        session.scalars(
            select(Entree)
            .where(Entree.objet_type == "dossier", Entree.objet_id == str(dossier.id))
            .order_by(Entree.rang)
        )
    )


def journal_de(dossier: Dossier) -> list[str]:
    """Rend les actions du journal du dossier, dans l’ordre."""
    return [entree.action for entree in entrees_de(dossier)]


def promis(dossier: Dossier) -> list[Notification]:
    """Rend les messages promis au sujet du dossier, dans l’ordre."""
    return list(
        session.scalars(
            select(Notification)
            .where(Notification.objet_type == "dossier", Notification.objet_id == str(dossier.id))
            .order_by(Notification.prevu_le, Notification.gabarit)
        )
    )


def gabarits_promis(dossier: Dossier) -> list[str]:
    """Rend les gabarits des messages promis, dans l’ordre."""
    return [notification.gabarit for notification in promis(dossier)]


def documents(dossier: Dossier, nature: str = "") -> list[Document]:
    """Rend les documents remis, dans l’ordre."""
    tous = session.scalars(select(Document).where(Document.dossier_id == dossier.id).order_by(Document.cree_le)).all()
    return [document for document in tous if not nature or document.nature == nature]


def natures_remises(dossier: Dossier) -> list[str]:
    """Rend les natures des documents remis, triées."""
    return sorted(document.nature for document in documents(dossier))


def decisions(dossier: Dossier) -> list[Decision]:
    """Rend les décisions du dossier, proposées ou signées."""
    return list(
        session.scalars(
            select(Decision).where(Decision.dossier_id == dossier.id).execution_options(populate_existing=True)
        )
    )


def taches(nom: str = "") -> list[str]:
    """Rend les tâches en file : « nom arguments », triées."""
    lignes = session.execute(text("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY 1, 2"))
    return [f"{ligne[0]} {ligne[1]}" for ligne in lignes if ligne[0].startswith(nom)]


@contextmanager
def pour_voir(base: Session) -> Iterator[None]:
    """Défait, à la sortie, tout ce que le bloc a validé."""
    base.commit()
    point = base.get_bind().begin_nested()
    yield
    base.rollback()
    point.rollback()
    base.expunge_all()
