"""Importer le fichier des aides : le déposer, le suivre, lire ce qu’il change, prendre les rejets, effacer."""

from functools import partial
from typing import IO
from uuid import UUID

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.imports import DEBIT, ChampCsv
from portail.guichets.contexte import traduire
from portail.guichets.identites import agent_courant, agent_present
from portail.guichets.refus import accompli
from portail.guichets.saisie.simples import Exige, Ligne
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import consigner
from portail.notaires.aides import actions, queries
from portail.notaires.aides.fichiers import OCTETS_MAX
from portail.notaires.aides.imports import EN_COURS
from portail.notaires.aides.lecture import COLONNES
from portail.notaires.aides.models import EtatImport, ImportAides
from portail.notaires.aides.rejets import fichier_de_rejets
from portail.notaires.habilitations import SERVICE_RECOURS, peut_importer
from portail.socle import debits
from portail.socle.erreurs import Interdit, TransitionInterdite
from portail.socle.traduction import _ as a_traduire

SECONDES_ENTRE_RELECTURES = 4
AUTOUR_DU_FICHIER = 10_000
"""Octets que le formulaire ajoute au fichier."""
ETATS = {
    EtatImport.RECU: (a_traduire("Reçu"), "nouveau"),
    EtatImport.EN_COURS: (a_traduire("En cours"), "etude"),
    EtatImport.FINI: (a_traduire("Fini"), "accord"),
    EtatImport.ABANDONNE: (a_traduire("Abandonné"), "fini"),
}


class FormulaireAides(FlaskForm):
    """Le fichier des aides."""

    fichier = ChampCsv(
        lazy_gettext("Fichier des aides"),
        description=lazy_gettext("CSV en UTF-8, séparé par des points-virgules. 1\u00a0Go au plus."),
    )


class FormulaireEffacement(FlaskForm):
    """Combien d’aides effacer : l’écrire, c’est l’avoir lu."""

    nombre = Ligne(
        lazy_gettext("Combien d’aides effacez-vous\u00a0?"),
        [Exige(a_traduire("Écrivez le nombre d’aides à effacer."))],
        description=lazy_gettext("Recopiez le nombre écrit plus haut."),
    )


@blueprint.record_once
def _laisser_juger_d_abord(etat: BlueprintSetupState) -> None:
    """Lire le jeton, c’est lire tout l’envoi : la vue juge d’abord qui envoie, puis vérifie le jeton elle-même."""
    etat.app.extensions["csrf"].exempt(imports_d_aides)


@blueprint.context_processor
def droit_d_importer() -> dict[str, bool]:
    """Dit aux gabarits si l’agent importe les aides."""
    agent = agent_present()
    return {"importe_les_aides": agent is not None and peut_importer(agent, SERVICE_RECOURS)}


def _importateur() -> Agent:
    agent = agent_courant()
    if not peut_importer(agent, SERVICE_RECOURS):
        raise Interdit
    return agent


@blueprint.route("/successions/imports/", methods=["GET", "POST"])
def imports_d_aides() -> ResponseReturnValue:
    """Reçoit un fichier d’aides et liste les imports, le plus récent d’abord."""
    agent = _importateur()
    if request.method == "POST":
        request.max_content_length = OCTETS_MAX + AUTOUR_DU_FICHIER
        if current_app.config["WTF_CSRF_ENABLED"]:
            current_app.extensions["csrf"].protect()
    form = FormulaireAides()
    if form.validate_on_submit() and (recu := _recu(form, agent)):
        return redirect(url_for("agents.import_d_aides", import_id=recu.id, suivre="oui"), code=303)
    return render_template(
        "agents/successions/imports.html",
        form=form,
        imports=queries.imports_d_aides(),
        colonnes=COLONNES,
        etats=ETATS,
    ), 422 if form.errors else 200


def _recu(form: FormulaireAides, agent: Agent) -> ImportAides | None:
    """Dépose le fichier ; rien, et la raison sous le champ, s’il est refusé."""
    envoye = request.files.get(form.fichier.name)
    if envoye is None or not envoye.filename:
        form.fichier.errors = [_("Choisissez le fichier à importer.")]
        return None
    debits.consommer(DEBIT, "aides", str(agent.id))
    faits = list[ImportAides]()
    geste = partial(_recevoir, envoye.stream, envoye.filename, agent, faits)
    return faits[0] if accompli(form.fichier, geste) else None


def _recevoir(flux: IO[bytes], nom: str, agent: Agent, faits: list[ImportAides]) -> None:
    faits.append(actions.recevoir(flux, nom=nom, agent=agent))


@blueprint.get("/successions/imports/<uuid:import_id>")
def import_d_aides(import_id: UUID) -> ResponseReturnValue:
    """Montre où en est un import, ou ce qu’il a changé ; la page se relit d’elle-même si on le demande."""
    _importateur()
    un = queries.import_d_aides(import_id)
    en_cours = un.etat in EN_COURS
    suivi = "suivre" in request.args and en_cours
    page = render_template(
        "agents/successions/import.html",
        un=un,
        en_cours=en_cours,
        suivi=suivi,
        secondes=SECONDES_ENTRE_RELECTURES,
        rejets=queries.rejets_de(import_id),
        effacable=queries.peut_effacer_les_absentes(un),
        etats=ETATS,
    )
    reponse = make_response(page)
    if suivi:
        reponse.headers["Refresh"] = str(SECONDES_ENTRE_RELECTURES)
    return reponse


@blueprint.get("/successions/imports/<uuid:import_id>/rejets.csv")
def rejets_d_aides(import_id: UUID) -> ResponseReturnValue:
    """Rend les lignes rejetées, chacune avec son numéro et sa raison ; la prise est au journal."""
    agent = _importateur()
    queries.import_d_aides(import_id)
    consigner("telecharger_rejets_aides", auteur=auteur_agent(agent), objet=("import_aides", import_id))
    return Response(
        stream_with_context(fichier_de_rejets(import_id, traduire)),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="rejets.csv"', "Cache-Control": "no-store"},
    )


@blueprint.post("/successions/imports/<uuid:import_id>/abandonner")
def abandonner_l_import(import_id: UUID) -> ResponseReturnValue:
    """Arrête un import."""
    actions.abandonner(import_id, agent=_importateur())
    flash(_("L’import est abandonné. Ce qui était déjà lu reste enregistré."), "succes")
    return redirect(url_for("agents.import_d_aides", import_id=import_id), code=303)


@blueprint.route("/successions/imports/<uuid:import_id>/effacer", methods=["GET", "POST"])
def effacer_les_absentes(import_id: UUID) -> ResponseReturnValue:
    """Efface les aides que le dernier fichier ne cite plus, une fois leur nombre recopié."""
    agent, un = _importateur(), queries.import_d_aides(import_id)
    if not queries.peut_effacer_les_absentes(un):
        raise TransitionInterdite
    form = FormulaireEffacement()
    if form.validate_on_submit():
        if "".join((form.nombre.data or "").split()) == str(un.absentes):
            nombre = actions.effacer_les_absentes(import_id, agent=agent)
            flash(ngettext("%(num)d aide est effacée.", "%(num)d aides sont effacées.", nombre), "succes")
            return redirect(url_for("agents.import_d_aides", import_id=import_id), code=303)
        form.nombre.errors = [_("Ce n’est pas le nombre d’aides à effacer.")]
    return render_template("agents/successions/effacer.html", form=form, un=un), 422 if form.errors else 200
