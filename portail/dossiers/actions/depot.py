"""Le dépôt : une transaction, un numéro, un accusé d’enregistrement ; et le retrait par la personne."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from portail.demarche import parcours
from portail.demarche.declaration import Demarche
from portail.demarche.recapitulatif import instantane
from portail.dossiers import courriers, crochets
from portail.dossiers.actions.commun import (
    demarche_du,
    exiger_un_delai_ouvert,
    prevenir,
    recalculer,
    toucher,
    verifier_revision,
    verrouiller_pour_usager,
)
from portail.dossiers.contextes import contexte_du_document
from portail.dossiers.erreurs import DemarcheFermee, DossierIncomplet
from portail.dossiers.etats import Etat, Geste
from portail.dossiers.evenements import DossierDepose
from portail.dossiers.examen import bilan_de, ce_qui_manque, est_complete, jour_de_reference
from portail.dossiers.models import CanalDepot, Dossier, Intervenant, QualiteIntervenant
from portail.dossiers.personnes import ranger
from portail.dossiers.transmissions.delais import delai_de
from portail.identite.actions import auteur_usager
from portail.identite.models import Usager
from portail.journal.actions import Auteur
from portail.parametres.queries import entier_au, ouverture
from portail.pieces.models import Piece
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.base import transaction
from portail.socle.evenements import publier


def deposer(dossier_id: UUID, *, usager: Usager, revision: int | None, accord_electronique: bool) -> Dossier:
    """Dépose la demande et accuse son enregistrement ; déposée deux fois, elle ne l’est qu’une.

    Lève `DossierIncomplet`, `DemarcheFermee`, `ConflitDeVersion`.
    """
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        envoyer(dossier, auteur=auteur_usager(usager), revision=revision, accord_electronique=accord_electronique)
    return dossier


def envoyer(dossier: Dossier, *, auteur: Auteur, revision: int | None, accord_electronique: bool) -> None:
    """Dépose le brouillon, déjà verrouillé, dans la transaction courante.

    Ce qui arrive sur papier, par téléphone ou au guichet saisit le service même incomplet, démarche fermée ou non :
    seul le téléservice exige tout (CRPA, L112-9 et L114-5).
    """
    if dossier.etat is not Etat.BROUILLON and dossier.depose_le is not None:
        return
    demarche = demarche_du(dossier)
    en_ligne = dossier.canal is CanalDepot.LIGNE
    if en_ligne and not demarche.conteste_une_decision and not ouverture(demarche.identifiant).est_ouverte:
        raise DemarcheFermee
    verifier_revision(dossier, revision)
    pieces = pieces_de(dossier.id)
    if en_ligne:
        _verifier_completude(dossier, demarche, pieces)
        crochets.verifier(demarche, dossier.reponses)
    dossier.accord_electronique = accord_electronique
    _figer(dossier, demarche, pieces)
    dossier.depose_le = horloge.maintenant()
    dossier.appliquer(Geste.DEPOSER, auteur=auteur, details=_reception(dossier, demarche))
    recalculer(dossier)
    toucher(dossier)
    _completer_intervenants(dossier, demarche)
    accuse = courriers.remettre_accuse_enregistrement(dossier, demarche)
    prevenir(dossier, "dossier/enregistre", contexte_du_document(accuse))
    publier(DossierDepose(dossier.id))


def _verifier_completude(dossier: Dossier, demarche: Demarche, pieces: Sequence[Piece]) -> None:
    """Lève `DossierIncomplet` en disant les pages et les pièces qui manquent."""
    manque = ce_qui_manque(dossier, demarche, pieces)
    if manque:
        raise DossierIncomplet(
            pages=[page.identifiant for page in manque.pages], pieces=[piece.identifiant for piece in manque.pieces]
        )


def _figer(dossier: Dossier, demarche: Demarche, pieces: Sequence[Piece]) -> None:
    """Écarte les réponses orphelines et fige libellés, valeurs affichées et constats, tels que déposés."""
    jour = jour_de_reference(dossier)
    dossier.reponses = parcours.reponses_retenues(demarche, dossier.reponses, jour)
    ranger(dossier, demarche)
    noms = {piece.code: [fichier.nom for fichier in piece.fichiers] for piece in pieces}
    dossier.instantane = instantane(
        demarche, dossier.reponses, noms, jour=jour, bilan=bilan_de(dossier, demarche, jour)
    )


def _reception(dossier: Dossier, demarche: Demarche) -> dict[str, Any]:
    """Rend ce qui date la réception : le jour à Paris, le délai d’accusé en vigueur, si le dossier est complet."""
    reception = jour_de_reference(dossier)
    return {
        "version": demarche.version,
        "reception": reception.isoformat(),
        "delai_accuse": entier_au("are_delai", reception),
        "electronique": dossier.canal is CanalDepot.LIGNE,
        "complet": est_complete(dossier, demarche),
        **_delais_propres(demarche, reception),
        **_delai_pour_transmettre(dossier, demarche),
    }


def _delais_propres(demarche: Demarche, reception: date) -> dict[str, int]:
    """Rend les délais qu’un texte propre à la démarche impose au service, en jours calendaires, s’il en existe."""
    cles = {
        "delai_accuse_propre": demarche.cle_delai_accuse,
        "delai_proposition": demarche.proposition.cle_delai_proposition if demarche.proposition else "",
    }
    return {nom: entier_au(cle, reception) for nom, cle in cles.items() if cle}


def _delai_pour_transmettre(dossier: Dossier, demarche: Demarche) -> dict[str, int]:
    """Rend les mois laissés pour transmettre une demande qui revient à une autre autorité ; vide sinon."""
    mois = delai_de(dossier, demarche)
    return {} if mois is None else {"delai_transmission": mois}


def _completer_intervenants(dossier: Dossier, demarche: Demarche) -> None:
    """Donne au déposant les coordonnées écrites dans la demande : c’est là que l’on répond (CRPA, R112-11-3)."""
    lien = dossier.intervenants[0]
    lien.courriel = dossier.reponses.get(demarche.beneficiaire.courriel) or lien.courriel
    lien.telephone = dossier.reponses.get(demarche.beneficiaire.telephone) or lien.telephone
    beneficiaire = f"{dossier.prenoms} {dossier.nom}".strip()
    if lien.qualite is QualiteIntervenant.BENEFICIAIRE:
        lien.nom = beneficiaire
    else:
        dossier.intervenants.append(
            Intervenant(qualite=QualiteIntervenant.BENEFICIAIRE, nom=beneficiaire, peut_agir=False)
        )


def retirer(dossier_id: UUID, *, usager: Usager, revision: int | None) -> Dossier:
    """Retire la demande, à la demande de la personne ; possible jusqu’à la décision."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        verifier_revision(dossier, revision)
        renoncer(dossier, auteur=auteur_usager(usager))
    return dossier


def renoncer(dossier: Dossier, *, auteur: Auteur, details: dict[str, Any] | None = None, recu: str = "") -> None:
    """Retire la demande, déjà verrouillée, dans la transaction courante, et le confirme à la personne.

    `recu` : comment elle l’a dit, si ce n’est pas en ligne. Lève `SilenceEchu`, `TransitionInterdite`.
    """
    exiger_un_delai_ouvert(dossier)
    dossier.appliquer(Geste.RETIRER, auteur=auteur, details=details)
    recalculer(dossier)
    toucher(dossier)
    prevenir(dossier, "dossier/retire", {"recu": recu})
