"""Remplir un volet page par page, le valider, le rouvrir ; une page renvoyée après une coupure compte une fois."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portail.demarche.declaration import Page, Phase, Volet
from portail.demarche.valeurs import Contexte, Valeur, lire
from portail.dossiers.actions.commun import demarche_du, recalculer, toucher
from portail.dossiers.models import Dossier
from portail.dossiers.volets.archives import archiver, derniere_validation_gardee
from portail.dossiers.volets.erreurs import VoletIncomplet, VoletValide
from portail.dossiers.volets.habilitations import peut_rediger
from portail.dossiers.volets.models import Volet as VoletEcrit
from portail.dossiers.volets.queries import VoletLu, bilan_du_volet, pages_a_finir, volet_ecrit
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.pieces import actions as pieces
from portail.pieces.queries import code_de_la_piece, fichier_de
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import ConflitDeVersion, Introuvable, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

SEANCE = timedelta(hours=1)
"""Le journal dit une fois par heure, et par personne, qu’un volet est en train d’être rempli."""
VIDES: tuple[Any, ...] = (None, "", [], {})
MOTIF_MAX = 300


def enregistrer_page(
    dossier_id: UUID, code: str, *, agent: Agent, page: str, reponses: Mapping[str, Any], revision: int | None
) -> VoletEcrit:
    """Enregistre une page, même incomplète ; sans effet si elle est déjà écrite ainsi (envoi rejoué).

    Lève `ConflitDeVersion` si la page a changé depuis `revision`, `VoletValide` si le volet est validé.
    """
    with transaction():
        dossier, declare = _verrouiller(dossier_id, code, agent)
        declaree = declare.page(page)
        if declaree is None:
            raise Introuvable
        ecrit = _ouvert(dossier, code, agent)
        changees = _changees(declaree, ecrit.reponses, reponses)
        if not changees:
            return ecrit
        if revision != ecrit.revision_de(page):
            raise ConflitDeVersion
        _dire_au_journal(dossier, ecrit, agent)
        ecrit.reponses = {**ecrit.reponses, **changees}
        ecrit.pages = {**ecrit.pages, page: ecrit.revision_de(page) + 1}
        ecrit.modifie_le, ecrit.modifie_par_id = horloge.maintenant(), agent.id
    return ecrit


def _changees(page: Page, avant: Mapping[str, Any], apres: Mapping[str, Any]) -> dict[str, Any]:
    """Rend ce que cette page change, et elle seule."""
    noms = [champ.identifiant for champ in page.champs if champ.identifiant in apres]
    return {nom: _plein(apres[nom]) for nom in noms if _plein(apres[nom]) != _plein(avant.get(nom))}


def _plein(valeur: Any) -> Any:  # noqa: ANN401 — une réponse de n’importe quel type
    return None if valeur in VIDES else valeur


def _dire_au_journal(dossier: Dossier, ecrit: VoletEcrit, agent: Agent) -> None:
    neuf = not ecrit.pages
    if neuf or ecrit.modifie_par_id != agent.id or horloge.maintenant() - ecrit.modifie_le > SEANCE:
        _inscrire("remplir_volet", dossier, ecrit.code, agent)


def valider(dossier_id: UUID, code: str, *, agent: Agent, revision: int | None) -> VoletEcrit:
    """Valide le volet : ses calculs sont refaits ici, et ce qu’il rend va aux réponses d’agent, rien d’autre.

    Lève `VoletIncomplet` s’il manque une réponse, `ConflitDeVersion` s’il a changé depuis qu’on l’a relu.
    """
    with transaction():
        dossier, declare = _verrouiller(dossier_id, code, agent)
        ecrit = _ouvert(dossier, code, agent)
        if revision != ecrit.revision:
            raise ConflitDeVersion
        lu = VoletLu(declare, ecrit)
        restantes = pages_a_finir(dossier, lu)
        if restantes:
            raise VoletIncomplet(pages=[page.identifiant for page in restantes])
        dossier.reponses_agent = {**dossier.reponses_agent, **_rendu(dossier, lu)}
        dossier.revision += 1
        ecrit.valide_le, ecrit.valide_par_id = horloge.maintenant(), agent.id
        _inscrire("valider_volet", dossier, code, agent)
        recalculer(dossier)
        toucher(dossier)
    return ecrit


def _rendu(dossier: Dossier, lu: VoletLu) -> dict[str, Valeur]:
    """Rend ce qui sort du volet, relu comme si un agent l’avait écrit ; lève `SaisieInvalide` si un calcul manque."""
    champs = {champ.identifiant: champ for page in demarche_du(dossier).pages_agent for champ in page.champs}
    valeurs = bilan_du_volet(dossier, lu).valeurs
    contexte = Contexte(jour=horloge.aujourd_hui(), communes=annuaire(), langue="fr")
    rendu: dict[str, Valeur] = {}
    for nom in lu.declare.rend:
        if nom in valeurs:
            rendu[nom] = lire(champs[nom], {"": f"{valeurs[nom]:f}"}, contexte)
        elif nom in lu.declare.champs:
            rendu[nom] = lu.ecrit.reponses.get(nom) if lu.ecrit else None
        else:
            raise SaisieInvalide
    return rendu


def rouvrir(dossier_id: UUID, code: str, *, agent: Agent, motif: str) -> VoletEcrit:
    """Rouvre un volet validé, pour une raison gardée au journal ; ce qu’il a rendu vaut jusqu’à la suivante validation.

    Ce qui était validé reste gardé tel quel : une correction ou une révision ne l’écrase pas.

    Lève `SaisieInvalide` sans raison, `TransitionInterdite` s’il n’est pas validé.
    """
    if not motif.strip() or len(motif) > MOTIF_MAX:
        raise SaisieInvalide(_("Dites en quelques mots pourquoi vous rouvrez ce document, sans donnée de santé."))
    with transaction():
        dossier, _declare = _verrouiller(dossier_id, code, agent)
        ecrit = volet_ecrit(dossier, code)
        if ecrit is None or ecrit.valide_le is None:
            raise TransitionInterdite
        archiver(ecrit, par=agent)
        ecrit.valide_le = ecrit.valide_par_id = None
        inscrire(
            "rouvrir_volet",
            auteur=auteur_agent(agent),
            objet=("dossier", dossier.id),
            details={"volet": code},
            texte=motif,
        )
        toucher(dossier)
    return ecrit


def joindre(dossier_id: UUID, code: str, *, agent: Agent, piece: str, recu: pieces.Recu) -> None:
    """Joint un fichier reçu à une pièce du volet ; envoyé deux fois, il n’y est qu’une."""
    with transaction():
        dossier, _declare = _verrouiller(dossier_id, code, agent)
        _exiger_une_piece_du_volet(dossier, code, piece)
        _ouvert(dossier, code, agent)
        pieces.enregistrer_fichier(dossier.id, piece, recu)
        _inscrire("joindre_au_volet", dossier, code, agent)


def retirer_fichier(dossier_id: UUID, code: str, *, agent: Agent, fichier_id: UUID) -> None:
    """Retire un fichier que les rédacteurs ont joint ; lève `Introuvable` pour tout autre.

    Lève `TransitionInterdite` s’il est d’une évaluation déjà validée une fois : elle reste entière.
    """
    with transaction():
        dossier, _declare = _verrouiller(dossier_id, code, agent)
        _ouvert(dossier, code, agent)
        fichier = fichier_de(dossier.id, fichier_id)
        _exiger_une_piece_du_volet(dossier, code, code_de_la_piece(fichier))
        _exiger_hors_des_archives(dossier, code, fichier.recu_le)
        pieces.retirer(dossier.id, fichier_id)
        _inscrire("retirer_du_volet", dossier, code, agent)


def _exiger_hors_des_archives(dossier: Dossier, code: str, recu_le: datetime) -> None:
    dernier = derniere_validation_gardee(dossier.id, code)
    if dernier is not None and recu_le <= dernier:
        raise TransitionInterdite


def _exiger_une_piece_du_volet(dossier: Dossier, code: str, piece: str) -> None:
    declaree = demarche_du(dossier).piece(piece)
    if declaree is None or declaree.volet != code or declaree.phase is not Phase.VOLET:
        raise Introuvable


def _verrouiller(dossier_id: UUID, code: str, agent: Agent) -> tuple[Dossier, Volet]:
    """Rend le dossier verrouillé et la déclaration du volet ; lève `Introuvable` à qui ne l’écrit pas."""
    dossier = verrouiller(Dossier, dossier_id)
    declare = demarche_du(dossier).volet(code)
    if declare is None or not peut_rediger(agent, dossier, declare):
        raise Introuvable
    return dossier, declare


def _ouvert(dossier: Dossier, code: str, agent: Agent) -> VoletEcrit:
    """Rend le volet à écrire, commencé au besoin ; lève `VoletValide`. Le verrou du dossier garde aussi ses volets."""
    ecrit = volet_ecrit(dossier, code)
    if ecrit is None:
        maintenant = horloge.maintenant()
        ecrit = VoletEcrit(
            dossier_id=dossier.id,
            code=code,
            reponses={},
            pages={},
            commence_le=maintenant,
            modifie_le=maintenant,
            modifie_par_id=agent.id,
        )
        session.add(ecrit)
    if ecrit.valide_le is not None:
        raise VoletValide
    return ecrit


def _inscrire(action: str, dossier: Dossier, code: str, agent: Agent) -> None:
    inscrire(action, auteur=auteur_agent(agent), objet=("dossier", dossier.id), details={"volet": code})
