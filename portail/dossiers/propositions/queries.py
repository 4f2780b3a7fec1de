"""Ce qui se lit des propositions d’un dossier."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portail.demarche.declaration import Demarche
from portail.dossiers.erreurs import PropositionEnAttente
from portail.dossiers.etats import NatureDecision
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.socle.base import session

ACCORDEES = frozenset({NatureDecision.ACCORD, NatureDecision.ACCORD_PARTIEL})


def propositions_de(dossier: Dossier) -> Sequence[Proposition]:
    """Rend toutes les propositions du dossier, la plus récente d’abord."""
    du_dossier = select(Proposition).where(Proposition.dossier_id == dossier.id)
    return session.scalars(du_dossier.order_by(Proposition.rang.desc()).execution_options(populate_existing=True)).all()


def preparee(propositions: Sequence[Proposition]) -> Proposition | None:
    """Rend celle qui se prépare, ou rien."""
    return next((une for une in propositions if une.etat is EtatProposition.PREPAREE), None)


def derniere_envoyee(propositions: Sequence[Proposition]) -> Proposition | None:
    """Rend la dernière qui est partie et que le service n’a pas reprise, ou rien."""
    sans_effet = (EtatProposition.PREPAREE, EtatProposition.RETIREE)
    return next((une for une in propositions if une.etat not in sans_effet), None)


def sera_definitive(propositions: Sequence[Proposition]) -> bool:
    """Vrai si la prochaine à partir est la définitive : la première est partie, et n’a pas été acceptée.

    Une première « remplacée » en dernier : la définitive qui la remplaçait a été reprise.
    """
    derniere = derniere_envoyee(propositions)
    ouvertes = (EtatProposition.ENVOYEE, EtatProposition.OBSERVEE, EtatProposition.REMPLACEE)
    return derniere is not None and not derniere.definitive and derniere.etat in ouvertes


def echues(jour: date, *, limite: int) -> Sequence[UUID]:
    """Rend les dossiers dont la proposition définitive est restée sans réponse, les plus anciens d’abord."""
    return session.scalars(
        select(Proposition.dossier_id)
        .where(
            Proposition.etat == EtatProposition.ENVOYEE,
            Proposition.definitive.is_(True),
            Proposition.date_limite < jour,
        )
        .order_by(Proposition.date_limite)
        .limit(limite)
    ).all()


def exiger_l_acceptation(dossier: Dossier, demarche: Demarche, nature: NatureDecision) -> None:
    """Lève `PropositionEnAttente` si l’on accorde avant que la personne ait accepté ce qu’on lui propose."""
    if demarche.proposition is None or nature not in ACCORDEES:
        return
    derniere = derniere_envoyee(propositions_de(dossier))
    if derniere is not None and derniere.etat is not EtatProposition.ACCEPTEE:
        raise PropositionEnAttente


def champs_retenus(dossier: Dossier) -> frozenset[str]:
    """Rend les champs qui ont reçu les totaux d’une proposition envoyée : ils ne s’écrivent plus autrement."""
    declaree = declaration_de(dossier).proposition
    if declaree is None or derniere_envoyee(propositions_de(dossier)) is None:
        return frozenset()
    return declaree.recoivent
