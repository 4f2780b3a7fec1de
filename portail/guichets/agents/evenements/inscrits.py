"""Les inscrits, au bureau : en ajouter un, en retirer un, les faire entrer, leur écrire, emporter liste et badges."""

import secrets
from functools import partial
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evenements.formulaires import FormulaireMessage, FormulaireRetrait
from portail.guichets.agents.evenements.liste import organisateur
from portail.guichets.evenements.saisie import champs_de, demande_dite
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import envoi_garde, formulaire_repris
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.evenements import actions, exports, organisation
from portail.inscriptions.evenements.models import Evenement
from portail.inscriptions.evenements.presences import faire_entrer
from portail.inscriptions.evenements.queries import evenement_tenu, inscription_tenue
from portail.inscriptions.habilitations import peut_gerer
from portail.socle import debits
from portail.socle.erreurs import ErreurMetier, Interdit

DEBIT = "60/hour"
CLE_MAX = 64


@blueprint.route("/evenements/<uuid:evenement_id>/inscrire", methods=["GET", "POST"])
def inscrire_a_l_evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Inscrit quelqu’un qui appelle ou se présente, par le même chemin que lui."""
    agent, tenu = _gere(evenement_id)
    champs = champs_de(tenu, par_un_agent=True)
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={"places": "1"}, brut=envoi_garde())
    cle = request.form.get("cle", "")[:CLE_MAX] or secrets.token_urlsafe(16)
    if form.validate_on_submit():
        demande = demande_dite(form.reponses(), cle=cle)
        geste = partial(actions.s_inscrire, evenement_id, demande, auteur=auteur_agent(agent))
        if accompli(form["nom"], geste, ErreurMetier):
            flash(gettext("La personne est inscrite, ou sur la liste d’attente si c’est complet."), "succes")
            return _page(evenement_id)
    page = render_template("agents/evenements/inscrire.html", form=form, evenement=tenu, cle=cle)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/evenements/<uuid:evenement_id>/inscriptions/<uuid:inscription_id>/retirer", methods=["GET", "POST"])
def retirer_de_l_evenement(evenement_id: UUID, inscription_id: UUID) -> ResponseReturnValue:
    """Demande de confirmer, puis rend les places d’une personne ; qui attend les reçoit."""
    agent, tenu = _gere(evenement_id)
    inscription = inscription_tenue(tenu, inscription_id)
    form = formulaire_repris(FormulaireRetrait)
    if form.validate_on_submit():
        raison = (form.raison.data or "").strip()
        geste = partial(actions.se_desister, inscription.id, auteur=auteur_agent(agent), raison=raison)
        if accompli(form.raison, geste, ErreurMetier):
            flash(gettext("Les places sont rendues. La personne est prévenue si elle a donné une adresse."), "succes")
            return _page(evenement_id)
    page = render_template("agents/evenements/retirer.html", form=form, evenement=tenu, inscription=inscription)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/evenements/<uuid:evenement_id>/inscriptions/<uuid:inscription_id>/present")
def presence_a_l_evenement(evenement_id: UUID, inscription_id: UUID) -> ResponseReturnValue:
    """Fait entrer une personne de cette inscription, ou toutes, sans billet montré."""
    agent, tenu = _gere(evenement_id)
    inscription = inscription_tenue(tenu, inscription_id)
    nombre = inscription.places if request.form.get("toutes") else 1
    entrees = faire_entrer(inscription, tenu, nombre=nombre, agent=agent)
    if entrees:
        flash(ngettext("%(num)d personne est entrée.", "%(num)d personnes sont entrées.", entrees), "succes")
    else:
        flash(gettext("Personne n’est entré : les billets ont déjà servi, ou ne valent pas aujourd’hui."), "attention")
    return _page(evenement_id)


@blueprint.route("/evenements/<uuid:evenement_id>/message", methods=["GET", "POST"])
def ecrire_a_l_evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Écrit à tous les inscrits, et au besoin à la liste d’attente."""
    agent, tenu = _gere(evenement_id)
    form = formulaire_repris(FormulaireMessage)
    if form.validate_on_submit():
        debits.consommer(DEBIT, "evenements/message", str(agent.id))
        envoyes = organisation.ecrire_aux_inscrits(
            evenement_id, texte=form.texte.data or "", a_la_file=bool(form.a_la_file.data), agent=agent
        )
        dit = ngettext("%(num)d personne est prévenue.", "%(num)d personnes sont prévenues.", envoyes)
        flash(dit, "succes")
        return _page(evenement_id)
    page = render_template("agents/evenements/message.html", form=form, evenement=tenu)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/evenements/<uuid:evenement_id>/export")
def exporter_l_evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Rend la liste en CSV ; sa prise est au journal."""
    agent, tenu = _gere(evenement_id)
    debits.consommer(DEBIT, "evenements/export", str(agent.id))
    return _fichier(exports.exporter(tenu, agent=agent), "text/csv", f"inscrits-{tenu.code}.csv")


@blueprint.post("/evenements/<uuid:evenement_id>/badges")
def badges_de_l_evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Rend les badges en PDF ; leur prise est au journal."""
    agent, tenu = _gere(evenement_id)
    debits.consommer(DEBIT, "evenements/badges", str(agent.id))
    return _fichier(exports.badges(tenu, agent=agent), "application/pdf", f"badges-{tenu.code}.pdf")


def _gere(evenement_id: UUID) -> tuple[Agent, Evenement]:
    """Rend l’agent et l’évènement ; lève `Introuvable`, ou `Interdit` s’il ne tient pas les inscrits du service."""
    agent = organisateur()
    tenu = evenement_tenu(agent, evenement_id)
    if not peut_gerer(agent, tenu.service_code):
        raise Interdit
    return agent, tenu


def _fichier(contenu: bytes, genre: str, nom: str) -> Response:
    reponse = Response(contenu, mimetype=genre)
    reponse.headers.set("Content-Disposition", "attachment", filename=nom)
    reponse.headers["Cache-Control"] = "no-store"
    return reponse


def _page(evenement_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("agents.evenement", evenement_id=evenement_id), 303)
