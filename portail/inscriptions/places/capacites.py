"""Changer une capacité : à découvert, raison à l’appui ; jamais en contournant le compteur."""

from uuid import UUID

from sqlalchemy import select, update

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.erreurs import exiger_une_raison
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.inscriptions.places.liberation import servir_les_quotas
from portail.inscriptions.places.models import GroupeQuota, Quota
from portail.journal.actions import Auteur, inscrire
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit
from portail.socle.tours import reprendre


def changer_la_capacite(quota_id: UUID, capacite: int, *, raison: str, agent: Agent, auteur: Auteur) -> Quota:
    """Change un nombre de places et sert qui attendait ; lève `CapaciteTropPetite`, `Interdit`, `RaisonManquante`."""
    exiger_une_raison(raison)

    def geste() -> Quota:
        with transaction():
            services = session.scalars(
                select(Activite.service_code)
                .join(Groupe, Groupe.activite_id == Activite.id)
                .join(GroupeQuota, GroupeQuota.groupe_id == Groupe.id)
                .where(GroupeQuota.quota_id == quota_id)
                .distinct()
            ).all()
            if not services or not all(peut_regler(agent, service) for service in services):
                raise Interdit
            poser_la_capacite(quota_id, capacite)
            details = {"capacite": capacite}
            inscrire("changer_capacite", auteur=auteur, objet=("quota", quota_id), details=details, texte=raison)
            servir_les_quotas([quota_id])
            return session.get_one(Quota, quota_id, populate_existing=True)

    return reprendre(geste)


def poser_la_capacite(quota_id: UUID, capacite: int) -> None:
    """Change le nombre de places, dans la transaction courante ; lève `CapaciteTropPetite` si plus sont prises."""
    if capacite < 0:
        raise CapaciteTropPetite
    change = update(Quota).where(Quota.id == quota_id, Quota.pris <= capacite).values(capacite=capacite)
    changees = session.scalars(change.returning(Quota.id).execution_options(synchronize_session=False))
    if changees.one_or_none() is None:
        raise CapaciteTropPetite
