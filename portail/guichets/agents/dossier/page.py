"""Un dossier, tel qu’un agent le lit : contrôles, réponses, pièces, échanges, échéances, journal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.demarche.bilan import Bilan
from portail.demarche.catalogue import demarche_de
from portail.demarche.conditions import est_vraie
from portail.demarche.declaration import Demarche, Page
from portail.demarche.recapitulatif import Rubrique, masquer_les_comptes, rubriques_figees
from portail.dossiers import queries
from portail.dossiers.actions import messagerie, silence
from portail.dossiers.actions.complement import est_a_completer
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.examen import bilan_de, jour_de_reference
from portail.dossiers.habilitations import peut_instruire, peut_revoquer
from portail.dossiers.lies.queries import lie_pour_agent
from portail.dossiers.models import Dossier
from portail.dossiers.suivis.actions import noter_la_lecture
from portail.guichets.agents import acces
from portail.guichets.agents.avis.demander import avis_a_l_ecran
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.decisions.recommandes import recommandes_a_l_ecran
from portail.guichets.agents.decisions.recours import recours_a_l_ecran
from portail.guichets.agents.decisions.retraits import retrait_a_l_ecran
from portail.guichets.agents.decisions.transmissions import transmissions_a_l_ecran
from portail.guichets.agents.decisions.visas import validation_a_l_ecran
from portail.guichets.agents.dossier.comparaison import differences
from portail.guichets.agents.dossier.horloges import horloges_a_l_ecran
from portail.guichets.agents.dossier.modeles import modeles_pour, partir_du_modele
from portail.guichets.agents.dossier.travail import travail_a_l_ecran
from portail.guichets.agents.evaluation.propositions import proposition_a_l_ecran
from portail.guichets.agents.evaluation.visites import visite_a_l_ecran
from portail.guichets.agents.evaluation.volets_ecran import volets_a_l_ecran
from portail.guichets.agents.formulaires import FormulaireMessage
from portail.guichets.agents.guichet.suites import guichet_a_l_ecran
from portail.guichets.agents.mots import CONTROLES, ETATS, NATURES, PIECES, action_dite, echeance_dite, niveaux_dits
from portail.guichets.agents.versements.droits import droits_du_dossier
from portail.guichets.agents.versements.ecran import versement_a_l_ecran
from portail.guichets.agents.zones.preemptions import preemption_a_l_ecran
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.reponses import en_pdf
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.relecture import rubriques_a_l_ecran
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.queries import agents_par_id
from portail.instruction.dossier_lu import DossierLu, dossier_lu
from portail.journal.actions import consigner
from portail.journal.queries import entrees_de
from portail.notifications.queries import envois_dits
from portail.pieces.queries import par_message, pieces_de
from portail.socle import fichiers
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import traducteur


@blueprint.get("/dossiers/<numero:numero>")
def dossier(numero: str) -> ResponseReturnValue:
    """Montre un dossier."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    if queries.silence_echu(lu):
        silence.constater_silence(lu.id)
    if lu.message_a_lire and peut_instruire(agent, lu):
        messagerie.marquer_lus_par_agent(lu.id, agent=agent)
    return render_template("agents/dossier/dossier.html", **ecran(lu, agent))


