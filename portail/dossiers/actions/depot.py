"""Le dépôt : une transaction, un numéro, un accusé d’enregistrement ; et le retrait par la personne."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from portail.demarche import parcours
from portail.demarche.declaration import Demarche
from portail.demarche.recapitulatif import instantane
from portail.dossiers import courriers
from portail.dossiers.actions.commun import (
    demarche_du,
    prevenir,
    recalculer_echeance,
    toucher,
    verifier_revision,
    verrouiller_pour_usager,
)
from portail.dossiers.contextes import contexte_du_document
from portail.dossiers.erreurs import DemarcheFermee, DossierIncomplet
from portail.dossiers.etats import Etat, Geste
from portail.dossiers.examen import bilan_de, ce_qui_manque, indispensables_manquantes
from portail.dossiers.horloges import date_accuse, date_silence
from portail.dossiers.models import Dossier, Intervenant, QualiteIntervenant
from portail.identite.actions import auteur_usager
from portail.identite.models import Usager
from portail.parametres.queries import entier_au, ouverture
from portail.pieces.models import Piece
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.base import transaction


def deposer(dossier_id: UUID, *, usager: Usager, revision: int | None, accord_electronique: bool) -> Dossier:
    """Dépose la demande et accuse son enregistrement ; déposée deux fois, elle ne l’est qu’une.

    Lève `DossierIncomplet`, `DemarcheFermee`, `ConflitDeVersion`.
    """
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        if dossier.etat is not Etat.BROUILLON and dossier.depose_le is not None:
            return dossier
        demarche = demarche_du(dossier)
        if not ouverture(demarche.identifiant).est_ouverte:
            raise DemarcheFermee
        verifier_revision(dossier, revision)
        pieces = pieces_de(dossier.id)
        _verifier_completude(dossier, demarche, pieces)
        dossier.accord_electronique = accord_electronique
        _figer(dossier, demarche, pieces)
        dossier.appliquer(Geste.DEPOSER, auteur=auteur_usager(usager), details={"version": demarche.version})
        _dater(dossier, demarche)
        _completer_intervenants(dossier, demarche)
        accuse = courriers.remettre_accuse_enregistrement(dossier, demarche)
        prevenir(dossier, "dossier/enregistre", contexte_du_document(accuse))
    return dossier


def _verifier_completude(dossier: Dossier, demarche: Demarche, pieces: Sequence[Piece]) -> None:
    """Lève `DossierIncomplet` en disant les pages et les pièces qui manquent."""
    manque = ce_qui_manque(dossier, demarche, pieces)
    if manque:
        raise DossierIncomplet(
            pages=[page.identifiant for page in manque.pages], pieces=[piece.identifiant for piece in manque.pieces]
        )


def _figer(dossier: Dossier, demarche: Demarche, pieces: Sequence[Piece]) -> None:
    """Écarte les réponses orphelines et fige libellés, valeurs affichées et constats, tels que déposés."""
    jour = horloge.aujourd_hui()
    dossier.reponses = parcours.reponses_retenues(demarche, dossier.reponses, jour)
    noms = {piece.code: [fichier.nom for fichier in piece.fichiers] for piece in pieces}
    dossier.instantane = instantane(
        demarche, dossier.reponses, noms, jour=jour, bilan=bilan_de(dossier, demarche, jour)
    )


def _dater(dossier: Dossier, demarche: Demarche) -> None:
    maintenant = horloge.maintenant()
    reception: date = horloge.a_paris(maintenant).date()
    dossier.depose_le = maintenant
    delai_propre = entier_au(demarche.cle_delai_accuse, reception) if demarche.cle_delai_accuse else None
    dossier.date_accuse = date_accuse(reception, entier_au("are_delai", reception), delai_propre)
    completude = None if indispensables_manquantes(dossier, demarche) else reception
    dossier.date_silence = date_silence(demarche, reception=reception, completude=completude)
    recalculer_echeance(dossier)
    toucher(dossier)


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
        dossier.appliquer(Geste.RETIRER, auteur=auteur_usager(usager))
        recalculer_echeance(dossier)
        toucher(dossier)
        prevenir(dossier, "dossier/retire")
    return dossier
