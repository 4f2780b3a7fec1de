"""Ce qui se lit des rendez-vous, par qui a le droit de les voir."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select

from portail.identite.models import Agent
from portail.rendez_vous.objets.models import Modalite, ObjetRdv, Visibilite
from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.decompte import restantes
from portail.rendez_vous.reservations.etats import ANNULES, EtatRdv
from portail.rendez_vous.reservations.habilitations import Acteur, est_a, peut_voir, services_recus
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def rendez_vous_pour(acteur: Acteur, numero: str) -> RendezVous:
    """Rend le rendez-vous de ce numéro si l’acteur peut le voir ; lève sinon `Introuvable`, sans dire s’il existe."""
    rdv = session.scalars(select(RendezVous).where(RendezVous.numero == numero)).one_or_none()
    if rdv is None or not (peut_voir(acteur, rdv) or _y_recoit(acteur, rdv)):
        raise Introuvable
    return rdv


def _y_recoit(acteur: Acteur, rdv: RendezVous) -> bool:
    """Vrai si cet agent, d’un autre service, reçoit à ce rendez-vous."""
    return acteur.agent is not None and peut_voir(acteur, rdv, agents_du_rendez_vous(rdv.id))


def participation_pour(acteur: Acteur, rdv: RendezVous) -> Participation:
    """Rend la participation de cette personne à ce rendez-vous ; lève `Introuvable`."""
    sienne = next((une for une in rdv.participations if est_a(acteur, une)), None)
    if sienne is None:
        raise Introuvable
    return sienne


def rendez_vous_de_la_participation(participation_id: UUID) -> tuple[RendezVous, Participation]:
    """Rend le rendez-vous où cette personne est attendue ; l’appelant a vérifié son lien. Lève `Introuvable`."""
    participation = session.get(Participation, participation_id, populate_existing=True)
    if participation is None:
        raise Introuvable
    return session.get_one(RendezVous, participation.rdv_id, populate_existing=True), participation


def rendez_vous_des_participations(participations: Sequence[UUID]) -> list[tuple[RendezVous, Participation]]:
    """Rend ces participations et leurs rendez-vous, dans cet ordre ; l’appelant a vérifié leurs liens."""
    siennes = (
        select(RendezVous, Participation)
        .join(Participation, Participation.rdv_id == RendezVous.id)
        .where(Participation.id.in_(participations))
    )
    lignes = session.execute(siennes.execution_options(populate_existing=True)).all()
    return sorted(((ligne[0], ligne[1]) for ligne in lignes), key=lambda lue: participations.index(lue[1].id))


def seance_du(choix: Choix) -> RendezVous:
    """Rend la séance qui commence alors dans ce lieu, celle où il reste le plus de places ; lève `Introuvable`."""
    seances = select(RendezVous).where(
        RendezVous.objet_id == choix.objet_id,
        RendezVous.lieu_id == choix.lieu_id,
        RendezVous.debut == choix.debut,
        RendezVous.places.is_not(None),
        RendezVous.etat == EtatRdv.PRIS,
    )
    libres = restantes(horloge.maintenant())
    seance = session.scalars(seances.order_by(libres.desc(), RendezVous.id)).first()
    if seance is None:
        raise Introuvable
    return seance


def lieux_des_seances(objet_id: UUID) -> frozenset[UUID]:
    """Rend les lieux où une séance de cet objet est à venir, complète ou non."""
    a_venir = (RendezVous.etat == EtatRdv.PRIS, RendezVous.debut > horloge.maintenant(), RendezVous.places.is_not(None))
    return frozenset(session.scalars(select(RendezVous.lieu_id).where(RendezVous.objet_id == objet_id, *a_venir)))


def seance_a_venir(identifiant: UUID) -> RendezVous:
    """Rend la séance si elle est encore à venir ; lève sinon `Introuvable`."""
    seance = session.get(RendezVous, identifiant, populate_existing=True)
    if seance is None or not seance.est_collectif:
        raise Introuvable
    if seance.etat is not EtatRdv.PRIS or seance.debut <= horloge.maintenant():
        raise Introuvable
    return seance


def agents_du_rendez_vous(rdv_id: UUID) -> frozenset[UUID]:
    """Rend les agents qui reçoivent à ce rendez-vous."""
    mobilises = (
        select(Ressource.agent_id)
        .join(Occupation, Occupation.ressource_id == Ressource.id)
        .where(Occupation.rdv_id == rdv_id, Ressource.agent_id.is_not(None))
    )
    return frozenset(agent_id for agent_id in session.scalars(mobilises) if agent_id is not None)


def ressources_du_rendez_vous(rdv_id: UUID) -> Sequence[Ressource]:
    """Rend tout ce qu’un rendez-vous mobilise, par genre puis par nom."""
    return session.scalars(
        select(Ressource)
        .where(exists().where(Occupation.ressource_id == Ressource.id, Occupation.rdv_id == rdv_id))
        .order_by(Ressource.genre, Ressource.nom, Ressource.id)
    ).all()


def mobilises(rdv_id: UUID) -> tuple[Sequence[Ressource], str | None]:
    """Rend tout ce qu’un rendez-vous mobilise, et pourquoi il double un horaire ; rien s’il n’en double pas."""
    lignes = session.execute(
        select(Ressource, Occupation.force, Occupation.motif_force)
        .join(Occupation, Occupation.ressource_id == Ressource.id)
        .where(Occupation.rdv_id == rdv_id)
        .order_by(Ressource.genre, Ressource.nom, Ressource.id)
    ).all()
    raison = next((ligne[2] or "" for ligne in lignes if ligne[1]), None)
    return list(dict.fromkeys(ligne[0] for ligne in lignes)), raison


def adresse_de_visio(rdv: RendezVous, ressources: Sequence[Ressource] | None = None) -> str:
    """Rend l’adresse de la visioconférence de qui reçoit ; vide si l’on se rencontre autrement.

    `ressources` : ce qu’il mobilise, si on l’a déjà lu.
    """
    if rdv.modalite is not Modalite.VISIO:
        return ""
    siennes = ressources_du_rendez_vous(rdv.id) if ressources is None else ressources
    return next((une.visio for une in siennes if une.visio), "")


def ressources_des_rendez_vous(rdv_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Ressource]]:
    """Rend tout ce que mobilise chacun de ces rendez-vous, en une lecture."""
    lignes = session.execute(
        select(Occupation.rdv_id, Ressource)
        .join(Ressource, Ressource.id == Occupation.ressource_id)
        .where(Occupation.rdv_id.in_(rdv_ids))
        .order_by(Occupation.debut, Ressource.genre, Ressource.nom)
    )
    par_rdv: dict[UUID, list[Ressource]] = {}
    for rdv_id, ressource in lignes:
        if rdv_id is not None:
            par_rdv.setdefault(rdv_id, []).append(ressource)
    return par_rdv


def rendez_vous_de_l_usager(usager_id: UUID) -> Sequence[tuple[RendezVous, Participation]]:
    """Rend les rendez-vous pris depuis ce compte, le plus récent d’abord ; jamais ce qui doit rester caché."""
    lignes = session.execute(
        select(RendezVous, Participation)
        .join(Participation, Participation.rdv_id == RendezVous.id)
        .join(ObjetRdv, ObjetRdv.id == RendezVous.objet_id)
        .where(Participation.usager_id == usager_id, ObjetRdv.visibilite != Visibilite.INVISIBLE)
        .order_by(RendezVous.debut.desc(), RendezVous.id)
    )
    return [(ligne[0], ligne[1]) for ligne in lignes]


def rendez_vous_entre(
    debut: datetime,
    fin: datetime,
    *,
    agent: Agent,
    lieux: Collection[UUID] = (),
    ressources: Collection[UUID] = (),
    annules: bool = False,
) -> Sequence[RendezVous]:
    """Rend les rendez-vous qui commencent entre ces instants et que l’agent peut voir, dans l’ordre.

    Ceux de ses services, et ceux où il reçoit ; `lieux`, `ressources` : ceux-là seulement.
    """
    recoit = (
        select(Occupation.rdv_id)
        .join(Ressource, Ressource.id == Occupation.ressource_id)
        .where(Ressource.agent_id == agent.id, Occupation.rdv_id.is_not(None))
    )
    requete = select(RendezVous).where(
        RendezVous.debut >= debut,
        RendezVous.debut < fin,
        or_(RendezVous.service_code.in_(services_recus(agent)), RendezVous.id.in_(recoit)),
    )
    if lieux:
        requete = requete.where(RendezVous.lieu_id.in_(lieux))
    if ressources:
        mobilise = exists().where(Occupation.rdv_id == RendezVous.id, Occupation.ressource_id.in_(ressources))
        requete = requete.where(mobilise)
    if not annules:
        requete = requete.where(RendezVous.etat.not_in(ANNULES))
    return session.scalars(requete.order_by(RendezVous.debut, RendezVous.id)).all()


def rendez_vous_genes(ressource_id: UUID, debut: datetime, fin: datetime) -> Sequence[RendezVous]:
    """Rend les rendez-vous à venir de cette ressource que cette période gêne : une absence, une plage retirée."""
    genes = exists().where(
        Occupation.rdv_id == RendezVous.id,
        Occupation.ressource_id == ressource_id,
        Occupation.debut < fin,
        Occupation.fin > debut,
    )
    en_cours = RendezVous.etat.not_in(ANNULES)
    return session.scalars(select(RendezVous).where(genes, en_cours).order_by(RendezVous.debut)).all()
