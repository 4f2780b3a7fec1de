"""La table des accès, pour le bureau des notaires et les agents qui leur répondent.

Mêmes situations que `table_des_acces`, trois colonnes de plus : le notaire de l’office, un confrère d’un autre office,
et qui encadre les services des notaires. « N » : ce que tient l’office du notaire.
"""

from tests.integration.colonnes_des_acces import notaires

OFFICE: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {
    ("GET", "notaires.office"): ("", notaires(200, 200)),
    ("GET", "notaires.ouvrir_un_acces"): ("", notaires(200, 200)),
    ("POST", "notaires.ouvrir_un_acces"): ("", notaires(422, 422)),
    ("POST", "notaires.fermer_un_acces"): ("N", notaires(303)),
    ("POST", "notaires.rouvrir_un_acces"): ("N", notaires(303)),
}
LOTS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
ALARMES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
AIDES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
DEPOT: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
REPONSES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
RECUPERATIONS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
ZONES: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
CERTIFICATS: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
PREEMPTION: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
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
