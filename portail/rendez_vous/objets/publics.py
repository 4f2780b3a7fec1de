"""Qui peut prendre un rendez-vous : âge de l’enfant le jour venu, personnes admises à réserver. Pur."""

from datetime import date

from portail.rendez_vous.creneaux.instants import mois_revolus
from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve, Visibilite
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

_ORDRE = (QuiReserve.AGENTS, QuiReserve.INVITES, QuiReserve.TOUS)


class HorsDeLAge(SaisieInvalide):
    """L’enfant n’a pas, ou n’a plus, l’âge le jour du rendez-vous."""


def peut_reserver(objet: ObjetRdv, qui: QuiReserve) -> bool:
    """Vrai si cet objet est ouvert à qui se présente ainsi : un agent, une personne invitée, tout le monde."""
    return objet.ouvert and _ORDRE.index(qui) <= _ORDRE.index(objet.qui_reserve)


def est_ouvert_a_tous(objet: ObjetRdv) -> bool:
    """Vrai si n’importe qui prend ce rendez-vous ; un suivi demande d’être suivi."""
    return peut_reserver(objet, QuiReserve.TOUS) and not objet.suivi


def peut_s_attendre(objet: ObjetRdv) -> bool:
    """Vrai si cet objet a une liste d’attente, pour qui peut le prendre, invitation comprise.

    Un suivi n’en a pas ; le créneau gardé s’annonce par un message, que certains objets taisent.
    """
    en_ligne = peut_reserver(objet, QuiReserve.INVITES) and not objet.suivi
    return en_ligne and objet.visibilite is Visibilite.VISIBLE


def se_propose(objet: ObjetRdv) -> bool:
    """Vrai si un agent peut inviter quelqu’un à le prendre : personne ne le prend sans cela."""
    return peut_reserver(objet, QuiReserve.INVITES) and not est_ouvert_a_tous(objet)


def est_dans_l_age(objet: ObjetRdv, naissance: date, jour: date) -> bool:
    """Vrai si un enfant né ce jour-là a l’âge le jour du rendez-vous : de `age_min_mois` à moins de `age_max_mois`."""
    age = mois_revolus(naissance, jour)
    return (objet.age_min_mois or 0) <= age and (objet.age_max_mois is None or age < objet.age_max_mois)


def verifier_l_age(objet: ObjetRdv, naissance: date, jour: date) -> None:
    """Lève `HorsDeLAge`, avec l’orientation de l’objet, si l’enfant n’a pas l’âge le jour du rendez-vous."""
    if est_dans_l_age(objet, naissance, jour):
        return
    age = mois_revolus(naissance, jour)
    if objet.age_max_mois is not None and age >= objet.age_max_mois:
        texte = _("Ce jour-là, l’enfant sera trop âgé pour ce rendez-vous. %(orientation)s")
    else:
        texte = _("Ce jour-là, l’enfant n’aura pas encore l’âge de ce rendez-vous. %(orientation)s")
    raise HorsDeLAge(texte, {"orientation": objet.orientation})
