"""Le premier horaire libre de chaque objet dans chaque lieu, relevé d’heure en heure : un délai, et ce qu’il devient.

Le chercher à chaque lecture coûterait une recherche par objet ; un relevé ne dit rien de personne.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from portail.rendez_vous.agendas.models import ReleveDeDelai
from portail.rendez_vous.creneaux.recherche import Recherche, prochains
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.plages.models import Plage, PlageObjet
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller

GARDE = timedelta(days=2 * 366)


def relever() -> int:
    """Relève le délai de chaque objet ouvert, là où il se tient ; rend combien. Le dernier de chaque jour reste."""
    jour, ouverts = horloge.aujourd_hui(), session.scalars(select(ObjetRdv.id).where(ObjetRdv.ouvert)).all()
    recoivent = lieux_qui_recoivent(ouverts)
    releves = [_relever(objet_id, recoivent.get(objet_id, frozenset()), jour) for objet_id in ouverts]
    with transaction():
        session.execute(delete(ReleveDeDelai).where(ReleveDeDelai.jour < jour - GARDE))
    return sum(releves)


def _relever(objet_id: UUID, recoivent: Collection[UUID], jour: date) -> int:
    premiers = {lieu: creneau.debut for lieu, creneau in prochains(Recherche(objet_id=objet_id)).items()}
    lieux, maintenant = {*recoivent, *premiers}, horloge.maintenant()
    with transaction():
        verrouiller(ObjetRdv, objet_id)
        session.execute(delete(ReleveDeDelai).where(ReleveDeDelai.objet_id == objet_id, ReleveDeDelai.jour == jour))
        session.add_all(
            ReleveDeDelai(
                objet_id=objet_id,
                lieu_id=lieu_id,
                jour=jour,
                premier=premiers.get(lieu_id),
                jours=jours_jusqu_a(premiers.get(lieu_id), jour),
                releve_le=maintenant,
            )
            for lieu_id in lieux
        )
    return len(lieux)


def jours_jusqu_a(debut: datetime | None, jour: date) -> int | None:
    """Rend dans combien de jours est cet horaire ; rien s’il n’y en a pas."""
    return (horloge.a_paris(debut).date() - jour).days if debut else None


def derniers_releves(objets: Collection[UUID]) -> Mapping[UUID, Mapping[UUID, ReleveDeDelai]]:
    """Rend, par objet puis par lieu, ce que dit le dernier relevé de l’objet ; rien d’un objet jamais relevé."""
    dernier = (
        select(ReleveDeDelai.objet_id, func.max(ReleveDeDelai.releve_le).label("releve_le"))
        .where(ReleveDeDelai.objet_id.in_(objets))
        .group_by(ReleveDeDelai.objet_id)
        .subquery()
    )
    meme = (ReleveDeDelai.objet_id == dernier.c.objet_id) & (ReleveDeDelai.releve_le == dernier.c.releve_le)
    par_objet: dict[UUID, dict[UUID, ReleveDeDelai]] = {}
    for releve in session.scalars(select(ReleveDeDelai).join(dernier, meme)):
        par_objet.setdefault(releve.objet_id, {})[releve.lieu_id] = releve
    return par_objet


def delais_moyens(objets: Collection[UUID], *, du: date, au: date) -> Mapping[tuple[UUID, UUID], int]:
    """Rend le délai moyen de chaque objet dans chaque lieu, en jours, quand il y avait un horaire."""
    moyennes = (
        select(ReleveDeDelai.objet_id, ReleveDeDelai.lieu_id, func.avg(ReleveDeDelai.jours))
        .where(ReleveDeDelai.objet_id.in_(objets), ReleveDeDelai.jour.between(du, au), ReleveDeDelai.jours.is_not(None))
        .group_by(ReleveDeDelai.objet_id, ReleveDeDelai.lieu_id)
    )
    return {(ligne[0], ligne[1]): round(ligne[2]) for ligne in session.execute(moyennes)}


def lieux_qui_recoivent(objets: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Rend les lieux où une plage en cours ou à venir reçoit chaque objet."""
    lignes = session.execute(
        select(PlageObjet.objet_id, func.array_agg(Plage.lieu_id.distinct()))
        .join(Plage, Plage.id == PlageObjet.plage_id)
        .where(
            PlageObjet.objet_id.in_(objets),
            or_(Plage.dernier_jour.is_(None), Plage.dernier_jour >= horloge.aujourd_hui()),
        )
        .group_by(PlageObjet.objet_id)
    )
    return {ligne[0]: frozenset(ligne[1]) for ligne in lignes}
