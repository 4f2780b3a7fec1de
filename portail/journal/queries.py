"""Ce qui se lit du journal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from portail.journal.actions import JUSTIFIER, TEXTE
from portail.journal.models import Entree, TexteDuJournal, TypeAuteur
from portail.socle.base import session
from portail.socle.horloge import PARIS

LECTURES = ("lire", "exporter", "telecharger")
"""Ce par quoi commencent les actions qui font sortir un contenu."""
LIMITE = 500
"""Ce qu’une page lit d’un journal, au plus."""
POUR_AVIS = "pour_avis"
"""Ce par quoi finissent les lectures d’un expert à qui un avis est demandé."""


def entrees_de(objet: tuple[str, object], *, limite: int | None = LIMITE) -> Sequence[Entree]:
    """Rend tout ce qui concerne l’objet, du plus récent au plus ancien."""
    return session.scalars(
        select(Entree)
        .where(Entree.objet_type == objet[0], Entree.objet_id == str(objet[1]))
        .order_by(Entree.rang_objet.desc())
        .limit(limite)
    ).all()


def entrees_nommees(objet: tuple[str, object], actions: Collection[str]) -> Sequence[Entree]:
    """Rend les entrées de l’objet pour ces actions, dans l’ordre où elles furent écrites."""
    return session.scalars(
        select(Entree)
        .where(Entree.objet_type == objet[0], Entree.objet_id == str(objet[1]), Entree.action.in_(actions))
        .order_by(Entree.rang_objet)
    ).all()


def textes_cites(entrees: Collection[Entree]) -> Mapping[str, TexteDuJournal]:
    """Rend les textes que ces entrées citent et qui n’ont pas été effacés, par empreinte."""
    return textes_de({str(entree.details[TEXTE]) for entree in entrees if TEXTE in entree.details})


def textes_de(empreintes: Collection[str]) -> Mapping[str, TexteDuJournal]:
    """Rend les textes de ces empreintes, ceux qui restent."""
    if not empreintes:
        return {}
    trouves = session.scalars(select(TexteDuJournal).where(TexteDuJournal.empreinte.in_(empreintes)))
    return {texte.empreinte: texte for texte in trouves}


def derniers_gestes(*, auteur_id: UUID, objets: Collection[tuple[str, object]]) -> Mapping[str, datetime]:
    """Rend, par identifiant d’objet, la dernière fois que cet auteur y a fait autre chose que lire."""
    if not objets:
        return {}
    types, identifiants = {objet[0] for objet in objets}, {str(objet[1]) for objet in objets}
    lignes = session.execute(
        select(Entree.objet_id, func.max(Entree.instant))
        .where(
            Entree.objet_type.in_(types),
            Entree.objet_id.in_(identifiants),
            Entree.auteur_id == auteur_id,
            ~or_(*(Entree.action.startswith(debut) for debut in LECTURES)),
        )
        .group_by(Entree.objet_id)
    )
    return {ligne[0]: ligne[1] for ligne in lignes}


@dataclass(frozen=True, slots=True)
class Consultation:
    """Les lectures d’un objet par quelqu’un, un jour : la dernière, combien, et les raisons données (détails).

    `auteur_id` est celui de l’agent ou, pour un expert du dehors, de l’avis qu’on lui demande.
    """

    auteur_type: TypeAuteur
    auteur_id: UUID
    derniere: datetime
    fois: int
    raisons: Sequence[Mapping[str, Any]] = ()


def consultations_par_d_autres(objet: tuple[str, object], *, limite: int = 50) -> Sequence[Consultation]:
    """Rend qui a lu l’objet, agents et experts consultés, par personne et par jour (à Paris), le plus récent d’abord.

    Lire pour rendre un avis est une raison : elle est parmi celles données (`{"pour_avis": vrai}`).
    """
    jour = func.date_trunc("day", func.timezone(PARIS.key, Entree.instant))
    justifie = Entree.action == JUSTIFIER
    lignes = session.execute(
        select(
            Entree.auteur_type,
            Entree.auteur_id,
            func.max(Entree.instant),
            func.count().filter(~justifie),
            func.jsonb_agg(Entree.details).filter(justifie),
            func.bool_or(Entree.action.endswith(POUR_AVIS)),
        )
        .where(
            Entree.objet_type == objet[0],
            Entree.objet_id == str(objet[1]),
            Entree.auteur_type.in_([TypeAuteur.AGENT, TypeAuteur.EXPERT]),
            Entree.auteur_id.is_not(None),
            or_(justifie, *(Entree.action.startswith(debut) for debut in LECTURES)),
        )
        .group_by(Entree.auteur_type, Entree.auteur_id, jour)
        .order_by(func.max(Entree.instant).desc())
        .limit(limite)
    )
    return [
        Consultation(nature, auteur_id, derniere, fois, (*(raisons or ()), *([{"pour_avis": True}] if avis else ())))
        for nature, auteur_id, derniere, fois, raisons, avis in lignes
        if auteur_id is not None
    ]
