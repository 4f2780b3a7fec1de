"""Les séjours à l’hôpital : déclarés par la personne ou par un agent ; le versement s’y adapte aux mensualités d’après.

Tout se fait sous le verrou du dossier : une mensualité émise au même instant rattrape au mois suivant.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portail.demarche.declaration import ajouter_mois
from portail.demarche.prestations import Prestation
from portail.dossiers.actions.commun import (
    demarche_du,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
    verrouiller_pour_usager,
)
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.erreurs import SejourImpossible
from portail.dossiers.prestations.models import Hospitalisation
from portail.dossiers.prestations.queries import droits_lus
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable


@dataclass(frozen=True, slots=True, kw_only=True)
class Sejour:
    """Un séjour : le jour de l’entrée, et celui de la sortie si la personne est rentrée."""

    entree: date
    sortie: date | None = None


def declarer(dossier_id: UUID, *, usager: Usager, sejour: Sejour) -> Hospitalisation:
    """Garde le séjour que la personne déclare, ou sa sortie de celui qui est en cours ; lève `SejourImpossible`."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        garde = _garder(dossier, sejour, auteur=auteur_usager(usager))
        garde.usager_id = garde.usager_id or usager.id
    return garde


def enregistrer(dossier_id: UUID, *, agent: Agent, sejour: Sejour, revision: int | None) -> Hospitalisation:
    """Garde le séjour qu’un agent a appris ; lève `Interdit`, `ConflitDeVersion`, `SejourImpossible`."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        garde = _garder(dossier, sejour, auteur=auteur_agent(agent))
        garde.agent_id = garde.agent_id or agent.id
        dossier.revision += 1
    return garde


def effacer(dossier_id: UUID, *, agent: Agent, sejour_id: UUID, revision: int | None) -> None:
    """Efface un séjour déclaré par erreur ; ce qu’il avait retenu se rend à la mensualité suivante."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        trouve = next((un for un in droits_lus(dossier).hospitalisations if un.id == sejour_id), None)
        if trouve is None:
            raise Introuvable
        session.delete(trouve)
        dossier.revision += 1
        inscrire("effacer_sejour", auteur=auteur_agent(agent), objet=("dossier", dossier.id))
        toucher(dossier)


def _garder(dossier: Dossier, sejour: Sejour, *, auteur: Auteur) -> Hospitalisation:
    prestation = demarche_du(dossier).prestation
    lus = droits_lus(dossier)
    if prestation is None or not lus.droits:
        raise Introuvable
    en_cours = lus.sejour_en_cours
    suite = en_cours is not None and en_cours.jour_d_entree == sejour.entree
    _exiger_des_jours_possibles(prestation, sejour, [un for un in lus.sejours if not (suite and un is en_cours)])
    garde = en_cours if en_cours is not None and suite else Hospitalisation(dossier_id=dossier.id)
    garde.entree = sejour.entree.isoformat()
    garde.sortie = sejour.sortie.isoformat() if sejour.sortie else None
    garde.declaree_le = horloge.maintenant()
    session.add(garde)
    session.flush()
    inscrire("noter_sortie" if suite else "declarer_sejour", auteur=auteur, objet=("dossier", dossier.id))
    toucher(dossier)
    return garde


def _exiger_des_jours_possibles(prestation: Prestation, sejour: Sejour, autres: list[Hospitalisation]) -> None:
    """Lève `SejourImpossible` hors de l’ordre, à venir, prescrits, ou déjà couverts par un autre séjour."""
    jour = horloge.aujourd_hui()
    fin = sejour.sortie or jour
    plus_ancien = ajouter_mois(jour, -entier_au(prestation.cle_prescription, jour))
    if not plus_ancien <= sejour.entree <= fin <= jour or any(_se_recouvrent(sejour, autre) for autre in autres):
        raise SejourImpossible


def _se_recouvrent(sejour: Sejour, autre: Hospitalisation) -> bool:
    """Vrai si les deux séjours ont un jour commun, hors celui d’un transfert ; sans sortie, un séjour dure encore."""
    fin, autre_fin = sejour.sortie or date.max, autre.jour_de_sortie or date.max
    return sejour.entree < autre_fin and autre.jour_d_entree < fin
