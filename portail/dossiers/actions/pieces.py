"""Les pièces d’un dossier, par la personne et par l’agent : droits et états ici, fichiers dans `pieces`."""

from uuid import UUID

from portail.demarche.declaration import Phase
from portail.dossiers.actions.commun import (
    demarche_du,
    recalculer,
    toucher,
    verrouiller_pour_agent,
    verrouiller_pour_usager,
)
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.examen import est_complete
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.models import Dossier
from portail.dossiers.volets.queries import fichier_de_l_usager
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.pieces import actions as pieces
from portail.pieces.models import MotifRefusPiece
from portail.socle.base import transaction
from portail.socle.erreurs import Introuvable, TransitionInterdite

MODIFIABLES = frozenset({Etat.BROUILLON, Etat.A_COMPLETER})
"""États où la personne peut retirer ou remplacer ; ajouter reste possible tant qu’une réponse est due."""


def _verifier(dossier: Dossier, code: str, *, ajout: bool) -> None:
    admis = MODIFIABLES | ETATS_EN_COURS if ajout else MODIFIABLES
    if dossier.etat not in admis:
        raise TransitionInterdite
    declaree = demarche_du(dossier).piece(code)
    if declaree is None or declaree.phase is Phase.VOLET:
        raise Introuvable


def joindre(dossier_id: UUID, *, usager: Usager, code: str, recu: pieces.Recu) -> None:
    """Ajoute à une pièce un fichier déjà reçu et contrôlé (`pieces.recevoir`)."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        _verifier(dossier, code, ajout=True)
        ajouter(dossier, code, recu, auteur=auteur_usager(usager))


def ajouter(dossier: Dossier, code: str, recu: pieces.Recu, *, auteur: Auteur) -> None:
    """Ajoute un fichier au dossier, déjà verrouillé et vérifié, dans la transaction courante."""
    pieces.enregistrer_fichier(dossier.id, code, recu)
    inscrire("joindre", auteur=auteur, objet=("dossier", dossier.id), details={"piece": code})
    _noter_la_completude(dossier)
    toucher(dossier)


def _noter_la_completude(dossier: Dossier) -> None:
    """Fait partir le délai qui attendait la dernière pièce indispensable (CRPA, L114-5).

    Une réponse à un complément le fait d’elle-même.
    """
    if dossier.etat not in ETATS_EN_COURS - {Etat.A_COMPLETER}:
        return
    silence = horloges_du(dossier).silence
    if silence is None or silence.depart or silence.arret or not est_complete(dossier, demarche_du(dossier)):
        return
    inscrire("completude", auteur=SYSTEME, objet=("dossier", dossier.id))
    recalculer(dossier)


def retirer_fichier(dossier_id: UUID, *, usager: Usager, fichier_id: UUID) -> None:
    """Retire un fichier, à la demande de la personne."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        if dossier.etat not in MODIFIABLES:
            raise TransitionInterdite
        fichier_de_l_usager(dossier, fichier_id)
        oter(dossier, fichier_id, auteur=auteur_usager(usager))


def oter(dossier: Dossier, fichier_id: UUID, *, auteur: Auteur) -> None:
    """Retire un fichier du dossier, déjà verrouillé et vérifié, dans la transaction courante."""
    pieces.retirer(dossier.id, fichier_id, definitif=dossier.etat is Etat.BROUILLON)
    inscrire("retirer_fichier", auteur=auteur, objet=("dossier", dossier.id))
    toucher(dossier)


def promettre_plus_tard(dossier_id: UUID, *, usager: Usager, code: str, promis: bool) -> None:
    """Note que la personne enverra cette pièce plus tard, ou qu’elle se ravise."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        _verifier(dossier, code, ajout=False)
        pieces.marquer_plus_tard(dossier.id, code, promis=promis)
        toucher(dossier)


def _exiger_une_piece_jugeable(dossier: Dossier, code: str) -> None:
    """Lève `TransitionInterdite` une fois la demande finie, `Introuvable` pour une pièce réservée à un volet."""
    if dossier.etat not in ETATS_EN_COURS:
        raise TransitionInterdite
    declaree = demarche_du(dossier).piece(code)
    if declaree is not None and declaree.volet:
        raise Introuvable


def accepter_piece(dossier_id: UUID, *, agent: Agent, code: str) -> None:
    """Accepte une pièce."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        _exiger_une_piece_jugeable(dossier, code)
        pieces.accepter(dossier.id, code)
        inscrire("accepter_piece", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details={"piece": code})
        toucher(dossier)


def refuser_piece(dossier_id: UUID, *, agent: Agent, code: str, motif: MotifRefusPiece, precision: str) -> None:
    """Refuse une pièce et dit pourquoi ; la personne l’apprend par la demande de complément."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        _exiger_une_piece_jugeable(dossier, code)
        pieces.refuser(dossier.id, code, motif=motif, precision=precision)
        inscrire(
            "refuser_piece",
            auteur=auteur_agent(agent),
            objet=("dossier", dossier.id),
            details={"piece": code, "motif": motif.value},
        )
        toucher(dossier)
