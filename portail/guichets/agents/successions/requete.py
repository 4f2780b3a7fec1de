"""Une requête de succession : le défunt, l’acte, qui lui ressemble et pourquoi ; la prendre, juger, chercher encore."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import refus_dit
from portail.guichets.reponses import en_pdf, montrer_contenu
from portail.identite.queries import agents_par_id
from portail.notaires.habilitations import SERVICE_RECOURS, peut_valider
from portail.notaires.recuperations.queries import recuperation_ouverte
from portail.notaires.successions import listes, propositions
from portail.notaires.successions.creances import demande_de
from portail.notaires.successions.etats import REPONDUES, EtatRequete
from portail.notaires.successions.models import Requete, Verdict
from portail.notaires.successions.propositions import A_INSTRUIRE
from portail.notaires.successions.scelles import contenu_scelle
from portail.pieces.justificatifs.queries import contenu_du_justificatif
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable, SaisieInvalide
from portail.territoire.communes import annuaire


@blueprint.get("/successions/<numero:numero>")
def requete_succession(numero: str) -> ResponseReturnValue:
    """Montre une requête entière ; la consultation est à son journal."""
    agent = agent_courant()
    lue = listes.lire(agent, numero)
    requete = lue.requete
    cites = {identifiant for identifiant in (requete.agent_id, requete.validee_par_id) if identifiant}
    return render_template(
        "agents/successions/requete.html",
        lue=lue,
        requete=requete,
        demande=demande_de(requete),
        communes=annuaire(),
        personnes=agents_par_id(list(cites)),
        limite=listes.limite_d_urgence(),
        recuperation=recuperation_ouverte(requete.id),
        a_moi=requete.agent_id == agent.id,
        peut_juger=requete.etat in A_INSTRUIRE | REPONDUES,
        peut_proposer=requete.etat in A_INSTRUIRE | REPONDUES | {EtatRequete.RAPPROCHEE},
        peut_renvoyer=requete.etat in {EtatRequete.RAPPROCHEE, EtatRequete.VALIDEE}
        and peut_valider(agent, SERVICE_RECOURS),
    )


@blueprint.get("/successions/<numero:numero>/acte")
def acte_de_la_requete(numero: str) -> ResponseReturnValue:
    """Rend l’acte de décès, à lire dans le navigateur ; la lecture est au journal."""
    return montrer_contenu(*contenu_du_justificatif(listes.piece_lue(agent_courant(), numero, "acte")))


@blueprint.get("/successions/<numero:numero>/mandat")
def mandat_de_la_requete(numero: str) -> ResponseReturnValue:
    """Rend l’attestation ou le mandat de l’office ; la lecture est au journal."""
    return montrer_contenu(*contenu_du_justificatif(listes.piece_lue(agent_courant(), numero, "mandat")))


@blueprint.get("/successions/<numero:numero>/reponse.pdf")
def lettre_de_la_requete(numero: str) -> ResponseReturnValue:
    """Rend la réponse certifiée, telle que l’office la lit."""
    requete = listes.requete_du_service(agent_courant(), numero)
    return en_pdf(contenu_scelle(requete.document_id), f"reponse-{numero}.pdf")


@blueprint.post("/successions/<numero:numero>/prendre")
def prendre_la_requete(numero: str) -> ResponseReturnValue:
    """Confie la requête à l’agent."""
    agent, requete = agent_courant(), _a_travailler(numero)
    return _fait(requete, partial(propositions.prendre, requete.id, agent), gettext("La requête est à vous."))


@blueprint.post("/successions/<numero:numero>/rechercher")
def rechercher_encore(numero: str) -> ResponseReturnValue:
    """Cherche les personnes aidées importées depuis."""
    agent, requete = agent_courant(), _a_travailler(numero)
    geste = partial(propositions.rechercher_encore, requete.id, agent)
    return _fait(requete, geste, gettext("La recherche est refaite."))


@blueprint.post("/successions/<numero:numero>/ressemblances/<uuid:rapprochement_id>")
def juger_une_ressemblance(numero: str, rapprochement_id: UUID) -> ResponseReturnValue:
    """Retient ou écarte une personne aidée, ou revient sur ce qui en fut dit."""
    agent, requete = agent_courant(), _a_travailler(numero)
    verdict = request.form.get("verdict", None, type=Verdict)
    if verdict is None:
        raise SaisieInvalide
    geste = partial(propositions.juger, requete.id, rapprochement_id, verdict, agent)
    return _fait(requete, geste, gettext("C’est noté."))


def _a_travailler(numero: str) -> Requete:
    return listes.requete_du_service(agent_courant(), numero)


def _fait(requete: Requete, geste: Callable[[], object], dit: str) -> ResponseReturnValue:
    """Fait le geste et revient à la requête ; son refus s’y lit."""
    try:
        geste()
    except (Interdit, Introuvable):
        raise
    except ErreurMetier as refus:
        flash(refus_dit(refus), "erreur")
    else:
        flash(dit, "succes")
    return redirect(url_for("agents.requete_succession", numero=requete.numero), 303)