def ecran(dossier: Dossier, agent: Agent) -> Mapping[str, Any]:
    """Rend ce que montre la page d’un dossier ; quel que soit le geste qui la montre, la lecture est au journal."""
    noter_la_lecture(dossier.id, agent=agent)
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    pieces = pieces_de(dossier.id)
    autres = queries.meme_personne(dossier)
    bilan = bilan_de(dossier, demarche, aides=autres.aides)
    entrees = entrees_de(("dossier", dossier.id))
    lu = dossier_lu(agent, dossier)
    personnes = agents_par_id(list({*lu.agents_cites(), *(e.auteur_id for e in entrees if e.auteur_id)}))
    form_message = formulaire_repris(FormulaireMessage)
    partir_du_modele(form_message.texte, dossier, demarche)
    decision, signe = lu.prises[0] if lu.prises else None, _signe(agent, lu)
    return {
        "dossier": dossier,
        "demarche": demarche,
        "bilan": bilan,
        "rubriques": _rubriques(dossier, demarche, bilan),
        "pages_a_verifier": _pages_a_verifier(dossier, demarche),
        "pieces": {piece.code: piece for piece in pieces},
        **guichet_a_l_ecran(dossier, demarche, agent, pieces),
        "messages": lu.messages,
        "joints": par_message(lu.joints),
        "complements": lu.complements,
        "differences": differences(demarche, dossier, lu.complements),
        "projet": lu.projet,
        "decision": decision,
        "remplacees": lu.prises[1:],
        **horloges_a_l_ecran(dossier, demarche, entrees),
        **preemption_a_l_ecran(lu, entrees),
        **validation_a_l_ecran(lu, demarche, agent),
        **proposition_a_l_ecran(lu, demarche, agent),
        **visite_a_l_ecran(lu, demarche, agent),
        **transmissions_a_l_ecran(lu, demarche, agent),
        "lie": lie_pour_agent(agent, lu.lie) if demarche.lie else None,
        **avis_a_l_ecran(lu, agent),
        **retrait_a_l_ecran(decision, lu.contradictoires, lu.messages),
        **recommandes_a_l_ecran(lu, decision, agent),
        **recours_a_l_ecran(lu, decision, agent),
        **droits_du_dossier(lu, demarche, signe=signe),
        **versement_a_l_ecran(lu, agent),
        "documents": lu.documents,
        "doublons": autres.doublons,
        "envois": envois_dits(lu.envois),
        "entrees": entrees,
        "personnes": personnes,
        "form_message": form_message,
        **modeles_pour(dossier, lu.gabarits),
        **travail_a_l_ecran(lu, entrees, personnes),
        **volets_a_l_ecran(lu, demarche, agent),
        "instruit": peut_instruire(agent, dossier),
        "signe": signe,
        "revoque": peut_revoquer(agent, dossier),
        "attend_usager": est_a_completer(dossier),
        "etats": ETATS,
        "etats_piece": PIECES,
        "controles": CONTROLES,
        "natures": NATURES,
        "action_dite": action_dite,
        "echeance_dite": echeance_dite,
        "niveaux": niveaux_dits([dossier]),
    }


def _pages_a_verifier(dossier: Dossier, demarche: Demarche) -> list[Page]:
    """Rend les pages d’agent qui ont quelque chose à écrire : le reste vient d’un volet ou d’une proposition."""
    montrees = (p for p in demarche.pages_agent if est_vraie(p.si, dossier.reponses, jour_de_reference(dossier)))
    return [page for page in montrees if {champ.identifiant for champ in page.champs} - demarche.champs_remplis]


def _signe(agent: Agent, lu: DossierLu) -> bool:
    """Vrai si l’agent signe le projet de décision, ou à défaut de projet les décisions de ce dossier."""
    nature, montant = (lu.projet.nature, lu.projet.montant) if lu.projet else (None, None)
    return peut_signer(agent, lu.dossier, nature=nature, montant=montant, commencees=lu.delegations)


def _rubriques(dossier: Dossier, demarche: Demarche, bilan: Bilan) -> tuple[Rubrique, ...]:
    """Rend les réponses, la fin seule du compte : le comptable l’a par l’export, le relevé est dans les pièces."""
    lues = rubriques_a_l_ecran(demarche, dossier.reponses, jour_de_reference(dossier), bilan)
    return masquer_les_comptes(demarche, lues, traducteur(langue_courante()))


@blueprint.get("/dossiers/<numero:numero>/depose")
def tel_que_depose(numero: str) -> ResponseReturnValue:
    """Montre la demande telle qu’elle a été déposée, libellés du jour compris."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    if lu.instantane is None:
        raise Introuvable
    consigner("lire_depose", auteur=auteur_agent(agent), objet=("dossier", lu.id))
    demarche = demarche_de(lu.demarche, version=lu.version_demarche)
    figees = masquer_les_comptes(demarche, rubriques_figees(lu.instantane), traducteur(langue_courante()))
    return render_template("agents/dossier/depose.html", dossier=lu, fige=lu.instantane, rubriques=figees)


@blueprint.get("/dossiers/<numero:numero>/documents/<uuid:document_id>.pdf")
def document(numero: str, document_id: UUID) -> ResponseReturnValue:
    """Rend un document remis à la personne."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    trouve = queries.document_de(lu, document_id)
    if trouve.cle is None or trouve.empreinte is None:
        raise Introuvable
    consigner(
        "lire_document", auteur=auteur_agent(agent), objet=("dossier", lu.id), details={"document": trouve.nature}
    )
    return en_pdf(fichiers.lire(trouve.cle, trouve.empreinte), f"{trouve.nature}-{numero}.pdf")
