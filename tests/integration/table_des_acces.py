"""La table des accès : chaque adresse gardée, et ce que chacun en reçoit. Une adresse de plus, une ligne de plus.

Les adresses de l’administration sont éprouvées toutes ensemble par `test_administration_gardes`.
"""

PERSONNES = (
    "inconnu",
    "proprietaire",
    "autre",
    "instructrice",
    "accueil",
    "responsable",
    "ailleurs",
    "administratrice",
)
C = "connexion"
"""On demande de se connecter."""


def usager(lui: int, autre: int | str = 404) -> tuple[int | str, ...]:
    return (C, lui, autre, C, C, C, C, C)


def agents(instruit: int, lit: int, signe: int, hors: int = 404) -> tuple[int | str, ...]:
    return (C, C, C, instruit, lit, signe, hors, hors)


ENCADREMENT = {code: (C, C, C, 403, 403, code, 404, 403) for code in (200, 303, 422)}
"""Qui encadre le service seulement ; qui en encadre un autre ne sait rien de celui-ci."""

TABLE: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "usagers.espace"): ("", usager(200, 200)),
    ("GET", "usagers.compte"): ("", usager(200, 200)),
    ("POST", "usagers.compte"): ("", usager(422, 422)),
    ("GET", "usagers.confirmer_courriel"): ("", usager(303, 303)),  # aucune adresse n’attend
    ("POST", "usagers.confirmer_courriel"): ("", usager(303, 303)),
    ("POST", "usagers.renvoyer_code"): ("", usager(303, 303)),
    ("POST", "usagers.fermer_les_autres_sessions"): ("", usager(303, 303)),
    ("GET", "usagers.commencer"): ("", usager(200, 200)),
    ("POST", "usagers.commencer"): ("", usager(422, 422)),
    ("GET", "usagers.dossier"): ("D", usager(200)),
    ("GET", "usagers.ajouter"): ("D", usager(200)),
    ("POST", "usagers.ajouter"): ("D", usager(303)),
    ("GET", "usagers.completer"): ("K", usager(200)),
    ("POST", "usagers.completer"): ("K", usager(422)),
    ("GET", "usagers.document"): ("D", usager(200)),
    ("GET", "usagers.confirmation"): ("D", usager(200)),
    ("POST", "usagers.ecrire"): ("D", usager(303)),
    ("GET", "usagers.pieces"): ("B", usager(200)),
    ("POST", "usagers.pieces"): ("B", usager(303)),
    ("GET", "usagers.fichier"): ("D", usager(200)),
    ("GET", "usagers.recapitulatif"): ("B", usager(200)),
    ("POST", "usagers.recapitulatif"): ("B", usager(422)),
    ("GET", "usagers.recapitulatif_pdf"): ("D", usager(200)),
    ("POST", "usagers.recommencer"): ("D", usager(409)),
    ("GET", "usagers.reprendre"): ("B", usager(303)),
    ("GET", "usagers.retirer"): ("D", usager(200)),
    ("POST", "usagers.retirer"): ("D", usager(303)),
    ("GET", "usagers.saisir"): ("B", usager(200)),
    ("POST", "usagers.saisir"): ("B", usager(422)),
    ("GET", "usagers.supprimer"): ("B", usager(200)),
    ("GET", "usagers.journal"): ("D", usager(200)),
    ("GET", "usagers.journal_json"): ("D", usager(200)),
    ("GET", "usagers.journal_pdf"): ("D", usager(200)),
    ("POST", "usagers.demander_attestation"): ("D", usager(409)),
    ("GET", "usagers.choisir_la_decision"): ("", usager(200, 200)),
    ("GET", "usagers.contester"): ("D", usager(404)),  # rien n’y est décidé
    ("POST", "usagers.contester"): ("D", usager(404)),
    ("GET", "usagers.envoyer_les_justificatifs"): ("V", usager(409)),  # ils sont envoyés
    ("POST", "usagers.envoyer_les_justificatifs"): ("V", usager(409)),
    ("GET", "usagers.changer_de_compte"): ("V", usager(200)),
    ("POST", "usagers.changer_de_compte"): ("V", usager(422)),
    ("GET", "usagers.proposition"): ("D", usager(404)),  # cette démarche n’en fait pas
    ("POST", "usagers.proposition"): ("D", usager(404)),
    ("GET", "usagers.agenda_de_la_visite"): ("D", usager(404)),  # idem
    ("GET", "usagers.droits"): ("D", usager(404)),  # cette démarche ne se verse pas par mois
    ("POST", "usagers.droits"): ("D", usager(404)),
    ("GET", "usagers.choisir_le_mode"): ("D", usager(404)),
    ("POST", "usagers.choisir_le_mode"): ("D", usager(404)),
    ("POST", "usagers.demander_aussi"): ("D", usager(404)),  # cette démarche n’en lie pas
    ("POST", "usagers.demander_motifs"): ("D", usager(409)),
    ("POST", "usagers.supprimer"): ("B", usager(303)),
    ("GET", "agents.bureau"): ("", agents(303, 303, 303, 303)),
    ("GET", "agents.dossiers"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.tableau"): ("", (C, C, C, 403, 403, 200, 200, 403)),
    ("GET", "agents.dossier"): ("D", agents(200, 200, 200)),
    ("GET", "agents.affecter"): ("D", agents(200, 403, 200)),
    ("POST", "agents.affecter"): ("D", agents(303, 403, 303)),
    ("GET", "agents.classer"): ("D", agents(200, 403, 200)),
    ("POST", "agents.classer"): ("D", agents(422, 403, 422)),
    ("GET", "agents.complement"): ("D", agents(200, 403, 200)),
    ("POST", "agents.complement"): ("D", agents(422, 403, 422)),
    ("GET", "agents.decision"): ("D", agents(200, 403, 200)),
    ("POST", "agents.decision"): ("D", agents(422, 403, 422)),
    ("GET", "agents.tel_que_depose"): ("D", agents(200, 200, 200)),
    ("GET", "agents.document"): ("D", agents(200, 200, 200)),
    ("POST", "agents.reprendre_un_envoi"): ("D", agents(409, 403, 409)),
    ("GET", "agents.fichier"): ("D", agents(200, 200, 200)),
    ("GET", "agents.piece_reunie"): ("D", agents(503, 503, 503)),  # l’ouvrier ne l’a pas encore réunie
    ("GET", "agents.journal"): ("D", agents(200, 200, 200)),
    ("POST", "agents.ecrire"): ("D", agents(303, 403, 303)),
    ("POST", "agents.accepter_piece"): ("D", agents(303, 403, 303)),
    ("GET", "agents.refuser_piece"): ("D", agents(200, 403, 200)),
    ("POST", "agents.refuser_piece"): ("D", agents(422, 403, 422)),
    ("POST", "agents.prendre"): ("D", agents(303, 403, 303)),
    ("POST", "agents.renvoyer"): ("D", agents(403, 403, 409)),
    ("POST", "agents.signer"): ("D", agents(403, 403, 409)),
    ("POST", "agents.viser"): ("D", agents(409, 409, 409)),  # aucun projet n’attend de visa
    ("GET", "agents.refuser_le_visa"): ("D", agents(403, 403, 403)),
    ("POST", "agents.refuser_le_visa"): ("D", agents(403, 403, 403)),
    ("GET", "agents.inviter_a_observer"): ("D", agents(409, 403, 409)),  # rien n’y est décidé
    ("POST", "agents.inviter_a_observer"): ("D", agents(409, 403, 409)),
    ("GET", "agents.revenir"): ("D", agents(409, 403, 409)),
    ("POST", "agents.revenir"): ("D", agents(409, 403, 409)),
    ("POST", "agents.signer_le_retrait"): ("D", agents(403, 403, 409)),
    ("POST", "agents.renvoyer_le_retrait"): ("D", agents(403, 403, 409)),
    ("GET", "agents.proposition"): ("D", agents(404, 404, 404)),  # cette démarche n’en fait pas
    ("POST", "agents.proposition"): ("D", agents(404, 404, 404)),
    ("POST", "agents.envoyer_la_proposition"): ("D", agents(404, 404, 404)),
    ("GET", "agents.reception_de_la_proposition"): ("D", agents(404, 404, 404)),
    ("POST", "agents.reception_de_la_proposition"): ("D", agents(404, 404, 404)),
    ("GET", "agents.reponse_a_la_proposition"): ("D", agents(404, 404, 404)),
    ("POST", "agents.reponse_a_la_proposition"): ("D", agents(404, 404, 404)),
    ("GET", "agents.retirer_la_proposition"): ("D", agents(404, 404, 404)),
    ("POST", "agents.retirer_la_proposition"): ("D", agents(404, 404, 404)),
    ("GET", "agents.visite"): ("D", agents(404, 404, 404)),  # cette démarche n’en fait pas
    ("POST", "agents.visite"): ("D", agents(404, 404, 404)),
    ("GET", "agents.annuler_la_visite"): ("D", agents(404, 404, 404)),
    ("POST", "agents.annuler_la_visite"): ("D", agents(404, 404, 404)),
    ("POST", "agents.noter_l_absence"): ("D", agents(404, 404, 404)),
    **{
        (methode, f"agents.{vue}"): ("D", agents(404, 403, 404))
        for methode in ("GET", "POST")
        for vue in ("choisir_le_mode", "noter_deces", "regler")
    },
    ("GET", "agents.droits"): ("D", agents(404, 404, 404)),  # cette démarche ne se verse pas par mois
    ("POST", "agents.accorder_avance"): ("D", agents(404, 403, 404)),
    ("GET", "agents.sejour"): ("D", agents(404, 403, 404)),
    ("POST", "agents.sejour"): ("D", agents(404, 403, 404)),
    ("POST", "agents.effacer_le_sejour"): ("D", agents(404, 403, 404)),
    ("GET", "agents.utilisation"): ("D", agents(404, 403, 404)),
    ("POST", "agents.utilisation"): ("D", agents(404, 403, 404)),
    ("GET", "agents.transmettre"): ("D", agents(404, 403, 404)),  # rien à transmettre
    ("POST", "agents.transmettre"): ("D", agents(404, 403, 404)),
    ("GET", "agents.demander_avis"): ("D", agents(200, 403, 200)),
    ("POST", "agents.demander_avis"): ("D", agents(422, 403, 422)),
    ("POST", "agents.revoquer_avis"): ("D", agents(303, 403, 303)),
    # L’avis est demandé à l’accueil : lui seul l’ouvre. Un expert du dehors entre par son code, jamais par une session.
    ("GET", "agents.avis_demandes"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.rendre_avis"): ("D", agents(404, 200, 404)),
    ("POST", "agents.rendre_avis"): ("D", agents(404, 422, 404)),
    ("GET", "agents.fichier_pour_avis"): ("D", agents(404, 404, 404)),  # ce fichier n’est pas partagé
    ("GET", "experts.repondre"): ("D", (303,) * 8),
    ("POST", "experts.repondre"): ("D", (303,) * 8),
    ("GET", "experts.fichier"): ("D", (303,) * 8),
    ("GET", "experts.merci"): ("D", (303,) * 8),
    ("GET", "agents.verifier"): ("D", agents(200, 403, 200)),
    ("POST", "agents.verifier"): ("D", agents(303, 403, 303)),
    ("GET", "agents.recherche"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.usager"): ("D", agents(200, 200, 200)),
    ("POST", "agents.usager"): ("D", agents(303, 303, 303)),
    ("GET", "agents.personne"): ("D", agents(303, 303, 303)),
    ("POST", "agents.personne"): ("D", agents(303, 303, 303)),
    ("GET", "agents.raison"): ("D", agents(303, 303, 303)),
    ("POST", "agents.raison"): ("D", agents(303, 303, 303)),
    ("GET", "agents.motifs"): ("D", agents(409, 403, 409)),
    ("POST", "agents.motifs"): ("D", agents(409, 403, 409)),
    ("POST", "agents.reexaminer"): ("D", agents(409, 403, 409)),
    ("GET", "agents.revoquer_document"): ("D", agents(403, 403, 200)),
    ("POST", "agents.revoquer_document"): ("D", agents(403, 403, 422)),
    ("GET", "usagers.rattacher"): ("", usager(200, 200)),
    ("POST", "usagers.rattacher"): ("", usager(422, 422)),
    ("GET", "agents.guichet"): ("", agents(200, 200, 403, 403)),
    ("GET", "agents.guichet_ouvrir"): ("", agents(200, 200, 403, 403)),
    ("POST", "agents.guichet_ouvrir"): ("", agents(422, 422, 403, 403)),
    ("GET", "agents.guichet_reprendre"): ("G", agents(303, 303, 404)),
    ("GET", "agents.guichet_saisir"): ("G", agents(200, 200, 404)),
    ("POST", "agents.guichet_saisir"): ("G", agents(303, 303, 404)),
    ("GET", "agents.guichet_pieces"): ("G", agents(200, 200, 404)),
    ("POST", "agents.guichet_pieces"): ("G", agents(303, 303, 404)),
    ("GET", "agents.guichet_relire"): ("G", agents(200, 200, 404)),
    ("POST", "agents.guichet_relire"): ("G", agents(303, 303, 404)),
    ("GET", "agents.guichet_supprimer"): ("G", agents(200, 200, 404)),
    ("POST", "agents.guichet_supprimer"): ("G", agents(303, 303, 404)),
    ("POST", "agents.guichet_recepisse"): ("P", agents(200, 200, 403)),
    ("GET", "agents.guichet_arrivee"): ("P", agents(200, 200, 403)),
    ("POST", "agents.guichet_arrivee"): ("P", agents(303, 303, 403)),
    ("GET", "agents.guichet_rattachement"): ("P", agents(200, 200, 403)),
    ("POST", "agents.guichet_rattachement"): ("P", agents(422, 422, 403)),
    ("GET", "agents.courriers"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.courrier"): ("P", agents(503, 503, 503)),  # l’ouvrier ne l’a pas encore composé
    ("POST", "agents.courrier_poste"): ("P", agents(303, 303, 303)),
    ("GET", "agents.envoyer_recommande"): ("V", agents(200, 200, 200)),
    ("POST", "agents.envoyer_recommande"): ("V", agents(422, 422, 422)),
    ("GET", "agents.suivre_recommande"): ("V", agents(200, 200, 200)),
    ("POST", "agents.suivre_recommande"): ("V", agents(422, 422, 422)),
    ("POST", "agents.traiter_retour"): ("V", agents(409, 409, 409)),  # rien n’est revenu
    ("GET", "agents.enregistrer_un_desistement"): ("D", agents(200, 200, 200)),
    ("POST", "agents.enregistrer_un_desistement"): ("D", agents(422, 422, 422)),
    ("POST", "agents.suivre"): ("D", agents(303, 303, 303)),
    ("POST", "agents.ne_plus_suivre"): ("D", agents(303, 303, 303)),
    ("POST", "agents.laisser_non_lu"): ("D", agents(303, 303, 303)),
    ("POST", "agents.poser_des_etiquettes"): ("D", agents(303, 403, 303)),
    ("GET", "agents.ecrire_une_note"): ("D", agents(200, 403, 200)),
    ("POST", "agents.ecrire_une_note"): ("D", agents(422, 403, 422)),
    ("POST", "agents.effacer_une_note"): ("D", agents(303, 403, 404)),  # la note est de l’instructrice
    ("GET", "agents.vues"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.enregistrer_une_vue"): ("", agents(200, 200, 200, 200)),
    ("POST", "agents.enregistrer_une_vue"): ("", agents(422, 422, 422, 422)),
    ("POST", "agents.supprimer_une_vue"): ("D", agents(303, 404, 404)),
    ("GET", "agents.raccourcis"): ("", agents(200, 200, 200, 200)),
    ("POST", "agents.raccourcis"): ("", agents(303, 303, 303, 303)),
    ("GET", "agents.dossier_entier"): ("D", agents(200, 200, 200)),
    ("GET", "agents.lots"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.nouveau_lot"): ("", agents(404, 404, 404, 404)),  # aucun geste dit
    ("POST", "agents.nouveau_lot"): ("", agents(404, 404, 404, 404)),
    ("GET", "agents.lot"): ("D", agents(200, 404, 404)),  # un lot de l’instructrice, à elle seule
    ("POST", "agents.lancer_lot"): ("D", agents(303, 404, 404)),
    ("POST", "agents.arreter_lot"): ("D", agents(409, 404, 404)),
    ("POST", "agents.abandonner_lot"): ("D", agents(303, 404, 404)),
    ("GET", "agents.exports"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.nouvel_export"): ("", agents(200, 200, 200, 200)),
    ("POST", "agents.nouvel_export"): ("", agents(422, 422, 422, 422)),
    ("GET", "agents.fichier_export"): ("D", agents(200, 404, 404)),  # un export de l’instructrice, à elle seule
    ("POST", "agents.effacer_export"): ("D", agents(303, 404, 404)),
    ("GET", "agents.versements"): ("", (C, C, C, 200, 403, 200, 200, 403)),
    ("POST", "agents.exporter_les_versements"): ("", (C, C, C, 403, 403, 200, 200, 403)),
    ("GET", "agents.importer_les_versements"): ("", (C, C, C, 403, 403, 200, 200, 403)),
    ("POST", "agents.importer_les_versements"): ("", (C, C, C, 403, 403, 422, 422, 403)),
    ("GET", "agents.import_de_versements"): ("V", (C, C, C, 403, 403, 404, 404, 403)),  # à qui l’a importé
    ("GET", "agents.prestataires"): ("", (C, C, C, 403, 403, 200, 200, 403)),
    ("POST", "agents.prestataires"): ("", (C, C, C, 403, 403, 422, 422, 403)),
    ("GET", "agents.prestataire"): ("V", (C, C, C, 403, 403, 200, 404, 403)),
    ("POST", "agents.prestataire"): ("V", (C, C, C, 403, 403, 422, 404, 403)),
    ("GET", "agents.operer"): ("V", agents(403, 404, 200)),
    ("POST", "agents.operer"): ("V", agents(403, 404, 422)),
    ("POST", "agents.valider_le_versement"): ("V", agents(303, 404, 303)),
    ("GET", "agents.redemander_les_justificatifs"): ("V", agents(200, 404, 200)),
    ("POST", "agents.redemander_les_justificatifs"): ("V", agents(422, 404, 422)),
    ("GET", "agents.prolonger_le_versement"): ("V", agents(403, 404, 403)),  # à temps, rien à prolonger
    ("POST", "agents.prolonger_le_versement"): ("V", agents(403, 404, 403)),
    ("GET", "agents.constater_la_caducite"): ("V", agents(403, 404, 403)),
    ("POST", "agents.constater_la_caducite"): ("V", agents(403, 404, 403)),
    # Aucun de ceux-ci n’a le métier d’un volet ; la démarche n’en a pas (`test_volets_secrets` éprouve celle qui en a).
    ("GET", "agents.volet"): ("D", agents(404, 404, 404)),
    ("GET", "agents.volet_archive"): ("D", agents(404, 404, 404)),
    ("GET", "agents.volet_page"): ("D", agents(404, 404, 404)),
    ("POST", "agents.volet_page"): ("D", agents(404, 404, 404)),
    ("POST", "agents.valider_le_volet"): ("D", agents(404, 404, 404)),
    ("GET", "agents.rouvrir_le_volet"): ("D", agents(404, 404, 404)),
    ("POST", "agents.rouvrir_le_volet"): ("D", agents(404, 404, 404)),
    ("POST", "agents.joindre_au_volet"): ("D", agents(404, 404, 404)),
    ("GET", "agents.fichier_du_volet"): ("D", agents(404, 404, 404)),
    ("POST", "agents.retirer_du_volet"): ("D", agents(404, 404, 404)),
    ("GET", "agents.volets"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.hors_ligne"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.veilleur"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.absences"): ("", agents(200, 200, 200, 200)),
    ("GET", "agents.declarer_une_absence"): ("", agents(200, 200, 200, 200)),
    ("POST", "agents.declarer_une_absence"): ("", agents(422, 422, 422, 422)),
    ("GET", "agents.ecourter_une_absence"): ("D", agents(200, 404, 200)),  # l’absence de l’instructrice
    ("POST", "agents.ecourter_une_absence"): ("D", agents(422, 404, 422)),
    ("GET", "agents.mon_equipe"): ("", (C, C, C, 403, 403, 303, 303, 403)),
    ("GET", "agents.equipe"): ("D", ENCADREMENT[200]),
    ("GET", "agents.regler_la_repartition"): ("D", ENCADREMENT[200]),
    ("POST", "agents.regler_la_repartition"): ("D", ENCADREMENT[303]),
    ("GET", "agents.creer_un_secteur"): ("D", ENCADREMENT[200]),
    ("POST", "agents.creer_un_secteur"): ("D", ENCADREMENT[422]),
    ("GET", "agents.secteur"): ("D", ENCADREMENT[200]),
    ("POST", "agents.secteur"): ("D", ENCADREMENT[422]),
    ("POST", "agents.supprimer_un_secteur"): ("D", ENCADREMENT[303]),
    ("GET", "agents.creer_une_etiquette"): ("D", ENCADREMENT[200]),
    ("POST", "agents.creer_une_etiquette"): ("D", ENCADREMENT[422]),
    ("GET", "agents.etiquette"): ("D", ENCADREMENT[200]),
    ("POST", "agents.etiquette"): ("D", ENCADREMENT[303]),
    ("POST", "agents.supprimer_une_etiquette"): ("D", ENCADREMENT[303]),
    ("GET", "agents.agenda"): ("", agents(200, 200, 200, 200)),  # qui encadre tient les agendas sans lire qui vient
    ("GET", "agents.rendez_vous"): ("R", agents(200, 200, 404)),
    ("POST", "agents.marquer_la_presence"): ("R", agents(404, 404, 404)),  # aucun geste
    ("GET", "agents.repondre_a_la_personne"): ("R", agents(200, 200, 404)),
    ("POST", "agents.repondre_a_la_personne"): ("R", agents(303, 303, 404)),
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
    ("POST", "agents.retirer_la_plage"): ("R", agents(303, 404, 303)),
    ("GET", "agents.un_seul_jour"): ("R", agents(200, 404, 200)),
    ("POST", "agents.un_seul_jour"): ("R", agents(422, 404, 422)),
    ("POST", "agents.retablir_le_jour"): ("R", agents(422, 404, 422)),  # rien n’y changeait
    ("GET", "agents.replacer"): ("", agents(404, 404, 404)),
    ("POST", "agents.replacer"): ("", agents(404, 404, 404)),
}
"""(Méthode, vue) → sur quoi, et ce que reçoit chacun. D déposé, B brouillon, K à compléter : à la même personne et au
même service. Au guichet : G brouillon, P reçue par courrier. R : un rendez-vous de ce service, avec l’instructrice."""
