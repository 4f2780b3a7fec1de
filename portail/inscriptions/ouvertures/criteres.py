"""Ce qu’un foyer remplit parmi les critères d’une campagne, relevé en base à la clôture."""

from collections.abc import Mapping
from uuid import UUID

from portail.identite.famille.models import Enfant
from portail.inscriptions.activites.queries import groupes_par_id
from portail.inscriptions.attestations.queries import valeur_du_quotient
from portail.inscriptions.ouvertures.models import DemandeSurVoeux
from portail.inscriptions.places.examen import etait_inscrit
from portail.inscriptions.tarifs.queries import grille_de

PREMIERE_FOIS, FRATRIE, COMMUNE_DU_SITE = "premiere_fois", "fratrie", "commune_du_site"
QUOTIENT = "quotient_"
"""Suivi de la tranche, en minuscules : « quotient_t1 »."""


def criteres_de(demande: DemandeSurVoeux, enfants: Mapping[UUID, Enfant]) -> list[str]:
    """Rend les critères remplis, triés ; le quotient inconnu n’en remplit aucun."""
    siens = {voeu.enfant_id: enfants[voeu.enfant_id] for voeu in demande.voeux}
    groupes = groupes_par_id({voeu.groupe_id for voeu in demande.voeux})
    if not groupes:
        return []
    activite = next(iter(groupes.values())).activite
    remplis = {
        PREMIERE_FOIS: not any(etait_inscrit(enfant, activite.saison) for enfant in siens.values()),
        FRATRIE: len(siens) > 1,
        COMMUNE_DU_SITE: any(
            voeu.rang == 1 and groupes[voeu.groupe_id].lieu_code_insee in siens[voeu.enfant_id].communes
            for voeu in demande.voeux
        ),
    }
    criteres = {nom for nom, vrai in remplis.items() if vrai}
    quotient = valeur_du_quotient(demande.usager_id)
    if quotient is not None:
        criteres.add(QUOTIENT + grille_de(activite.grille_id).tranche_de(quotient).code.lower())
    return sorted(criteres)
