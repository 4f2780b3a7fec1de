"""« Tout le journal » d’un dossier : auteurs, raisons, avant → après, et l’état de la chaîne."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche
from portail.dossiers.chronique import Moment, moments
from portail.dossiers.etats import Etat, NatureDecision
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.mots import ETATS, MOTIFS_PIECE, NATURES
from portail.guichets.contexte import date_longue, langue_courante
from portail.guichets.identites import agent_courant
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.queries import agents_par_id
from portail.journal.actions import TEXTE, consigner
from portail.journal.models import Entree
from portail.journal.queries import entrees_de
from portail.journal.verifier import ruptures
from portail.pieces.models import MotifRefusPiece
from portail.socle.traduction import _ as a_traduire
from portail.socle.traduction import traducteur

LIMITE = 5000
UN_JOUR = re.compile(r"\d{4}-\d{2}-\d{2}")
LIBELLES: Mapping[str, str] = MappingProxyType(
    {
        "piece": a_traduire("Pièce"),
        "motif": a_traduire("Motif"),
        "nature": a_traduire("Décision"),
        "page": a_traduire("Page"),
        "fichiers": a_traduire("Fichiers"),
        "fichier": a_traduire("Fichier"),
        "document": a_traduire("Document"),
        "champs": a_traduire("Réponses"),
        "elements": a_traduire("Éléments demandés"),
        "version": a_traduire("Version de la démarche"),
        "format": a_traduire("Format"),
        "gabarit": a_traduire("Message"),
        "complet": a_traduire("Dossier complet"),
        "reception": a_traduire("Reçue le"),
        "canal": a_traduire("Arrivée par"),
        "jour": a_traduire("Jour"),
        "a_poster": a_traduire("À poster"),
        "limite": a_traduire("À rendre avant le"),
        "delai_accuse": a_traduire("Délai pour accuser réception, en jours ouvrés"),
        "delai_accuse_propre": a_traduire("Délai pour accuser réception propre à la démarche, en jours de calendrier"),
        "electronique": a_traduire("Réponse électronique acceptée"),
        "indispensable": a_traduire("Indispensable à l’étude"),
        "infecte": a_traduire("Dangereux"),
        "echu": a_traduire("Délai passé"),
    }
)
"""Les détails que l’on sait nommer ; les autres se lisent par leur code."""
ETAT = ("de", "vers")
VALEUR = ("avant", "apres")
DITS_AUTREMENT = frozenset({*ETAT, *VALEUR, TEXTE, "raison"})
CLE_INTERNE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class LigneDeJournal:
    """Une entrée, ses changements (avant, après) et ses précisions (libellé, valeur)."""

    moment: Moment
    changements: Sequence[tuple[str, str]]
    precisions: Sequence[tuple[str, str]]


@blueprint.get("/dossiers/<numero:numero>/journal")
def journal(numero: str) -> ResponseReturnValue:
    """Montre tout le journal du dossier ; cette lecture y est aussi."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    consigner("lire_journal", auteur=auteur_agent(agent), objet=("dossier", lu.id))
    entrees = entrees_de(("dossier", lu.id), limite=LIMITE)
    demarche = demarche_de(lu.demarche, version=lu.version_demarche)
    cites = agents_par_id([UUID(texte) for e in entrees if e.action == "affecter" for texte in _bornes(e) if texte])
    lignes = [
        LigneDeJournal(moment, _changements(moment.entree, cites), _precisions(moment.entree, demarche))
        for moment in moments(entrees, traducteur(langue_courante()))
    ]
    return render_template("agents/dossier/journal.html", dossier=lu, lignes=lignes, verdict=_verdict(entrees))


def _verdict(entrees: Sequence[Entree]) -> tuple[str, bool]:
    """Rend ce que dit la chaîne, et si elle est entière ; une chaîne trop longue se vérifie en ligne de commande."""
    if len(entrees) == LIMITE:
        return _("Le journal est trop long pour être vérifié ici."), False
    rompus = [
        rupture.constat
        for entree in entrees[:1]
        for rupture in ruptures(
            [e.contenu for e in reversed(entrees)], {"type": entree.objet_type, "id": entree.objet_id}
        )
    ]
    if rompus:
        return _("Chaîne rompue : %(constats)s.", constats=" ; ".join(rompus)), False
    return ngettext(
        "Chaîne vérifiée : %(num)d entrée, aucune rupture.",
        "Chaîne vérifiée : %(num)d entrées, aucune rupture.",
        len(entrees),
    ), True


def _bornes(entree: Entree) -> tuple[str, str]:
    return str(entree.details.get("avant", "")), str(entree.details.get("apres", ""))


def _changements(entree: Entree, agents: Mapping[UUID, Agent]) -> list[tuple[str, str]]:
    """Rend ce qui a changé : avant, après, en mots."""
    details = entree.details
    changements = []
    if all(cle in details for cle in ETAT):
        changements.append((_etat(details["de"]), _etat(details["vers"])))
    if all(isinstance(details.get(cle), dict) for cle in VALEUR):
        avant, apres = details["avant"], details["apres"]
        changements += [(f"{cle}\u00a0: {avant[cle]}", str(apres.get(cle, ""))) for cle in sorted(avant)]
    elif all(cle in details for cle in VALEUR):
        avant, apres = _bornes(entree)
        if entree.action == "affecter":
            avant, apres = _agent(avant, agents), _agent(apres, agents)
        changements.append((avant or _("rien"), apres or _("rien")))
    return changements


def _etat(code: str) -> str:
    return _(ETATS[Etat(code)][0]) if code in set(Etat) else code


def _agent(identifiant: str, agents: Mapping[UUID, Agent]) -> str:
    if not identifiant:
        return _("Non affecté")
    agent = agents.get(UUID(identifiant))
    return agent.nom_affiche if agent else identifiant


def _precisions(entree: Entree, demarche: Demarche) -> list[tuple[str, str]]:
    """Rend les autres détails de l’entrée, en mots si l’on sait les dire, sinon tels quels ; jamais une clé interne."""
    return [
        (_(LIBELLES[cle]) if cle in LIBELLES else cle, _precision(cle, valeur, demarche))
        for cle, valeur in sorted(entree.details.items())
        if cle not in DITS_AUTREMENT and not CLE_INTERNE.fullmatch(str(valeur))
    ]


def _precision(cle: str, valeur: object, demarche: Demarche) -> str:
    traduire = traducteur(langue_courante())
    texte = _ecrit(valeur)
    piece = demarche.piece(texte) if cle == "piece" else None
    if piece is not None:
        return traduire(piece.nom)
    if cle == "nature" and texte in set(NatureDecision):
        return _(NATURES[NatureDecision(texte)][0])
    if cle == "motif" and texte in set(MotifRefusPiece):
        return _(MOTIFS_PIECE[MotifRefusPiece(texte)])
    return texte


def _ecrit(valeur: object) -> str:
    """Rend une valeur du journal comme on l’écrit : oui ou non, une date en toutes lettres, une liste."""
    if isinstance(valeur, bool):
        return _("Oui") if valeur else _("Non")
    if isinstance(valeur, list):
        return ", ".join(map(str, valeur))
    texte = str(valeur)
    return date_longue(date.fromisoformat(texte)) if UN_JOUR.fullmatch(texte) else texte
