"""Garder ou perdre son rang, sortir de la liste, rendre le créneau gardé ; dans la transaction d’une action.

La règle, telle qu’elle se lit à l’écran : refuser ne fait pas perdre son rang les premières fois [P], ensuite on passe
en fin de liste ; ne pas répondre met en fin de liste, et sort de la liste à la seconde fois [P]. Qui n’attendait qu’une
séance et la refuse n’attend plus rien.
"""

from portail.parametres.queries import entier_au
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.tenues import retirer
from portail.socle import horloge
from portail.socle.base import session


def rendre(attente: Attente) -> Choix | None:
    """Remet la personne en attente et rend ce qui lui était gardé, libre pour une autre ; rien si rien ne l’était."""
    if attente.etat is not EtatAttente.PROPOSE or attente.tenue_id is None:
        return None
    tenue = session.get(Tenue, attente.tenue_id, populate_existing=True)
    rendu = choix_garde(attente)
    attente.etat, attente.tenue_id, attente.echeance, attente.annoncer_le = EtatAttente.ATTEND, None, None, None
    session.flush()
    if tenue is not None:
        retirer(tenue)
    return rendu


def choix_garde(attente: Attente) -> Choix | None:
    """Rend le créneau, ou la séance, de la proposition en cours ; rien s’il n’y en a jamais eu."""
    if attente.lieu_id is None or attente.debut is None:
        return None
    return Choix(
        objet_id=attente.objet_id,
        lieu_id=attente.lieu_id,
        modalite=attente.modalite,
        debut=attente.debut,
        seance_id=attente.seance_id,
    )


def apres_un_refus(attente: Attente) -> bool:
    """Compte le refus et rend vrai si la personne perd son rang ; refuser la seule séance voulue fait sortir."""
    attente.refus += 1
    if attente.seance_voulue_id is not None:
        sortir(attente, EtatAttente.QUITTE)
        return True
    perdu = attente.refus > entier_au("rdv_attente_refus")
    if perdu:
        attente.depuis, attente.refus = horloge.maintenant(), 0
    return perdu


def apres_un_silence(attente: Attente) -> bool:
    """Compte le silence, met la personne en fin de liste, et rend vrai si elle en sort."""
    attente.silences += 1
    attente.depuis = horloge.maintenant()
    sortie = attente.silences >= entier_au("rdv_attente_silences")
    if sortie:
        sortir(attente, EtatAttente.EXPIRE)
    return sortie


def sortir(attente: Attente, etat: EtatAttente) -> None:
    """Met fin à l’inscription."""
    attente.etat, attente.sortie_le = etat, horloge.maintenant()
    attente.tenue_id, attente.echeance, attente.annoncer_le = None, None, None
    session.flush()
