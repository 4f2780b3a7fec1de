"""La table des accès, pour le bureau des notaires et les agents qui leur répondent.

Mêmes situations que `table_des_acces`, trois colonnes de plus : le notaire de l’office, un confrère d’un autre office,
et qui encadre les services des notaires. « N » : ce que tient l’office du notaire ; « NS » : ses
requêtes de succession ; « NL » : un fichier de requêtes, dont une ligne est à corriger ; « NA » : une alarme ;
« NC » : un certificat à vérifier.
"""

from tests.integration.colonnes_des_acces import C, agents, notaires, services_des_notaires, usager

SUCCESSION = services_des_notaires(200, 404, 404)
"""Une succession n’existe que pour qui y répond."""
GESTE, ECRIT = services_des_notaires(303, 404, 404), services_des_notaires(422, 404, 404)
OFFICE: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "notaires.office"): ("", notaires(200, 200)),
    ("GET", "notaires.ouvrir_un_acces"): ("", notaires(200, 200)),
    ("POST", "notaires.ouvrir_un_acces"): ("", notaires(422, 422)),
    ("POST", "notaires.fermer_un_acces"): ("N", notaires(303)),
    ("POST", "notaires.rouvrir_un_acces"): ("N", notaires(303)),
}
LOTS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "notaires.lots"): ("", notaires(200, 200)),
    ("GET", "notaires.modele_de_lot"): ("", notaires(200, 200)),
    ("GET", "notaires.envoyer_un_lot"): ("", notaires(200, 200)),
    ("POST", "notaires.envoyer_un_lot"): ("", notaires(422, 422)),
    ("GET", "notaires.lot"): ("NL", notaires(200)),
    ("POST", "notaires.ajouter_des_actes"): ("NL", notaires(303)),
    ("POST", "notaires.relancer_un_lot"): ("NL", notaires(303)),
    ("GET", "notaires.lignes_a_corriger"): ("NL", notaires(200)),
    ("GET", "notaires.corriger_une_ligne"): ("NL", notaires(200)),
    ("POST", "notaires.corriger_une_ligne"): ("NL", notaires(422)),
}
# Au délégué à la protection des données seul, qui n’est pas ici : `notaires/test_alarmes.py` l’éprouve.
ALARMES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.alarmes_des_notaires"): ("", services_des_notaires(403)),
    ("GET", "agents.alarme_d_un_notaire"): ("NA", services_des_notaires(403)),
    ("POST", "agents.alarme_d_un_notaire"): ("NA", services_des_notaires(403)),
}
AIDES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.imports_d_aides"): ("", services_des_notaires(200, administre=200)),
    ("POST", "agents.imports_d_aides"): ("", services_des_notaires(422, administre=422)),
    ("GET", "agents.import_d_aides"): ("E", services_des_notaires(404, administre=404)),
    ("GET", "agents.rejets_d_aides"): ("E", services_des_notaires(404, administre=404)),
    ("POST", "agents.abandonner_l_import"): ("E", services_des_notaires(404, administre=404)),
    ("GET", "agents.effacer_les_absentes"): ("E", services_des_notaires(404, administre=404)),
    ("POST", "agents.effacer_les_absentes"): ("E", services_des_notaires(404, administre=404)),
}
DEPOT: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "notaires.accueil"): ("", notaires(200, 200)),
    ("GET", "notaires.requetes"): ("", notaires(200, 200)),
    ("GET", "notaires.historique"): ("", notaires(200, 200)),
    ("POST", "notaires.exporter_l_historique"): ("", notaires(200, 200)),
    ("POST", "notaires.exporter_les_certificats"): ("", notaires(200, 200)),
    ("GET", "notaires.nouvelle_requete"): ("", notaires(200, 200)),
    ("POST", "notaires.nouvelle_requete"): ("", notaires(422, 422)),
    ("GET", "notaires.saisir_la_requete"): ("NS", notaires(200)),
    ("POST", "notaires.saisir_la_requete"): ("NS", notaires(422)),
    ("GET", "notaires.pieces_de_la_requete"): ("NS", notaires(200)),
    ("POST", "notaires.pieces_de_la_requete"): ("NS", notaires(303)),
    ("GET", "notaires.relire_la_requete"): ("NS", notaires(200)),
    ("POST", "notaires.relire_la_requete"): ("NS", notaires(422)),
    ("POST", "notaires.effacer_le_brouillon"): ("NS", notaires(303)),
    ("GET", "notaires.requete"): ("NS", notaires(200)),
    ("POST", "notaires.ajouter_l_acte"): ("NS", notaires(404)),  # elle l’a
    ("GET", "notaires.retirer_la_requete"): ("NS", notaires(200)),
    ("POST", "notaires.retirer_la_requete"): ("NS", notaires(303)),
    ("POST", "notaires.preciser_la_requete"): ("NS", notaires(404)),  # rien n’y est répondu
    ("GET", "notaires.reponse_a_la_requete"): ("NS", notaires(404)),  # idem
    ("POST", "notaires.renvoyer_le_message"): ("NS", notaires(404)),  # idem
}
REPONSES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.successions"): ("", services_des_notaires(200)),
    ("GET", "agents.statistiques_successions"): ("", services_des_notaires(200)),
    ("GET", "agents.valider_des_reponses"): ("", services_des_notaires(200)),
    ("POST", "agents.valider_ces_reponses"): ("", services_des_notaires(303)),
    ("GET", "agents.requete_succession"): ("SU", SUCCESSION),
    ("GET", "agents.acte_de_la_requete"): ("SU", services_des_notaires(404, 404, 404)),
    ("GET", "agents.mandat_de_la_requete"): ("SU", services_des_notaires(404, 404, 404)),
    ("GET", "agents.lettre_de_la_requete"): ("SU", services_des_notaires(404, 404, 404)),
    ("POST", "agents.prendre_la_requete"): ("SU", GESTE),
    ("POST", "agents.rechercher_encore"): ("SU", GESTE),
    ("POST", "agents.juger_une_ressemblance"): ("SU", ECRIT),
    ("GET", "agents.proposer_une_reponse"): ("SU", SUCCESSION),
    ("POST", "agents.proposer_une_reponse"): ("SU", ECRIT),
    ("GET", "agents.redemander_l_acte"): ("SU", SUCCESSION),
    ("POST", "agents.redemander_l_acte"): ("SU", ECRIT),
    ("GET", "agents.renvoyer_une_reponse"): ("SU", SUCCESSION),
    ("POST", "agents.renvoyer_une_reponse"): ("SU", ECRIT),
}
RECUPERATIONS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.recuperations"): ("", services_des_notaires(200)),
    ("GET", "agents.recuperation"): ("SU", SUCCESSION),
    ("GET", "agents.lettre_de_la_recuperation"): ("SU", services_des_notaires(404, 404, 404)),
    ("GET", "agents.actif_de_la_recuperation"): ("SU", SUCCESSION),
    ("POST", "agents.actif_de_la_recuperation"): ("SU", ECRIT),
    ("GET", "agents.decider_la_recuperation"): ("SU", SUCCESSION),
    ("POST", "agents.decider_la_recuperation"): ("SU", ECRIT),
    ("GET", "agents.notifier_la_recuperation"): ("SU", SUCCESSION),
    ("POST", "agents.notifier_la_recuperation"): ("SU", ECRIT),
    ("GET", "agents.titre_de_la_recuperation"): ("SU", SUCCESSION),
    ("POST", "agents.titre_de_la_recuperation"): ("SU", ECRIT),
    ("GET", "agents.solder_la_recuperation"): ("SU", SUCCESSION),
    ("POST", "agents.solder_la_recuperation"): ("SU", ECRIT),
    ("GET", "notaires.actif_de_la_succession"): ("SU", notaires(200)),
    ("POST", "notaires.actif_de_la_succession"): ("SU", notaires(422)),
    ("GET", "notaires.decision_de_recuperation"): ("SU", notaires(404)),
}
ZONES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.zones"): ("", services_des_notaires(200, administre=200)),
    ("GET", "agents.importer_une_couche"): ("", services_des_notaires(200, administre=200)),
    ("POST", "agents.importer_une_couche"): ("", services_des_notaires(422, administre=422)),
    ("GET", "agents.version_de_zonage"): ("E", services_des_notaires(404, administre=404)),
    ("GET", "agents.import_de_couche"): ("E", services_des_notaires(404, administre=404)),
    ("GET", "agents.rejets_de_couche"): ("E", services_des_notaires(404, administre=404)),
}
CERTIFICATS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "notaires.certificats"): ("", notaires(200, 200)),
    ("GET", "notaires.nouveau_certificat"): ("", notaires(200, 200)),
    ("POST", "notaires.nouveau_certificat"): ("", notaires(422, 422)),
    ("GET", "notaires.certificat"): ("NC", notaires(200)),
    ("GET", "notaires.pdf_du_zonage"): ("NC", notaires(404)),  # un agent le vérifie encore
    ("GET", "notaires.plan_joint"): ("NC", notaires(404)),  # aucun n’y est joint
    ("GET", "notaires.repondre_a_la_question"): ("NC", notaires(409)),  # aucune n’est posée
    ("POST", "notaires.repondre_a_la_question"): ("NC", notaires(409)),
    ("GET", "notaires.retirer_la_demande"): ("NC", notaires(200)),
    ("POST", "notaires.retirer_la_demande"): ("NC", notaires(303)),
    ("GET", "agents.certificats_de_zonage"): ("", services_des_notaires(200)),
    ("GET", "agents.certificat_de_zonage"): ("NC", SUCCESSION),
    ("POST", "agents.confirmer_des_parcelles"): ("NC", GESTE),
    ("POST", "agents.delivrer_le_certificat"): ("NC", services_des_notaires(409, 404, 404)),  # sans dire ce qu’il a lu
    ("GET", "agents.demander_une_precision"): ("NC", SUCCESSION),
    ("POST", "agents.demander_une_precision"): ("NC", ECRIT),
    ("GET", "agents.rectifier_le_certificat"): ("NC", services_des_notaires(409, 404, 404)),  # il n’est pas délivré
    ("POST", "agents.rectifier_le_certificat"): ("NC", services_des_notaires(409, 404, 404)),
    ("GET", "agents.pdf_du_certificat_de_zonage"): ("NC", services_des_notaires(404, 404, 404)),
    ("GET", "agents.plan_du_certificat_de_zonage"): ("NC", services_des_notaires(404, 404, 404)),
    ("GET", "agents.corriger_une_parcelle"): ("NC", SUCCESSION),
    ("POST", "agents.corriger_une_parcelle"): ("NC", ECRIT),
}
_AUX_OFFICES = {
    "D": {
        "GET": (
            *("dossier", "ajouter", "document", "confirmation", "fichier", "recapitulatif_pdf", "retirer"),
            *("journal", "journal_json", "journal_pdf"),
        ),
        "POST": {"ajouter": 303, "ecrire": 303, "retirer": 303, "demander_attestation": 409},
    },
    "B": {
        "GET": ("pieces", "recapitulatif", "saisir", "supprimer"),
        "POST": {"pieces": 303, "recapitulatif": 422, "saisir": 422, "supprimer": 303},
    },
    "K": {"GET": ("completer",), "POST": {"completer": 422}},
}
"""Ce qu’un office ouvre pour ses propres ventes : la demande d’une autre personne n’existe pour aucun d’eux."""
PREEMPTION: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "notaires.declarations"): ("", notaires(200, 200)),
    ("GET", "usagers.espace"): ("", (*usager(200, 200), 303, 303, C)),
    ("GET", "usagers.commencer"): ("", (*usager(200, 200), 403, 403, C)),  # cette démarche n’est pas aux offices
    ("POST", "usagers.commencer"): ("", (*usager(422, 422), 403, 403, C)),
    ("GET", "usagers.repondre_a_la_preemption"): ("D", (*usager(404), 404, 404, C)),  # ce n’est pas une vente
    ("POST", "usagers.repondre_a_la_preemption"): ("D", (*usager(404), 404, 404, C)),
    ("GET", "agents.noter_la_reponse_au_prix"): ("D", agents(404, 404, 404)),  # idem
    ("POST", "agents.noter_la_reponse_au_prix"): ("D", agents(404, 404, 404)),
    ("GET", "usagers.reprendre"): ("B", (*usager(303), 404, 404, C)),
    **{
        (methode, f"usagers.{vue}"): (sur, (*usager(codes[vue] if isinstance(codes, dict) else 200), 404, 404, C))
        for sur, par_methode in _AUX_OFFICES.items()
        for methode, codes in par_methode.items()
        for vue in codes
    },
}
NOTAIRES = {
    **OFFICE,
    **LOTS,
    **ALARMES,
    **AIDES,
    **DEPOT,
    **REPONSES,
    **RECUPERATIONS,
    **ZONES,
    **CERTIFICATS,
    **PREEMPTION,
}
