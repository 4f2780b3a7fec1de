"""Enregistrer une demande reçue autrement qu’en ligne : les gestes de la personne, faits par un agent du guichet.

Chaque action ouvre sa transaction, vérifie le droit, puis fait ce que fait l’action de l’usager (`dossiers.actions`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portail.demarche.declaration import Demarche, Page
from portail.dossiers.actions import brouillon, depot, pieces
from portail.dossiers.actions.commun import demarche_du
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.guichet.erreurs import ReceptionImpossible
from portail.dossiers.guichet.habilitations import peut_ouvrir, peut_saisir, peut_tenir
from portail.dossiers.habilitations import peut_lire
from portail.dossiers.models import CanalDepot, Dossier, Intervenant
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.parametres.queries import entier_au
from portail.pieces.actions import Recu
from portail.socle import horloge
from portail.socle.base import transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide, TransitionInterdite

NUMERISATION = "numerisation"
"""Le code de pièce du formulaire papier numérisé : il n’est d’aucune déclaration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeRecue:
    """Ce que l’on sait à l’arrivée : par où, quel jour, qui la fait et pour qui."""

    canal: CanalDepot
    date_reception: date
    qualite: str
    """Qui fait la demande, parmi les `deposants` de la démarche."""
    deposant: str = ""
    """Nom de qui la fait, si ce n’est pas la personne elle-même : un proche, un conseiller numérique."""
    identite: Mapping[str, Any]
    """Réponses d’identité de la personne, telles que la démarche les nomme."""


def ouvrir(
    demarche: Demarche, *, agent: Agent, recue: DemandeRecue, connue: Dossier | None = None, langue: str = "fr"
) -> Dossier:
    """Ouvre un brouillon au nom de la personne ; `connue` : une demande d’elle, dont on reprend les coordonnées.

    Lève `Interdit` hors du guichet du service, `ReceptionImpossible`, `SaisieInvalide`, `Introuvable`.
    """
    if not peut_ouvrir(agent, demarche):
        raise Interdit
    _verifier(demarche, recue)
    if connue is not None and not peut_lire(agent, connue):
        raise Introuvable
    reprises = coordonnees_reprises(connue, demarche) if connue else {}
    reponses = {"qualite_deposant": recue.qualite, "identite_certifiee": False, **reprises, **recue.identite}
    premier = Intervenant(qualite=brouillon.qualite_de(reponses), nom=recue.deposant.strip())
    auteur = auteur_agent(agent)
    with transaction():
        dossier = brouillon.ouvrir(
            demarche,
            reponses,
            premier,
            auteur=auteur,
            langue=langue,
            canal=recue.canal,
            date_reception=recue.date_reception,
        )
        if connue is not None:
            inscrire("lire_identite", auteur=auteur, objet=("dossier", connue.id), details={"pour": str(dossier.id)})
    return dossier


def _verifier(demarche: Demarche, recue: DemandeRecue) -> None:
    if recue.canal is CanalDepot.LIGNE or recue.qualite not in demarche.deposants:
        raise SaisieInvalide
    jours, aujourd_hui = entier_au("guichet_anciennete_max"), horloge.aujourd_hui()
    if not aujourd_hui - timedelta(days=jours) <= recue.date_reception <= aujourd_hui:
        raise ReceptionImpossible(valeurs={"jours": jours})


def coordonnees_reprises(connue: Dossier, demarche: Demarche) -> dict[str, Any]:
    """Rend les coordonnées d’une demande connue, sous les noms de la nouvelle démarche."""
    avant, apres = demarche_du(connue).beneficiaire, demarche.beneficiaire
    noms = {
        avant.nom: apres.nom,
        avant.nom_usage: apres.nom_usage,
        avant.prenoms: apres.prenoms,
        avant.naissance: apres.naissance,
        avant.courriel: apres.courriel,
        avant.telephone: apres.telephone,
        avant.adresse: apres.adresse,
    }
    return {
        neuf: connue.reponses[ancien]
        for ancien, neuf in noms.items()
        if connue.reponses.get(ancien) and neuf in demarche.champs
    }


def verrouiller_au_guichet(dossier_id: UUID, agent: Agent) -> Dossier:
    """Rend le brouillon du guichet, verrouillé, si l’agent peut le remplir ; lève `Introuvable` sinon."""
    dossier = verrouiller(Dossier, dossier_id)
    if dossier.etat is not Etat.BROUILLON and peut_tenir(agent, dossier):
        raise TransitionInterdite
    if not peut_saisir(agent, dossier):
        raise Introuvable
    return dossier


def enregistrer_page(
    dossier_id: UUID, *, agent: Agent, page: Page, reponses: dict[str, Any], revision: int | None
) -> Dossier:
    """Enregistre une page du brouillon ; lève `ConflitDeVersion` si un collègue a écrit avant."""
    with transaction():
        dossier = verrouiller_au_guichet(dossier_id, agent)
        brouillon.ecrire_page(dossier, page, reponses, revision)
    return dossier


def deposer(dossier_id: UUID, *, agent: Agent, revision: int | None, accord_electronique: bool = False) -> Dossier:
    """Dépose la demande, même incomplète ; deux fois, elle ne l’est qu’une. Les délais courent de la réception."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if not (peut_saisir(agent, dossier) or peut_tenir(agent, dossier)):
            raise Introuvable
        depot.envoyer(dossier, auteur=auteur_agent(agent), revision=revision, accord_electronique=accord_electronique)
    return dossier


def supprimer(dossier_id: UUID, *, agent: Agent) -> None:
    """Efface un brouillon du guichet ouvert par erreur ; le journal le garde."""
    with transaction():
        brouillon.supprimer(verrouiller_au_guichet(dossier_id, agent), auteur=auteur_agent(agent))


def joindre(dossier_id: UUID, *, agent: Agent, code: str, recu: Recu) -> None:
    """Joint une pièce ou la numérisation du formulaire, au brouillon ou à une demande en cours."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        _exiger_une_piece(dossier, agent, code)
        pieces.ajouter(dossier, code, recu, auteur=auteur_agent(agent))


def _exiger_une_piece(dossier: Dossier, agent: Agent, code: str) -> None:
    en_cours = dossier.etat in ETATS_EN_COURS and peut_tenir(agent, dossier)
    if not (peut_saisir(agent, dossier) or en_cours):
        raise TransitionInterdite if peut_tenir(agent, dossier) else Introuvable
    if code != NUMERISATION and demarche_du(dossier).piece(code) is None:
        raise Introuvable


def retirer_fichier(dossier_id: UUID, *, agent: Agent, fichier_id: UUID) -> None:
    """Retire du brouillon un fichier joint par erreur."""
    with transaction():
        pieces.oter(verrouiller_au_guichet(dossier_id, agent), fichier_id, auteur=auteur_agent(agent))
