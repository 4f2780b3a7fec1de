"""Ce qui se lit des lieux : où aller, selon où l’on habite, et quand c’est fermé."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from portail.rendez_vous.lieux.models import Fermeture, Lieu, SecteurDeLieu
from portail.rendez_vous.lieux.voies import cle_de_voie
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.communes import annuaire


@dataclass(frozen=True, slots=True)
class Secteur:
    """Le lieu d’une adresse, et ce qui l’a décidé : la voie, ou la commune entière."""

    lieu: Lieu
    par_la_voie: bool


def lieu_de(code: str) -> Lieu:
    """Rend le lieu de ce code ; lève `Introuvable`."""
    lieu = session.scalars(select(Lieu).where(Lieu.code == code)).one_or_none()
    if lieu is None:
        raise Introuvable
    return lieu


def lieu_par_id(identifiant: UUID) -> Lieu:
    """Rend ce lieu ; lève `Introuvable`."""
    lieu = session.get(Lieu, identifiant)
    if lieu is None:
        raise Introuvable
    return lieu


def tous_les_lieux() -> Sequence[Lieu]:
    """Rend tous les lieux, par nom."""
    return session.scalars(select(Lieu).order_by(Lieu.nom, Lieu.code)).all()


def lieux_actifs() -> Sequence[Lieu]:
    """Rend les lieux où l’on reçoit, par nom."""
    return session.scalars(select(Lieu).where(Lieu.est_actif).order_by(Lieu.nom, Lieu.code)).all()


def lieux_par_id(identifiants: Collection[UUID]) -> Mapping[UUID, Lieu]:
    """Rend les lieux de ces identifiants."""
    if not identifiants:
        return {}
    return {lieu.id: lieu for lieu in session.scalars(select(Lieu).where(Lieu.id.in_(identifiants)))}


def secteur_de_l_adresse(code_insee: str, voie: str = "") -> Secteur | None:
    """Rend le lieu ouvert dont dépend cette adresse : sa voie d’abord, à défaut sa commune ; rien si aucun.

    Le code d’une commune disparue vaut celui de la commune qui l’a absorbée.
    """
    commune = annuaire().par_code(code_insee)
    cle = cle_de_voie(voie)
    trouves = session.execute(
        select(SecteurDeLieu.voie, Lieu)
        .join(Lieu, Lieu.id == SecteurDeLieu.lieu_id)
        .where(
            SecteurDeLieu.code_insee == (commune.code_insee if commune else code_insee),
            or_(SecteurDeLieu.voie.is_(None), SecteurDeLieu.voie == cle),
            Lieu.est_actif,
        )
        .order_by(SecteurDeLieu.voie.nulls_last())
        .limit(1)
    ).one_or_none()
    return Secteur(lieu=trouves[1], par_la_voie=trouves[0] is not None) if trouves else None


def secteurs_du_lieu(lieu_id: UUID) -> Sequence[SecteurDeLieu]:
    """Rend les communes et les voies que reçoit ce lieu, par commune puis par voie."""
    return session.scalars(
        select(SecteurDeLieu)
        .where(SecteurDeLieu.lieu_id == lieu_id)
        .order_by(SecteurDeLieu.code_insee, SecteurDeLieu.voie.nulls_first())
    ).all()


def communes_sans_lieu() -> Sequence[str]:
    """Rend le code des communes du département dont aucun lieu ne reçoit toute la population, par code."""
    recues = set(session.scalars(select(SecteurDeLieu.code_insee).where(SecteurDeLieu.voie.is_(None))))
    return sorted(commune.code_insee for commune in annuaire() if commune.code_insee not in recues)


def fermetures_entre(du: date, au: date, lieux: Collection[UUID] | None = None) -> Sequence[Fermeture]:
    """Rend les fermetures qui touchent ces jours (compris), de ces lieux ou de tous, la première d’abord."""
    requete = select(Fermeture).where(Fermeture.du <= au, Fermeture.au >= du)
    if lieux is not None:
        requete = requete.where(or_(Fermeture.lieu_id.is_(None), Fermeture.lieu_id.in_(lieux)))
    return session.scalars(requete.order_by(Fermeture.du, Fermeture.id)).all()
