"""Garder un créneau libéré, ou une place, à la première personne à qui il convient, dans la transaction d’une action.

On ne verrouille une inscription que pour la servir, et jamais en l’attendant : qui la tient déjà s’en occupe. Deux
créneaux libérés au même instant vont donc à deux personnes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portail.journal.actions import SYSTEME, inscrire, inscrire_pour_chacun
from portail.parametres.calme import heures_calmes
from portail.parametres.queries import entier_au
from portail.rendez_vous.attente.compatibilite import Obstacle, ReglesReponse, obstacle, temps_de_repondre
from portail.rendez_vous.attente.messages import annoncer
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.attente.queries import file_de
from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve
from portail.rendez_vous.objets.publics import peut_reserver
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.occupations.reprises import se_rejoue
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import est_trop_loin
from portail.rendez_vous.reservations.tenues import Detenteur, poser
from portail.rendez_vous.reservations.titres import peut_le_prendre
from portail.socle import horloge
from portail.socle.base import session

GRACE = timedelta(minutes=5)
"""Le créneau reste gardé un peu après l’échéance : le balayage le passe à la suivante sans que personne s’y glisse."""
REGARDEES = 200
"""Au plus autant de personnes examinées pour un créneau : le balayage reprendra."""


@dataclass(frozen=True, slots=True)
class Saut:
    """Une personne passée, et pourquoi."""

    attente_id: UUID
    raison: Obstacle


def offrir(choix: Choix, *, sauf: Iterable[UUID] = ()) -> list[Attente]:
    """Garde ce créneau à la première personne de la liste à qui il convient ; les places d’une séance, aux premières.

    Rend qui est servi. Chaque personne passée avant l’est pour une raison, écrite au journal de son inscription.
    """
    servies = _servies(choix, sauf)
    return list(islice(servies, None if choix.seance_id else 1))


def _servies(choix: Choix, sauf: Iterable[UUID]) -> Iterator[Attente]:
    """Sert l’une après l’autre les personnes à qui il convient, tant qu’il en reste."""
    objet = session.get_one(ObjetRdv, choix.objet_id)
    sautees: list[Saut] = []
    ecartees = set(sauf)
    for attente_id in [une for une in file_de(choix.objet_id) if une not in ecartees][:REGARDEES]:
        servie = essayer(attente_id, objet, choix)
        if servie is None:
            return
        if isinstance(servie, Attente):
            noter_les_sauts(sautees, servie, choix)
            sautees = []
            yield servie
        else:
            sautees.append(Saut(attente_id, servie))


def essayer(attente_id: UUID, objet: ObjetRdv, choix: Choix) -> Attente | Obstacle | None:
    """Garde ce créneau à cette personne et la rend ; à défaut, ce qui l’empêche ; rien s’il n’ira à personne."""
    attente = _verrouillee(attente_id)
    if attente is None:
        return Obstacle.OCCUPEE
    empeche = obstacle(attente, objet, choix)
    if empeche is None and not peut_le_prendre(objet, usager_id=attente.usager_id):
        empeche = Obstacle.INVITATION
    if empeche is not None:
        return empeche
    laisses = delais(objet, choix)
    if laisses is None:
        return None
    annoncer_le, echeance = laisses
    tenue = _tenir(attente, choix, echeance)
    if tenue is None:
        # Sans interprète ni second enfant, ce qui n’est pas libre pour elle ne l’est pour personne.
        return Obstacle.PRIS if attente.langue_interprete or attente.passages > 1 else None
    _proposer(attente, tenue, annoncer_le, echeance)
    return attente


def _verrouillee(attente_id: UUID) -> Attente | None:
    """Rend l’inscription verrouillée si elle attend encore et que personne d’autre ne s’en occupe."""
    libre = select(Attente).where(Attente.id == attente_id, Attente.etat == EtatAttente.ATTEND)
    return session.scalars(
        libre.with_for_update(skip_locked=True, of=Attente).execution_options(populate_existing=True)
    ).one_or_none()


def delais(objet: ObjetRdv, choix: Choix) -> tuple[datetime, datetime] | None:
    """Rend quand annoncer ce créneau et jusqu’à quand le garder ; rien si personne ne pourrait l’accepter.

    On ne peut plus réserver cet objet, le jour passe son horizon, ou il reste trop peu de temps pour répondre.
    """
    if not peut_reserver(objet, QuiReserve.INVITES) or est_trop_loin(objet, choix.debut):
        return None
    regles = ReglesReponse(
        delai=timedelta(minutes=entier_au("rdv_attente_delai")),
        delai_min=timedelta(minutes=entier_au("rdv_attente_delai_min")),
        calme=heures_calmes(),
    )
    preavis = timedelta(minutes=objet.delai_minutes)
    return temps_de_repondre(horloge.maintenant(), debut=choix.debut, preavis=preavis, regles=regles)


def _tenir(attente: Attente, choix: Choix, echeance: datetime) -> Tenue | None:
    """Prend le créneau, ou les places, pour elle ; rien si c’est pris, ou si quelqu’un le prend à l’instant même."""
    pour_elle = replace(choix, langue=attente.langue_interprete, passages=attente.passages)
    try:
        with session.begin_nested():
            return poser(pour_elle, Detenteur(attente_id=attente.id), personne=None, expire_le=echeance + GRACE)
    except CreneauPris:
        return None
    except DBAPIError as erreur:
        if not se_rejoue(erreur):
            raise
        return None


def _proposer(attente: Attente, tenue: Tenue, annoncer_le: datetime, echeance: datetime) -> None:
    attente.etat, attente.tenue_id = EtatAttente.PROPOSE, tenue.id
    attente.lieu_id, attente.debut, attente.fin = tenue.lieu_id, tenue.debut, tenue.fin
    attente.seance_id = tenue.seance_id
    attente.annoncer_le, attente.echeance = annoncer_le, echeance
    attente.propositions += 1
    session.flush()
    details = {"tenue": str(tenue.id), "debut": tenue.debut.isoformat(), "jusqu_au": echeance.isoformat()}
    inscrire("proposer_attente", auteur=SYSTEME, objet=("attente_rdv", attente.id), details=details)
    if annoncer_le <= horloge.maintenant():
        annoncer(attente)


def noter_les_sauts(sautees: Sequence[Saut], servie: Attente, choix: Choix) -> None:
    """Écrit au journal de chaque personne passée pourquoi une autre, derrière elle, a eu ce créneau."""
    for raison in sorted({saut.raison for saut in sautees}):
        inscrire_pour_chacun(
            "sauter_attente",
            auteur=SYSTEME,
            objets=[("attente_rdv", saut.attente_id) for saut in sautees if saut.raison is raison],
            details={"raison": raison.value, "debut": choix.debut.isoformat(), "servie": str(servie.id)},
        )
