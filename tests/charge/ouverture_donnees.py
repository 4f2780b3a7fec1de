"""Peupler un jour d’ouverture : des familles de Vallet, leurs attestations, des stages trop petits pour tous.

Les familles s’écrivent d’un bloc ; les activités, la salle et les agents passent par les actions de la vie.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import insert, text, update

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent, Usager
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.attestations.models import Attestation, Genre, Source
from portail.inscriptions.ouvertures import salles
from portail.inscriptions.ouvertures.models import SalleDAttente
from portail.inscriptions.places.audit import ecarts, inscriptions_fausses
from portail.socle import base, horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.course import foyers

PLACES_PAR_GROUPE = 95
DEMANDES_PAR_GROUPE = 100
"""Plus que de places : des familles arrivent trop tard, et c’est là que l’on survendrait."""
CHOIX = 3
"""Combien de stages une famille essaie, du préféré au dernier, avant de renoncer."""
UNE_FRATRIE_SUR = 4
AU_GUICHET_UNE_SUR = 10
GENRES = (Genre.SANTE, Genre.RESPONSABILITE_CIVILE)
LOT = 2_000
JOUR = timedelta(days=1)
SURVENDUES = text("""
    SELECT coalesce(sum(greatest(tenues - capacite, 0)), 0) FROM quota
    LEFT JOIN LATERAL (SELECT count(*) AS tenues FROM place WHERE quota_id = quota.id AND etat <> 'liberee') p ON true
