"""La table des accès, pour le bureau des inscriptions ; mêmes colonnes, mêmes situations que `table_des_acces`.

« IN » : une activité du service, un enfant inscrit, une famille que la responsable reçoit. Qui encadre ou administre
règle ; qui reçoit lit les noms, l’administration jamais ; nul ne lit la santé : personne ici ne dirige l’activité.
"""

from tests.integration.colonnes_des_acces import C


def _tous(code: int) -> tuple[int | str, ...]:
    return (C, C, C, code, code, code, 404, code)


def _noms(code: int) -> tuple[int | str, ...]:
    return (C, C, C, code, code, code, 404, 404)


def _regle(code: int) -> tuple[int | str, ...]:
    return (C, C, C, 403, 403, code, 404, code)


def _guichet(code: int) -> tuple[int | str, ...]:
    """La famille n’est ouverte qu’à qui la reçoit : la responsable."""
    return (C, C, C, 404, 404, code, 404, 403)


def _partout(code: int, hors: int = 0, administre: int = 403) -> tuple[int | str, ...]:
    return (C, C, C, code, code, code, hors or code, administre)


PERSONNE = (C, C, C, 404, 404, 404, 404, 404)
ACTIVITES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.activites"): ("", (C, C, C, 200, 200, 200, 200, 200)),
    ("GET", "agents.activite"): ("IN", _tous(200)),
    ("GET", "agents.chiffres_de_l_activite"): ("IN", _tous(200)),
    ("GET", "agents.groupe"): ("IN", _noms(200)),
    ("GET", "agents.imprimer_le_groupe"): ("IN", _noms(200)),
    ("GET", "agents.presences_du_groupe"): ("IN", _noms(200)),
    ("POST", "agents.presences_du_groupe"): ("IN", _noms(200)),  # aucune séance n’a encore eu lieu
    ("POST", "agents.exporter_le_groupe"): ("IN", _noms(200)),
    ("GET", "agents.attente_du_groupe"): ("IN", _noms(200)),
    ("GET", "agents.foyer_en_attente"): ("IN", _noms(200)),
    ("POST", "agents.foyer_en_attente"): ("IN", _noms(422)),
    ("GET", "agents.exclure_un_enfant"): ("IN", (C, C, C, 403, 403, 200, 404, 404)),
    ("POST", "agents.exclure_un_enfant"): ("IN", (C, C, C, 403, 403, 422, 404, 404)),
    ("GET", "agents.annuler_un_groupe"): ("IN", _regle(200)),
    ("POST", "agents.annuler_un_groupe"): ("IN", _regle(422)),
    ("GET", "agents.places_du_groupe"): ("IN", _regle(200)),
    ("GET", "agents.changer_une_capacite"): ("IN", _regle(200)),
    ("POST", "agents.changer_une_capacite"): ("IN", _regle(422)),
    ("GET", "agents.inscriptions_a_traiter"): ("IN", (C, C, C, 200, 200, 200, 403, 403)),
    ("GET", "agents.decider_une_annulation"): ("IN", _noms(200)),
    ("POST", "agents.decider_une_annulation"): ("IN", _noms(422)),
    ("GET", "agents.justificatif_d_une_annulation"): ("IN", PERSONNE),  # aucun n’y est joint
    ("GET", "agents.contestation"): ("IN", PERSONNE),  # rien n’est contesté
    ("POST", "agents.contestation"): ("IN", PERSONNE),
    ("GET", "agents.noter_l_appel_a_la_famille"): ("IN", _noms(200)),
    ("POST", "agents.noter_l_appel_a_la_famille"): ("IN", (C, C, C, 303, 303, 303, 404, 404)),
    ("GET", "agents.document_joint"): ("IN", PERSONNE),  # aucun document n’y est joint
    ("POST", "agents.verifier_une_attestation"): ("IN", _noms(303)),
    ("GET", "agents.fiches_sanitaires"): ("IN", PERSONNE),
    ("POST", "agents.imprimer_les_fiches"): ("IN", PERSONNE),
    ("POST", "agents.fiche_sanitaire"): ("IN", PERSONNE),
    ("GET", "agents.regler_l_ouverture"): ("IN", _regle(200)),
    ("POST", "agents.regler_l_ouverture"): ("IN", _regle(303)),
    ("GET", "agents.nommer_le_directeur"): ("IN", _regle(200)),
    ("POST", "agents.nommer_le_directeur"): ("IN", _regle(422)),
    ("POST", "agents.confirmer_l_activite"): ("IN", _regle(303)),
    ("POST", "agents.ouvrir_ou_fermer_l_activite"): ("IN", _regle(303)),
    ("GET", "agents.accorder_une_derogation"): ("IN", (C, C, C, 403, 403, 200, 404, 404)),
    ("POST", "agents.accorder_une_derogation"): ("IN", (C, C, C, 403, 403, 422, 404, 404)),
    ("GET", "agents.campagne_de_voeux"): ("IN", _tous(200)),
    ("GET", "agents.preparer_la_campagne"): ("IN", _regle(200)),
    ("POST", "agents.preparer_la_campagne"): ("IN", _regle(422)),
    ("GET", "agents.simuler_l_attribution"): ("IN", _regle(404)),  # aucune campagne
    ("POST", "agents.attribuer_la_campagne"): ("IN", _regle(404)),
    ("GET", "agents.resultats_de_la_campagne"): ("IN", (C, C, C, 404, 404, 404, 404, 403)),
    ("GET", "agents.salle_d_attente"): ("IN", _regle(200)),
    ("POST", "agents.salle_d_attente"): ("IN", _regle(422)),
    ("GET", "agents.recevoir_une_famille"): ("", _partout(200)),
    ("POST", "agents.recevoir_une_famille"): ("", _partout(200)),
    ("GET", "agents.ouvrir_une_famille"): ("", _partout(200)),
    ("POST", "agents.ouvrir_une_famille"): ("", _partout(422)),
    ("POST", "agents.ouvrir_la_famille_inscrite"): ("IN", _noms(303)),
    ("GET", "agents.famille"): ("IN", _guichet(200)),
    ("GET", "agents.documents_de_la_famille"): ("IN", _guichet(200)),
    ("GET", "agents.ajouter_un_enfant"): ("IN", _guichet(200)),
    ("POST", "agents.ajouter_un_enfant"): ("IN", _guichet(422)),
    ("POST", "agents.donner_le_code"): ("IN", _guichet(200)),
    ("GET", "agents.attester_pour_un_enfant"): ("IN", _guichet(200)),
    ("POST", "agents.attester_pour_un_enfant"): ("IN", _guichet(422)),
    ("GET", "agents.noter_le_quotient"): ("IN", _guichet(200)),
    ("POST", "agents.noter_le_quotient"): ("IN", _guichet(422)),
    ("POST", "agents.voir_l_attestation"): ("IN", _guichet(303)),
    ("GET", "agents.choisir_un_groupe"): ("IN", _guichet(200)),
    ("GET", "agents.choisir_dans_l_activite"): ("IN", _guichet(200)),
    ("GET", "agents.salle_au_guichet"): ("IN", _guichet(404)),  # aucune salle
    ("POST", "agents.salle_au_guichet"): ("IN", _guichet(404)),
    ("GET", "agents.voeux_au_guichet"): ("IN", _guichet(404)),  # aucune campagne
    ("POST", "agents.voeux_au_guichet"): ("IN", _guichet(404)),
    ("POST", "agents.retirer_les_voeux_au_guichet"): ("IN", _guichet(404)),
    ("GET", "agents.inscrire_au_guichet"): ("IN", _guichet(200)),
    ("POST", "agents.inscrire_au_guichet"): ("IN", _guichet(422)),
    ("GET", "agents.regler_au_guichet"): ("IN", _guichet(303)),  # le panier est vide
    ("POST", "agents.regler_au_guichet"): ("IN", _guichet(303)),
    ("POST", "agents.tenir_le_panier"): ("IN", _guichet(404)),
    ("POST", "agents.retirer_du_panier"): ("IN", _guichet(303)),  # la place n’est plus au panier : le refus est dit
}
