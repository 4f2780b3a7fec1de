"""Ce que montre l’écran d’un volet, en page ou en JSON pour l’écran qui envoie de lui-même."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request

from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche, Page, Phase
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.habilitations import peut_lire as peut_lire_le_dossier
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.volets.archives import archives_de, volets_anterieurs
from portail.dossiers.volets.coffre import coffre_de
from portail.dossiers.volets.habilitations import peut_lire, peut_rediger
from portail.dossiers.volets.queries import (
    VoletLu,
    bilan_du_volet,
    pages_a_finir,
    pieces_du_volet,
    volet_pour,
)
from portail.guichets.agents.mots import CONTROLES
from portail.guichets.contexte import heure, langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.saisie.relecture import rubriques_a_l_ecran
from portail.identite.models import Agent
from portail.identite.queries import agents_par_id
from portail.instruction.dossier_lu import DossierLu
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.traduction import traducteur

JSON = "application/json"


def veut_du_json() -> bool:
    """Vrai si l’écran envoie de lui-même et attend du JSON, non une page."""
    return request.accept_mimetypes.best == JSON


def formulaire_de_page(lu: VoletLu, page: Page, brut: Mapping[str, Any] | None = None) -> FormulaireDeSaisie:
    """Rend le formulaire d’une page : tout peut y rester vide, la validation seule exige."""
    form = formulaire_de(
        [replace(champ, obligatoire=False) for champ in page.champs],
        contexte=contexte_de_saisie(),
        valeurs=lu.ecrit.reponses if lu.ecrit else {},
        brut=brut,
        revision=lu.ecrit.revision_de(page.identifiant) if lu.ecrit else 0,
    )
    exiges = {champ.identifiant for champ in page.champs if champ.obligatoire}
    for field in form.champs:
        field.sans_mention = field.name in exiges  # type: ignore[attr-defined]  # lu par le gabarit de champ
    return form


def ecran(dossier: Dossier, lu: VoletLu, agent: Agent) -> dict[str, Any]:
    """Rend tout ce que montre l’écran d’un volet."""
    demarche = declaration_de(dossier)
    redige = peut_rediger(agent, dossier, lu.declare) and not lu.est_valide
    bilan = bilan_du_volet(dossier, lu)
    auteurs = {lu.ecrit.valide_par_id, lu.ecrit.modifie_par_id} if lu.ecrit else set()
    reservees, archives = pieces_du_volet(demarche, lu.declare), archives_de(dossier, lu.declare.identifiant)
    recues = {piece.code: piece for piece in pieces_de(dossier.id)}
    return {
        "dossier": dossier,
        "lu": lu,
        "redige": redige,
        "peut_rouvrir": lu.est_valide and peut_rediger(agent, dossier, lu.declare),
        "lit_le_dossier": peut_lire_le_dossier(agent, dossier),
        "formulaires": {p.identifiant: formulaire_de_page(lu, p) for p in lu.declare.pages} if redige else {},
        "a_finir": {page.identifiant for page in pages_a_finir(dossier, lu)},
        "rubriques": rubriques_du_volet(dossier, lu, bilan),
        "resultats": resultats(lu, bilan),
        "pieces": [(piece, recues.get(piece.identifiant)) for piece in reservees],
        "a_joindre": _champs_de_fichiers(demarche, lu) if redige else {},
        "controles": CONTROLES,
        "archives": archives,
        "anterieurs": volets_anterieurs(agent, dossier, lu.declare.identifiant),
        "garde_jusqu_au": max((une.valide_le for une in archives), default=None),
        "personnes": agents_par_id([*filter(None, auteurs), *(une.valide_par_id for une in archives)]),
        "coffre": coffre_de(agent, dossier, lu.declare.identifiant) if redige else None,
    }


def _champs_de_fichiers(demarche: Demarche, lu: VoletLu) -> list[str]:
    return [p.identifiant for p in pieces_du_volet(demarche, lu.declare) if p.phase is Phase.VOLET]


def rubriques_du_volet(dossier: Dossier, lu: VoletLu, bilan: Bilan) -> tuple[Any, ...]:
    """Rend les réponses du volet, page par page."""
    return rubriques_a_l_ecran(lu.declare, lu.ecrit.reponses if lu.ecrit else {}, jour_de_reference(dossier), bilan)


def resultats(lu: VoletLu, bilan: Bilan) -> list[tuple[str, str, str]]:
    """Rend chaque calcul du volet : son code, son titre, et son résultat écrit, vide tant qu’il manque une réponse."""
    traduire = traducteur(langue_courante())
    ecrits = {fait.calcul.code: fait.texte(traduire, langue_courante()) for fait in bilan.explications}
    return [(calcul.code, traduire(calcul.titre), ecrits.get(calcul.code, "")) for calcul in lu.declare.calculs]


def en_json(dossier: Dossier, lu: VoletLu, page: Page) -> dict[str, Any]:
    """Rend où en est le volet après l’envoi d’une page."""
    return {
        "revision": lu.ecrit.revision_de(page.identifiant) if lu.ecrit else 0,
        "total": lu.ecrit.revision if lu.ecrit else 0,
        "heure": heure(horloge.maintenant()),
        "resultats": {code: texte for code, _titre, texte in resultats(lu, bilan_du_volet(dossier, lu))},
        "a_finir": [une.identifiant for une in pages_a_finir(dossier, lu)],
    }


def rubrique_de(dossier: Dossier, lu: VoletLu, page: Page) -> dict[str, Any]:
    """Rend ce qu’une autre personne a enregistré dans cette page, et sa révision : de quoi choisir."""
    relu = volet_pour(agent_courant(), dossier, lu.declare.identifiant)
    lues = [r for r in rubriques_du_volet(dossier, relu, Bilan()) if r.identifiant == page.identifiant]
    qui = agents_par_id([relu.ecrit.modifie_par_id]) if relu.ecrit else {}
    return {
        "revision": relu.ecrit.revision_de(page.identifiant) if relu.ecrit else 0,
        "qui": ", ".join(agent.nom_affiche for agent in qui.values()),
        "lignes": [[li.libelle, li.valeur] for rubrique in lues for li in rubrique.lignes if li.renseignee],
    }


def volets_a_l_ecran(lu: DossierLu, demarche: Demarche, agent: Agent) -> Mapping[str, Any]:
    """Rend, pour la page du dossier, où en est chaque volet, et s’il s’ouvre ; jamais ce qu’il contient."""
    dossier, etats = lu.dossier, {volet.code: volet for volet in lu.volets}
    return {
        "volets": [
            (volet, etats.get(volet.identifiant), peut_lire(agent, dossier, volet)) for volet in demarche.volets
        ],
        "pieces_fermees": {
            piece.identifiant
            for piece in demarche.pieces
            if (volet := demarche.volet(piece.volet)) is not None and not peut_lire(agent, dossier, volet)
        },
    }
