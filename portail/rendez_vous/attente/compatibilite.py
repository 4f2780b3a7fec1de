"""Ce qui fait qu’un créneau convient à qui attend, ou pourquoi il ne lui est pas proposé. Pur."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from portail.rendez_vous.attente.models import Attente
from portail.rendez_vous.creneaux.souhaits import MIDI, Moment
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.objets.publics import est_dans_l_age
from portail.rendez_vous.rappels.calme import HeuresCalmes
from portail.socle.horloge import a_paris


class Obstacle(StrEnum):
    """Pourquoi un créneau n’a pas été proposé à quelqu’un ; écrit au journal quand une autre personne l’a eu."""

    LIEU = "lieu"
    MODALITE = "modalite"
    JOUR = "jour"
    MOMENT = "moment"
    TROP_TOT = "trop_tot"
    TROP_TARD = "trop_tard"
    AGE = "age"
    PRIS = "pris"
    """Avec ce qu’il lui faut (un interprète), le créneau n’est pas libre."""
    OCCUPEE = "occupee"
    """Son inscription changeait à cet instant même."""


def obstacle(attente: Attente, objet: ObjetRdv, lieu_id: UUID, modalite: Modalite, debut: datetime) -> Obstacle | None:
    """Rend ce qui empêche de proposer ce créneau à cette personne ; rien s’il lui convient."""
    local = a_paris(debut)
    empechements = (
        (Obstacle.LIEU, lieu_id not in attente.lieu_ids),
        (Obstacle.MODALITE, modalite is not attente.modalite),
        (Obstacle.JOUR, bool(attente.jours) and local.isoweekday() not in attente.jours),
        (Obstacle.MOMENT, attente.moment is not None and attente.moment is not _moment(local)),
        (Obstacle.TROP_TOT, local.date() < attente.au_plus_tot),
        (Obstacle.TROP_TARD, attente.au_plus_tard is not None and local.date() > attente.au_plus_tard),
        (Obstacle.AGE, not _ont_l_age(attente, objet, local.date())),
    )
    return next((quoi for quoi, empeche in empechements if empeche), None)


def _moment(local: datetime) -> Moment:
    return Moment.MATIN if local.time() < MIDI else Moment.APRES_MIDI


def _ont_l_age(attente: Attente, objet: ObjetRdv, jour: date) -> bool:
    return all(est_dans_l_age(objet, ne_le, jour) for ne_le in naissances(attente))


def naissances(attente: Attente) -> list[date]:
    """Rend la date de naissance de chaque enfant pour qui l’on attend."""
    return [date.fromisoformat(enfant["date_naissance"]) for enfant in attente.enfants or ()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReglesReponse:
    """Combien de temps l’on a pour répondre, et le moins qui vaille la peine de proposer."""

    delai: timedelta
    delai_min: timedelta
    calme: HeuresCalmes


def temps_de_repondre(
    maintenant: datetime, *, debut: datetime, preavis: timedelta, regles: ReglesReponse
) -> tuple[datetime, datetime] | None:
    """Rend quand l’annoncer et jusqu’à quand le garder ; rien s’il resterait trop peu de temps pour répondre.

    La nuit, on n’annonce rien et le délai ne court pas. On répond au plus tard `preavis` avant le rendez-vous.
    """
    annoncer = regles.calme.reveil(maintenant)
    echeance = min(regles.calme.ajouter(annoncer, regles.delai), debut - preavis)
    return (annoncer, echeance) if echeance >= annoncer + regles.delai_min else None
