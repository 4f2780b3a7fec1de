"""La table des accès, pour la billetterie et les entrées ; mêmes colonnes, mêmes situations que `table_des_acces`.

Qui reçoit vend et contrôle ; qui encadre ouvre, annule et rembourse ; un autre service ne sait rien.
"""

from tests.integration.colonnes_des_acces import C, agents

BILLETTERIE: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "agents.billetterie"): ("", (C, C, C, 200, 200, 200, 200, 403)),
    ("GET", "agents.billetterie_du_site"): ("BI", agents(200, 200, 200)),
    ("GET", "agents.chiffres_de_la_billetterie"): ("BI", agents(200, 200, 200)),
    ("GET", "agents.ouvrir_des_seances"): ("BI", agents(403, 403, 200)),
    ("POST", "agents.ouvrir_des_seances"): ("BI", agents(403, 403, 422)),
    ("GET", "agents.seance_de_visite"): ("BI", agents(200, 200, 200)),
    ("GET", "agents.changer_les_places_de_la_visite"): ("BI", agents(403, 403, 200)),
    ("POST", "agents.changer_les_places_de_la_visite"): ("BI", agents(403, 403, 422)),
    ("GET", "agents.annuler_la_visite_de_site"): ("BI", agents(403, 403, 200)),
    ("POST", "agents.annuler_la_visite_de_site"): ("BI", agents(403, 403, 422)),
    ("GET", "agents.vendre_des_billets"): ("BI", agents(200, 200, 200)),
    ("POST", "agents.vendre_des_billets"): ("BI", agents(422, 422, 422)),
    ("GET", "agents.achat"): ("BI", agents(200, 200, 200)),
    ("GET", "agents.rembourser_un_achat"): ("BI", agents(403, 403, 200)),
    ("POST", "agents.rembourser_un_achat"): ("BI", agents(403, 403, 422)),
    ("GET", "agents.entree"): ("BI", agents(200, 200, 200)),
    ("POST", "agents.entree"): ("BI", agents(422, 422, 422)),
    ("GET", "agents.entree_telephone"): ("BI", agents(200, 200, 200)),
    ("GET", "agents.feuille_d_entree"): ("BI", agents(200, 200, 200)),
    ("POST", "agents.synchroniser_l_entree"): ("BI", agents(422, 422, 422)),  # ce n’est pas du JSON
}
