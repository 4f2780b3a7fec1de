"""La table des accès, pour la régie au bureau ; mêmes colonnes, mêmes situations que `table_des_acces`.

Nul n’y est régisseur : qui l’est, et d’un autre service, est éprouvé par `paiement/test_regie.py`.
"""

from tests.integration.colonnes_des_acces import agents

PERSONNE = agents(403, 403, 403, 403)
REGIE: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.regie"): ("E", PERSONNE),
    ("POST", "agents.exporter_la_regie"): ("E", PERSONNE),
    ("GET", "agents.importer_le_releve"): ("E", PERSONNE),
    ("POST", "agents.importer_le_releve"): ("E", PERSONNE),
    ("GET", "agents.import_du_releve"): ("E", PERSONNE),
    ("POST", "agents.constater_la_ligne"): ("E", PERSONNE),
    ("GET", "agents.classer_la_ligne"): ("E", PERSONNE),
    ("POST", "agents.classer_la_ligne"): ("E", PERSONNE),
    ("GET", "agents.somme_due"): ("E", PERSONNE),
    ("GET", "agents.encaisser"): ("E", PERSONNE),
    ("POST", "agents.encaisser"): ("E", PERSONNE),
    ("GET", "agents.echelonner"): ("E", PERSONNE),
    ("POST", "agents.echelonner"): ("E", PERSONNE),
    ("GET", "agents.faire_payer_en_ligne"): ("E", PERSONNE),
    ("POST", "agents.faire_payer_en_ligne"): ("E", PERSONNE),
    ("POST", "agents.relire_les_paiements"): ("E", PERSONNE),
    ("GET", "agents.recu_de_l_encaissement"): ("E", PERSONNE),
    ("GET", "agents.noter_le_remboursement"): ("E", PERSONNE),
    ("POST", "agents.noter_le_remboursement"): ("E", PERSONNE),
    ("GET", "agents.noter_l_impaye"): ("E", PERSONNE),
    ("POST", "agents.noter_l_impaye"): ("E", PERSONNE),
    ("GET", "agents.trancher_l_anomalie"): ("E", PERSONNE),
    ("POST", "agents.trancher_l_anomalie"): ("E", PERSONNE),
}
