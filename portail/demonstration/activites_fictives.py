"""La saison de la démonstration : les activités livrées, ramenées au présent, et d’autres bâties sur leur modèle."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe, Saison
from portail.inscriptions.places.capacites import changer_la_capacite
from portail.inscriptions.places.models import GroupeQuota, Quota
from portail.socle.base import session, transaction

REPERE, DERNIER = date(2026, 11, 22), date(2027, 1, 17)
"""Entre ces jours, les dates livrées vont ; en dehors, toute la saison glisse d’autant de semaines entières."""
_DATES: Mapping[type[Saison | Activite | Groupe], tuple[str, ...]] = {
    Saison: ("debut", "fin", "date_age"),
    Activite: ("ouvre_le", "ferme_le"),
    Groupe: ("premier_jour", "dernier_jour"),
}
_REGLES = (
    "service_code", "regie_code", "grille_id", "attestation_sante", "responsabilite_civile", "regles_annulation"
)  # fmt: skip
_DU_GROUPE = (
    "nature", "lieu_nom", "lieu_adresse", "lieu_code_insee", "jours", "debut", "fin", "premier_jour", "dernier_jour",
    "age_min", "age_max", "produit", "quantite",
)  # fmt: skip


def ramener_au_present(jour: date) -> timedelta:
    """Décale saisons, activités et groupes pour qu’un stage reste à venir ce jour-là ; rend de combien."""
    ecart = timedelta() if REPERE <= jour <= DERNIER else timedelta(weeks=(jour - REPERE).days // 7)
    if ecart:
        with transaction():
            for modele, colonnes in _DATES.items():
                for ligne in session.scalars(select(modele)):
                    for colonne in colonnes:
                        valeur = getattr(ligne, colonne)
                        setattr(ligne, colonne, valeur + ecart if valeur else None)
    return ecart


def activite_comme(
    modele: Activite,
    code: str,
    **valeurs: Any,  # noqa: ANN401 — les colonnes d’une activité
) -> Activite:
    """Ajoute une activité qui a les règles du modèle, à ces valeurs près, et la rend."""
    with transaction():
        reprises = {nom: getattr(modele, nom) for nom in _REGLES}
        neuve = Activite(**{"saison_id": modele.saison_id, **reprises, "code": code, **valeurs})
        session.add(neuve)
    return neuve


def groupe_comme(
    modele: Groupe,
    code: str,
    *,
    activite: Activite,
    places: int,
    libelle: str,
    **valeurs: Any,  # noqa: ANN401 — les colonnes d’un groupe
) -> Groupe:
    """Ajoute à une activité un groupe semblable au modèle, à ces valeurs près, et le rend."""
    with transaction():
        reprises = {nom: getattr(modele, nom) for nom in _DU_GROUPE}
        neuf = Groupe(**{**reprises, "code": code, "activite_id": activite.id, "libelle": libelle, **valeurs})
        quota = Quota(code=code, libelle=libelle, capacite=places)
        session.add_all([neuf, quota])
        session.flush()
        session.add(GroupeQuota(groupe_id=neuf.id, quota_id=quota.id))
    return neuf


def reduire(code: str, places: int, *, raison: str, agent: Agent) -> None:
    """Ramène un groupe à peu de places, pour qu’il soit vite complet."""
    quota_id = session.scalars(select(Quota.id).where(Quota.code == code)).one()
    changer_la_capacite(quota_id, places, raison=raison, agent=agent, auteur=auteur_agent(agent))
