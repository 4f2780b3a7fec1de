"""La table des accès, pour inscrire ses enfants ; mêmes colonnes, mêmes situations que `table_des_acces`.

Rien n’y est inscrit : le panier, la commande ou l’attente d’un autre foyer sont éprouvés par
`inscriptions/test_ecrans_droits.py`.
"""

from tests.integration.colonnes_des_acces import usager

PERSONNE = usager(404, 404)
INSCRIPTIONS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "usagers.mes_inscriptions"): ("", usager(200, 200)),
    ("GET", "inscriptions.panier"): ("", usager(200, 200)),
    ("POST", "inscriptions.garder_mes_places"): ("", usager(200, 200)),  # rien n’est au panier : la page le dit
    ("POST", "inscriptions.vider_le_panier"): ("", usager(303, 303)),
    ("GET", "inscriptions.recapitulatif"): ("", usager(200, 200)),
    ("POST", "inscriptions.recapitulatif"): ("", usager(200, 200)),
    ("POST", "inscriptions.retirer_du_panier"): ("I", PERSONNE),
    ("GET", "inscriptions.choisir"): ("I", PERSONNE),
    ("POST", "inscriptions.choisir"): ("I", PERSONNE),
    ("POST", "inscriptions.entrer_en_salle"): ("I", PERSONNE),
    ("GET", "inscriptions.commande"): ("I", PERSONNE),
    ("POST", "inscriptions.garder_ma_commande"): ("I", PERSONNE),
    ("POST", "inscriptions.revenir_au_panier"): ("I", PERSONNE),
    ("POST", "inscriptions.rendre_les_places"): ("I", PERSONNE),
    ("GET", "inscriptions.renoncer"): ("I", PERSONNE),
    ("POST", "inscriptions.renoncer"): ("I", PERSONNE),
    ("GET", "inscriptions.attente"): ("I", PERSONNE),
    ("POST", "inscriptions.accepter_les_places"): ("I", PERSONNE),
    ("POST", "inscriptions.refuser_les_places"): ("I", PERSONNE),
    ("POST", "inscriptions.quitter_la_liste"): ("I", PERSONNE),
    ("GET", "inscriptions.dire_nos_voeux"): ("I", PERSONNE),
    ("POST", "inscriptions.dire_nos_voeux"): ("I", PERSONNE),
    ("POST", "inscriptions.retirer_nos_voeux"): ("I", PERSONNE),
    ("GET", "inscriptions.contester_le_resultat"): ("I", PERSONNE),
    ("POST", "inscriptions.contester_le_resultat"): ("I", PERSONNE),
}
