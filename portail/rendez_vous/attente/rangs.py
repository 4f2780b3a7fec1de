"""Garder ou perdre son rang, sortir de la liste, rendre le créneau gardé ; dans la transaction d’une action.

La règle, telle qu’elle se lit à l’écran : refuser ne fait pas perdre son rang les premières fois [P], ensuite on passe
en fin de liste ; ne pas répondre met en fin de liste, et sort de la liste à la seconde fois [P].
"""

from portail.parametres.queries import entier_au
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.tenues import retirer
from portail.socle import horloge
from portail.socle.base import session


def rendre(attente: Attente) -> Choix | None:
    """Remet la personne en attente et rend le créneau qui lui était gardé, libre pour une autre ; rien sans créneau."""
    if attente.etat is not EtatAttente.PROPOSE or attente.tenue_id is None:
        return None
    tenue = session.get(Tenue, attente.tenue_id, populate_existing=True)
    rendu = _choix(attente)
    attente.etat, attente.tenue_id, attente.echeance, attente.annoncer_le = EtatAttente.ATTEND, None, None, None
    session.flush()
    if tenue is not None:
        retirer(tenue)
    return rendu


def _choix(attente: Attente) -> Choix | None:
    if attente.lieu_id is None or attente.debut is None:
        return None
    return Choix(objet_id=attente.objet_id, lieu_id=attente.lieu_id, modalite=attente.modalite, debut=attente.debut)


def apres_un_refus(attente: Attente) -> bool:
    """Compte le refus et rend vrai si la personne passe en fin de liste."""
    attente.refus += 1
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
