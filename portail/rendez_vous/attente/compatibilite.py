"""Ce qui fait qu’un créneau convient à qui attend, ou pourquoi il ne lui est pas proposé. Pur."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portail.parametres.calme import HeuresCalmes
from portail.rendez_vous.attente.models import Attente
from portail.rendez_vous.creneaux.souhaits import MIDI, Moment
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.publics import est_dans_l_age
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.personnes import Enfant
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
    SEANCE = "seance"
    """La personne en attend une autre, elle seule."""
    INVITATION = "invitation"
    """Il se prend sur invitation, et la sienne ne vaut plus."""
    PRIS = "pris"
    """Avec ce qu’il lui faut (un interprète, deux places), il n’est pas libre."""
    OCCUPEE = "occupee"
    """Son inscription changeait à cet instant même."""


def obstacle(attente: Attente, objet: ObjetRdv, choix: Choix) -> Obstacle | None:
    """Rend ce qui empêche de proposer ce créneau, ou cette place, à cette personne ; rien s’il lui convient."""
    local = a_paris(choix.debut)
    empechements = (
        (Obstacle.LIEU, choix.lieu_id not in attente.lieu_ids),
        (Obstacle.SEANCE, attente.seance_voulue_id not in {None, choix.seance_id}),
        (Obstacle.MODALITE, choix.modalite is not attente.modalite),
        (Obstacle.JOUR, bool(attente.jours) and local.isoweekday() not in attente.jours),
        (Obstacle.MOMENT, attente.moment is not None and attente.moment is not _moment(local)),
        (Obstacle.TROP_TOT, local.date() < attente.au_plus_tot),
        (Obstacle.TROP_TARD, attente.au_plus_tard is not None and local.date() > attente.au_plus_tard),
        (Obstacle.AGE, not _ont_l_age(attente, objet, local.date())),
    )
    return next((quoi for quoi, empeche in empechements if empeche), None)


def se_suivent(avant: Attente, apres: Attente) -> bool:
    """Vrai si ce qui conviendrait à la seconde irait d’abord à la première : un même lieu, et pas deux séances."""
    autre = None not in {avant.seance_voulue_id, apres.seance_voulue_id}
    return not (autre and avant.seance_voulue_id != apres.seance_voulue_id) and bool(avant.lieu_ids & apres.lieu_ids)


def _moment(local: datetime) -> Moment:
    return Moment.MATIN if local.time() < MIDI else Moment.APRES_MIDI


def _ont_l_age(attente: Attente, objet: ObjetRdv, jour: date) -> bool:
    return all(est_dans_l_age(objet, ne_le, jour) for ne_le in naissances(attente))


def naissances(attente: Attente) -> list[date]:
    """Rend la date de naissance de chaque enfant pour qui l’on attend."""
    return [Enfant.depuis(enfant).date_naissance for enfant in attente.enfants or ()]


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