""")
CONFIRMEES = text("SELECT count(*) FROM inscription WHERE active AND confirmee_le IS NOT NULL")


@dataclass(frozen=True, slots=True)
class Famille:
    """Qui vient, pour quels enfants, vers quels stages."""

    usager_id: UUID
    enfants: tuple[UUID, ...]
    choix: tuple[UUID, ...]
    au_guichet: bool
    """Vrai si un agent l’inscrit, et encaisse un chèque."""


@dataclass(frozen=True, slots=True)
class JourDOuverture:
    """Ce que l’on mesure."""

    activite_id: UUID
    groupes: Sequence[UUID]
    familles: Sequence[Famille]
    responsable_id: UUID
    regisseuse_id: UUID

    @property
    def inscriptions(self) -> int:
        """Rend combien d’inscriptions sont voulues."""
        return sum(len(une.enfants) for une in self.familles)

    @property
    def places(self) -> int:
        """Rend combien il y a de places."""
        return PLACES_PAR_GROUPE * len(self.groupes)


def peupler(url: str, inscriptions: int) -> JourDOuverture:
    """Écrit tout ; rend ce que l’on mesure."""
    fabriques.departement()
    fabrique.installer()
    responsable, regisseuse = fabrique.responsable(), fabrique.regisseuse()
    activite_id = _ouvrir_l_activite()
    groupes = [_stage() for _ in range(max(CHOIX, round(inscriptions / DEMANDES_PAR_GROUPE)))]
    familles = _familles(round(inscriptions * UNE_FRATRIE_SUR / (UNE_FRATRIE_SUR + 1)), groupes)
    _attester([enfant_id for une in familles for enfant_id in une.enfants])
    with psycopg.connect(url, autocommit=True) as connexion:
        connexion.execute("VACUUM ANALYZE")
    return JourDOuverture(activite_id, groupes, familles, responsable.id, regisseuse.id)


def _ouvrir_l_activite() -> UUID:
    """Ouvre les stages depuis hier : le banc ne dépend pas du jour où on le lance."""
    maintenant = horloge.maintenant()
    with transaction():
        activite = session.get_one(Activite, fabrique.activite().id)
        activite.ouvre_le, activite.ferme_le = maintenant - JOUR, maintenant + 60 * JOUR
    return activite.id


def _stage() -> UUID:
    premier = horloge.aujourd_hui() + 90 * JOUR
    un = fabrique.groupe(places=PLACES_PAR_GROUPE, premier_jour=premier, dernier_jour=premier + 4 * JOUR)
    return un.id


def _familles(nombre: int, groupes: Sequence[UUID]) -> list[Famille]:
    """Écrit ces familles ; une sur quatre vient pour deux enfants, une sur dix est inscrite par un agent."""
    hasard, creees = random.Random(nombre), foyers(nombre, enfants=2)
    familles = []
    for rang, un in enumerate(creees):
        venus = 2 if rang % UNE_FRATRIE_SUR == 0 else 1
        familles.append(
            Famille(
                usager_id=un.usager.id,
                enfants=tuple(enfant.id for enfant in un.enfants[:venus]),
                choix=tuple(hasard.sample(groupes, CHOIX)),
                au_guichet=rang % AU_GUICHET_UNE_SUR == 1,
            )
        )
    with transaction():
        # Une adresse à chacune : les messages promis se paient aussi.
        courriel = update(Usager).values(courriel=text("'famille-' || id || '@courriel.example'"))
        session.execute(courriel.execution_options(synchronize_session=False))
    base.fermer_session()
    return familles


def _attester(enfants: Sequence[UUID]) -> None:
    maintenant, aujourd_hui = horloge.maintenant(), horloge.aujourd_hui()
    lignes = [
        {
            "id": uuid4(),
            "genre": genre,
            "enfant_id": enfant_id,
            "faite_le": aujourd_hui,
            "valable_jusqu_au": aujourd_hui + 300 * JOUR,
            "source": Source.DECLARE,
            "cree_le": maintenant,
        }
        for enfant_id in enfants
        for genre in GENRES
    ]
    with transaction():
        for rang in range(0, len(lignes), LOT):
            session.execute(insert(Attestation), lignes[rang : rang + LOT])


def ouvrir_la_salle(jour: JourDOuverture) -> UUID:
    """Ouvre la salle, longtemps avant l’heure ; rend son identifiant."""
    agent, maintenant = session.get_one(Agent, jour.responsable_id), horloge.maintenant()
    salle = salles.ouvrir_une_salle(
        jour.activite_id,
        salle_le=maintenant,
        ouvre_le=maintenant + JOUR,
        debit=1,
        agent=agent,
        auteur=auteur_agent(agent),
    )
    salle_id = salle.id
    base.fermer_session()
    return salle_id


def donner_l_heure(salle_id: UUID) -> None:
    """Fait sonner l’heure : tout le monde est là."""
    with transaction():
        session.get_one(SalleDAttente, salle_id).ouvre_le = horloge.maintenant()
    base.fermer_session()


def regler_le_debit(salle_id: UUID, debit: int, jour: JourDOuverture) -> None:
    """Règle le débit de la salle, comme le fait un responsable."""
    agent = session.get_one(Agent, jour.responsable_id)
    salles.changer_le_debit(salle_id, debit, agent=agent, auteur=auteur_agent(agent))
    base.fermer_session()


def verifier() -> tuple[int, int]:
    """Rend combien de places sont vendues de trop, comptées sur les lignes, et combien de compteurs ont dérivé."""
    with base.moteur().connect() as connexion:
        survendues = int(connexion.scalar(SURVENDUES) or 0)
    try:
        return survendues, len(ecarts()) + len(inscriptions_fausses())
    finally:
        base.fermer_session()


def confirmees() -> int:
    """Rend combien d’inscriptions sont confirmées."""
    with base.moteur().connect() as connexion:
        return int(connexion.scalar(CONFIRMEES) or 0)


def admises(salle_id: UUID) -> set[UUID]:
    """Rend qui la salle a admis."""
    passees = text("SELECT usager_id FROM passage_en_salle WHERE salle_id = :salle AND admis_le IS NOT NULL")
    with base.moteur().connect() as connexion:
        return set(connexion.scalars(passees, {"salle": salle_id}))
