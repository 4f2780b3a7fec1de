"""La table des accès, pour la famille dans « Mon espace » ; mêmes colonnes, mêmes situations que `table_des_acces`.

« F » est un enfant du propriétaire : pour tout autre foyer, il n’existe pas.
"""

from tests.integration.colonnes_des_acces import usager

FAMILLE: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "usagers.famille"): ("", usager(200, 200)),
    ("GET", "usagers.ce_que_nous_gardons"): ("", usager(200, 200)),
    ("GET", "usagers.ajouter_un_enfant"): ("", usager(200, 200)),
    ("POST", "usagers.ajouter_un_enfant"): ("", usager(422, 422)),
    ("GET", "usagers.rejoindre_un_enfant"): ("", usager(200, 200)),
    ("POST", "usagers.rejoindre_un_enfant"): ("", usager(422, 422)),
    ("GET", "usagers.quotient"): ("", usager(200, 200)),
    ("POST", "usagers.quotient"): ("", usager(422, 422)),
    ("POST", "usagers.demander_le_quotient"): ("", usager(404, 404)),  # API Particulier n’est pas réglée
    ("GET", "usagers.enfant"): ("F", usager(200)),
    ("GET", "usagers.modifier_l_enfant"): ("F", usager(200)),
    ("POST", "usagers.modifier_l_enfant"): ("F", usager(422)),
    ("GET", "usagers.changer_la_residence"): ("F", usager(200)),
    ("POST", "usagers.changer_la_residence"): ("F", usager(422)),
    ("GET", "usagers.se_detacher"): ("F", usager(200)),
    ("POST", "usagers.se_detacher"): ("F", usager(303)),
    ("GET", "usagers.inviter_un_responsable"): ("F", usager(200)),
    ("POST", "usagers.inviter_un_responsable"): ("F", usager(200)),
    ("GET", "usagers.autoriser_une_personne"): ("F", usager(200)),
    ("POST", "usagers.autoriser_une_personne"): ("F", usager(422)),
    ("POST", "usagers.retirer_une_personne"): ("F", usager(303)),
    ("GET", "usagers.attester"): ("F", usager(200)),
    ("POST", "usagers.attester"): ("F", usager(422)),
    ("POST", "usagers.retirer_une_attestation"): ("F", usager(303)),
    ("GET", "usagers.document_de_l_attestation"): ("F", usager(404)),  # aucun document n’y est joint
    ("GET", "usagers.fiche_sanitaire"): ("F", usager(404)),  # l’enfant n’est inscrit à aucune activité
    ("POST", "usagers.fiche_sanitaire"): ("F", usager(404)),
    ("GET", "usagers.effacer_la_fiche_sanitaire"): ("F", usager(404)),
    ("POST", "usagers.effacer_la_fiche_sanitaire"): ("F", usager(404)),
}
