"""La table des accès, pour les évènements au bureau ; mêmes colonnes, mêmes situations que `table_des_acces`.

Qui encadre ou administre règle ; qui reçoit lit les noms, l’administration jamais ; un autre service ne sait rien.
"""

from tests.integration.colonnes_des_acces import C

_LISTE = (C, C, C, 200, 200, 200, 200, 200)


def _regle(code: int) -> tuple[int | str, ...]:
    return (C, C, C, 403, 403, code, 404, code)


def _noms(code: int) -> tuple[int | str, ...]:
    return (C, C, C, code, code, code, 404, 403)


EVENEMENTS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.evenements"): ("", _LISTE),
    ("GET", "agents.nouvel_evenement"): ("", (C, C, C, 403, 403, 200, 200, 200)),
    ("POST", "agents.nouvel_evenement"): ("", (C, C, C, 403, 403, 422, 422, 422)),
    ("GET", "agents.evenement"): ("EV", (C, C, C, 200, 200, 200, 404, 200)),
    ("GET", "agents.regler_l_evenement"): ("EV", _regle(200)),
    ("POST", "agents.regler_l_evenement"): ("EV", _regle(422)),
    ("POST", "agents.publier_l_evenement"): ("EV", _regle(303)),
    ("GET", "agents.annuler_l_evenement"): ("EV", _regle(200)),
    ("POST", "agents.annuler_l_evenement"): ("EV", _regle(422)),
    ("GET", "agents.places_de_l_evenement"): ("EV", _regle(200)),
    ("POST", "agents.places_de_l_evenement"): ("EV", _regle(422)),
    ("GET", "agents.inviter_une_structure"): ("EV", _regle(200)),
    ("POST", "agents.inviter_une_structure"): ("EV", _regle(422)),
    ("GET", "agents.inscrire_a_l_evenement"): ("EV", _noms(200)),
    ("POST", "agents.inscrire_a_l_evenement"): ("EV", _noms(422)),
    ("POST", "agents.presence_a_l_evenement"): ("EV", _noms(303)),
    ("GET", "agents.ecrire_a_l_evenement"): ("EV", _noms(200)),
    ("POST", "agents.ecrire_a_l_evenement"): ("EV", _noms(303)),  # le texte qu’envoie l’essai suffit
    ("POST", "agents.exporter_l_evenement"): ("EV", _noms(200)),
    ("POST", "agents.badges_de_l_evenement"): ("EV", _noms(200)),
    ("GET", "agents.retirer_de_l_evenement"): ("EV", _noms(200)),
    ("POST", "agents.retirer_de_l_evenement"): ("EV", _noms(303)),
}
