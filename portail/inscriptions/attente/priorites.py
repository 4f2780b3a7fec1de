"""Qui passe d’abord sur la liste d’attente : réinscription, fratrie, commune du site ; ensuite l’ordre d’arrivée."""

from collections.abc import Sequence

from sqlalchemy import select

from portail.identite.famille.models import Enfant
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.places.examen import etait_inscrit
from portail.inscriptions.places.models import Inscription
from portail.inscriptions.places.prises import Voulue
from portail.parametres.queries import entier_au
from portail.socle.base import session


def priorite_de(voulues: Sequence[Voulue]) -> int:
    """Rend les points du foyer [P] : ceux du mieux placé de ses enfants pour chaque critère."""
    criteres = {
        "reinscription": any(etait_inscrit(une.enfant, une.groupe.activite.saison) for une in voulues),
        "fratrie": any(_a_un_frere_inscrit(une.enfant, une.groupe) for une in voulues),
        "commune_du_site": any(une.groupe.lieu_code_insee in une.enfant.communes for une in voulues),
    }
    return sum(entier_au(f"inscription_priorite_{nom}") for nom, vrai in criteres.items() if vrai)


def _a_un_frere_inscrit(enfant: Enfant, groupe: Groupe) -> bool:
    """Vrai si un autre enfant d’un de ses responsables a déjà sa place dans une activité de la saison."""
    responsables = [un.usager_id for un in enfant.rattachements]
    autres = (
        select(Inscription.id)
        .join(Groupe, Groupe.id == Inscription.groupe_id)
        .join(Activite, Activite.id == Groupe.activite_id)
        .where(
            Inscription.usager_id.in_(responsables),
            Inscription.enfant_id != enfant.id,
            Inscription.active,
            Inscription.confirmee_le.is_not(None),
            Activite.saison_id == groupe.activite.saison_id,
        )
    )
    return session.scalar(autres.limit(1)) is not None
