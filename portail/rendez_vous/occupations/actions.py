"""Prendre du temps à des ressources, le leur rendre : la seule porte de la table `occupation`.

Tout se fait dans la transaction de l’appelant, dans le même ordre pour tous : refus rapide sans verrou, verrou des
ressources triées, relecture, écriture. Le refus rapide évite que mille personnes attendent pour apprendre non ; seule
la relecture décide.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, bindparam, delete, or_, select, update

from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Occupation, Origine, Tenue
from portail.rendez_vous.occupations.queries import vivante
from portail.rendez_vous.occupations.temps import Source, Voulue, est_de
from portail.rendez_vous.ressources.agenda import agenda_change
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import horloge
from portail.socle.base import en_transaction, session
from portail.socle.tours import patienter

SANS_VERSION: Mapping[UUID, int] = MappingProxyType({})
_VERROU = (
    select(Ressource.id, Ressource.version_agenda)
    .where(Ressource.id == any_(bindparam("ressources", type_=ARRAY(Uuid))))
    .order_by(Ressource.id)
    .with_for_update(key_share=True)
)
FAITS = frozenset({Origine.ABSENCE, Origine.EXTERNE})
"""Ce qui s’impose, même par-dessus un rendez-vous : il reste à replacer."""


def _rien() -> None:
    """Aucune autre condition à revoir."""


def occuper(
    voulues: Sequence[Voulue],
    *,
    source: Source,
    force: str = "",
    relire: Callable[[], None] = _rien,
    lues: Mapping[UUID, int] = SANS_VERSION,
    remplace: Collection[Source] = (),
) -> list[Occupation]:
    """Prend tout ce qui est voulu, ou rien : lève `CreneauPris`.

    `force` : la raison d’un agent qui double sciemment, sauf ce qu’il ne veut que `si_libre`. `relire` revoit sous
    verrou le reste (plage, fermeture) ; `lues` : les versions des agendas où l’on vient de le voir, que l’on ne revoit
    que s’ils ont changé. `remplace` : ce que l’on quitte ; cela ne gêne pas, et n’est retiré que si la place est prise.
    """
    impose, voulus = bool(force) or source.origine in FAITS, {v.ressource_id for v in voulues}
    a_trouver_libres = [v for v in voulues if v.si_libre or not impose]
    if a_trouver_libres and not lues:
        _refuser_si_pris(a_trouver_libres, remplace)
    versions = verrouiller_les_ressources(voulus | ressources_de(remplace))
    if a_trouver_libres:
        if not all(une in lues and lues[une] == versions.get(une) for une in voulus):
            _refuser_si_pris(a_trouver_libres, remplace)
            (_rien if impose else relire)()
        _effacer_les_tenues_echues(a_trouver_libres)
    liberees = _retirer(remplace)
    posees = [_occupation(voulue, source, force, impose=impose and not voulue.si_libre) for voulue in voulues]
    session.add_all(posees)
    session.flush()
    agenda_change(liberees | voulus)
    return posees


def liberer(*sources: Source) -> set[UUID]:
    """Rend le temps pris par ces sources ; rend les ressources rendues, verrouillées jusqu’à la fin."""
    verrouiller_les_ressources(ressources_de(sources))
    liberees = _retirer(sources)
    agenda_change(liberees)
    return liberees


def prolonger(source: Source) -> None:
    """Garde jusqu’à sa nouvelle échéance ce qu’une tenue tient encore ; lève `CreneauPris` si elle ne tient rien."""
    verrouiller_les_ressources(ressources_de([source]))
    siennes = (
        update(Occupation).where(est_de([source]), vivante(horloge.maintenant())).values(expire_le=source.expire_le)
    )
    prolongees = session.scalars(siennes.returning(Occupation.ressource_id)).all()
    if not prolongees:
        raise CreneauPris
    agenda_change(prolongees)


def oublier_les_raisons(source: Source) -> None:
    """Efface pourquoi un agenda fut doublé, dans la transaction courante ; qu’il l’ait été reste."""
    siennes = update(Occupation).where(est_de([source]), Occupation.motif_force.is_not(None))
    session.execute(siennes.values(motif_force="").execution_options(synchronize_session=False))


def verrouiller_les_ressources(identifiants: Collection[UUID]) -> Mapping[UUID, int]:
    """Verrouille ces ressources jusqu’à la fin de la transaction, toujours dans le même ordre ; rend leurs versions.

    `FOR NO KEY UPDATE` : qui écrit une ligne citant la ressource n’attend pas. Attend trois secondes au plus.
    """
    if not en_transaction():
        raise RuntimeError("l’agenda s’écrit dans la transaction d’une action")
    patienter()
    if not identifiants:
        return SANS_VERSION
    verrouillees = session.execute(_VERROU, {"ressources": list(identifiants)})
    return {une: version for une, version in verrouillees}  # noqa: C416 — des lignes, pas des couples


def ressources_de(sources: Collection[Source]) -> set[UUID]:
    """Rend ce que ces sources occupent."""
    if not sources:
        return set()
    return set(session.scalars(select(Occupation.ressource_id).where(est_de(sources))))


def _refuser_si_pris(voulues: Sequence[Voulue], remplace: Collection[Source]) -> None:
    genante = select(Occupation.id).where(_recouvre(voulues), vivante(horloge.maintenant()))
    if remplace:
        genante = genante.where(~est_de(remplace))
    if session.scalars(genante.limit(1)).first() is not None:
        raise CreneauPris


def _recouvre(voulues: Iterable[Voulue]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(Occupation.ressource_id == v.ressource_id, Occupation.debut < v.fin, Occupation.fin > v.debut)
            for v in voulues
        )
    )


def _effacer_les_tenues_echues(voulues: Sequence[Voulue]) -> None:
    """Efface les tenues échues qui gênent ; la base les compterait encore."""
    echue = and_(_recouvre(voulues), Occupation.expire_le <= horloge.maintenant())
    des_echues = select(Tenue.id).where(Tenue.id.in_(select(Occupation.tenue_id).where(echue)))
    tenues = session.scalars(des_echues.order_by(Tenue.id).with_for_update()).all()
    if tenues:
        session.execute(delete(Tenue).where(Tenue.id.in_(tenues)))


def _retirer(sources: Collection[Source]) -> set[UUID]:
    """Efface ce que ces sources occupent, et les tenues elles-mêmes ; rend les ressources rendues."""
    if not sources:
        return set()
    rendues = set(
        session.scalars(
            delete(Occupation)
            .where(est_de(sources))
            .returning(Occupation.ressource_id)
            .execution_options(synchronize_session=False)
        )
    )
    tenues = [s.id for s in sources if s.origine is Origine.TENUE]
    if tenues:
        session.execute(delete(Tenue).where(Tenue.id.in_(tenues)).execution_options(synchronize_session=False))
    return rendues


def _occupation(voulue: Voulue, source: Source, force: str, *, impose: bool) -> Occupation:
    return Occupation(
        ressource_id=voulue.ressource_id,
        debut=voulue.debut,
        fin=voulue.fin,
        origine=source.origine,
        expire_le=source.expire_le,
        force=impose,
        motif_force=(force or None) if impose else None,
        **{source.lien: source.id},
    )
