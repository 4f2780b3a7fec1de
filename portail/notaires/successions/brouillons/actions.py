"""Commencer une requête, l’écrire page à page, y joindre l’acte ; l’effacer."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete

from portail.identite.notaires.models import Membre
from portail.notaires.successions.brouillons.models import Brouillon
from portail.parametres.queries import entier_au
from portail.pieces.actions import Recu
from portail.pieces.justificatifs.actions import joindre
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, TransitionInterdite
from portail.socle.traduction import _

PieceJointe = Literal["acte", "mandat"]


class DejaEnvoyee(TransitionInterdite):
    """Le brouillon est devenu une requête."""

    message = _("Cette requête est déjà envoyée : elle ne se modifie plus.")


def commencer(reponses: Mapping[str, Any], *, membre: Membre) -> Brouillon:
    """Commence une requête."""
    with transaction():
        brouillon = Brouillon(
            office_id=membre.office_id,
            membre_id=membre.id,
            reponses=dict(reponses),
            modifie_le=horloge.maintenant(),
        )
        session.add(brouillon)
    return brouillon


def ecrire(brouillon_id: UUID, reponses: Mapping[str, Any], *, membre: Membre) -> Brouillon:
    """Ajoute ou remplace ces réponses, et elles seules ; lève `Introuvable`, `DejaEnvoyee`."""
    with transaction():
        brouillon = _a_ecrire(brouillon_id, membre)
        brouillon.reponses = {**brouillon.reponses, **reponses}
    return brouillon


def joindre_au_brouillon(brouillon_id: UUID, piece: PieceJointe, recu: Recu, *, membre: Membre) -> Brouillon:
    """Joint ce fichier, à la place du précédent ; lève `Introuvable`, `DejaEnvoyee`."""
    with transaction():
        brouillon = _a_ecrire(brouillon_id, membre)
        justificatif = joindre(recu, usager_id=membre.office.usager_id)
        setattr(brouillon, f"{piece}_id", justificatif.id)
        session.flush()
        session.refresh(brouillon)
    return brouillon


def enlever_du_brouillon(brouillon_id: UUID, piece: PieceJointe, *, membre: Membre) -> Brouillon:
    """Enlève ce fichier ; rien ne le portant plus, il sera effacé. Lève `Introuvable`, `DejaEnvoyee`."""
    with transaction():
        brouillon = _a_ecrire(brouillon_id, membre)
        setattr(brouillon, f"{piece}_id", None)
        session.flush()
        session.refresh(brouillon)
    return brouillon


def effacer(brouillon_id: UUID, *, membre: Membre) -> None:
    """Efface une requête commencée ; lève `Introuvable`, `DejaEnvoyee`."""
    with transaction():
        session.delete(_a_ecrire(brouillon_id, membre))


def effacer_les_anciens() -> int:
    """Efface les brouillons que personne n’a repris, et les clés des envois anciens ; rend leur nombre."""
    with transaction():
        avant = horloge.maintenant() - timedelta(days=entier_au("succession_brouillon_jours"))
        return session.execute(delete(Brouillon).where(Brouillon.modifie_le < avant)).rowcount  # type: ignore[attr-defined,no-any-return]


def _a_ecrire(brouillon_id: UUID, membre: Membre) -> Brouillon:
    brouillon = verrouiller(Brouillon, brouillon_id)
    if brouillon.office_id != membre.office_id:
        raise Introuvable
    if brouillon.requete_id is not None:
        raise DejaEnvoyee
    brouillon.modifie_le = horloge.maintenant()
    return brouillon
