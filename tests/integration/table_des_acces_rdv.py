"""La table des accès, pour les rendez-vous au bureau ; mêmes colonnes, mêmes situations que `table_des_acces`."""

from tests.integration.colonnes_des_acces import C, agents

RENDEZ_VOUS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    # Qui reçoit voit les rendez-vous de son service ; qui encadre tient les agendas, sans lire qui vient.
    ("GET", "agents.agenda"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.rendez_vous"): ("R", agents(200, 200, 404)),
    ("POST", "agents.marquer_la_presence"): ("R", agents(404, 404, 404)),  # aucun geste
    ("GET", "agents.repondre_a_la_personne"): ("R", agents(200, 200, 404)),
    ("POST", "agents.repondre_a_la_personne"): ("R", agents(303, 303, 404)),
    ("POST", "agents.reunir_l_interprete"): ("R", agents(303, 303, 404)),
    ("GET", "agents.annuler_le_rendez_vous"): ("R", agents(200, 200, 404)),
    ("POST", "agents.annuler_le_rendez_vous"): ("R", agents(422, 422, 404)),
    ("GET", "agents.reserver_pour_quelqu_un"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.reserver_a_qui"): ("", agents(303, 303, 303, 303)),  # rien n’est choisi
    ("POST", "agents.reserver_a_qui"): ("", agents(303, 303, 303, 303)),
    ("GET", "agents.plages"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.nouvelle_plage"): ("", agents(404, 404, 404)),  # aucun agenda nommé
    ("POST", "agents.nouvelle_plage"): ("", agents(404, 404, 404)),
    ("GET", "agents.plage"): ("R", agents(200, 404, 200)),
    ("POST", "agents.plage"): ("R", agents(422, 404, 422)),
    ("POST", "agents.retirer_la_plage"): ("R", agents(200, 404, 200)),  # d’abord, ce qui serait à replacer
    ("GET", "agents.un_seul_jour"): ("R", agents(200, 404, 200)),
    ("POST", "agents.un_seul_jour"): ("R", agents(422, 404, 422)),
    ("POST", "agents.retablir_le_jour"): ("R", agents(422, 404, 422)),  # rien n’y changeait
    ("GET", "agents.replacer"): ("", agents(404, 404, 404)),
    ("POST", "agents.replacer"): ("", agents(404, 404, 404)),
    ("GET", "agents.liste_d_attente"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.ouvrir_une_seance"): ("", agents(200, 200, 200, 200)),
    ("POST", "agents.ouvrir_une_seance"): ("", agents(422, 422, 422, 422)),
    ("GET", "agents.changer_les_places"): ("R", agents(404, 404, 404)),  # ce n’est pas une séance
    ("POST", "agents.changer_les_places"): ("R", agents(404, 404, 404)),
    ("GET", "agents.inscrire_a_la_seance"): ("R", agents(404, 404, 404)),
    ("POST", "agents.inscrire_a_la_seance"): ("R", agents(404, 404, 404)),
    ("POST", "agents.desinscrire_de_la_seance"): ("R", agents(404, 404, 404)),
    ("GET", "agents.feuille_de_presence"): ("R", agents(404, 404, 404)),
    ("GET", "agents.imprimer_le_jour"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.deplacer_le_rendez_vous"): ("R", agents(200, 200, 404)),
    ("GET", "agents.confirmer_le_nouvel_horaire"): ("R", agents(404, 404, 404)),  # aucun horaire nommé
    ("POST", "agents.confirmer_le_nouvel_horaire"): ("R", agents(404, 404, 404)),
    ("GET", "agents.deplacer_en_doublant"): ("R", agents(200, 200, 404)),
    ("POST", "agents.deplacer_en_doublant"): ("R", agents(422, 422, 404)),
    ("GET", "agents.reserver_en_doublant"): ("", agents(303, 303, 303, 303)),  # rien n’est choisi
    ("POST", "agents.reserver_en_doublant"): ("", agents(303, 303, 303, 303)),
    ("GET", "agents.nommer_un_referent"): ("D", agents(200, 200, 200)),
    ("POST", "agents.nommer_un_referent"): ("D", agents(422, 422, 422)),
    ("GET", "agents.inviter_a_un_rendez_vous"): ("D", agents(200, 200, 200)),
    ("POST", "agents.inviter_a_un_rendez_vous"): ("D", agents(422, 422, 422)),
    ("POST", "agents.revoquer_une_invitation"): ("D", agents(303, 303, 404)),
    ("GET", "agents.agenda_ailleurs"): ("", agents(200, 200, 200, 200)),
    ("POST", "agents.ouvrir_l_adresse"): ("", agents(200, 404, 404)),  # qui n’a pas d’agenda n’a pas d’adresse
    ("POST", "agents.revoquer_l_adresse"): ("", agents(303, 303, 303, 303)),
    ("GET", "agents.importer_un_agenda"): ("", agents(404, 404, 404)),  # aucun agenda nommé
    ("POST", "agents.importer_un_agenda"): ("", agents(404, 404, 404)),
    ("POST", "agents.oublier_l_autre_agenda"): ("", agents(404, 404, 404)),
    ("GET", "agents.statistiques_des_rendez_vous"): ("", (C, C, C, 403, 403, 200, 200, 403)),
    ("GET", "agents.appels"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.appel"): ("R", agents(200, 200, 200)),
    ("POST", "agents.appel"): ("R", agents(422, 422, 422)),
    ("POST", "agents.geste_sur_l_appel"): ("R", agents(303, 303, 303)),
    ("GET", "agents.regler_les_appels"): ("", (C, C, C, 403, 403, 200, 200, 403)),
    ("POST", "agents.regler_les_appels"): ("", (C, C, C, 403, 403, 422, 422, 403)),
    ("POST", "agents.retirer_la_plage_d_appel"): ("R", (C, C, C, 403, 403, 303, 303, 403)),
}
