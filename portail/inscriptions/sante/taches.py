"""Effacer chaque nuit ce qui ne sert plus : fiches sanitaires des activités finies, attestations échues."""

from portail.inscriptions.attestations.actions import oublier_les_perimees
from portail.inscriptions.sante.actions import effacer_les_finies
from portail.socle.taches import periodique


@periodique("inscriptions.effacer_la_sante", "40 3 * * *")
def effacer_la_sante() -> None:
    """Efface les fiches et les attestations échues ; les documents qu’elles portaient le seront dans la nuit."""
    effacer_les_finies()
    oublier_les_perimees()
