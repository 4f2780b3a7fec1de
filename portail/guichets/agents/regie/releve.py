"""Le relevé de la régie : l’importer, lire son bilan, constater une ligne ou dire qu’elle n’est pas d’ici."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.imports import ChampCsv, erreurs_dites, importe_de
from portail.guichets.agents.regie.acces import regisseur
from portail.guichets.refus import accompli, refus_dit
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Ligne, au_plus
from portail.identite.models import Agent
from portail.paiement.rapprochement import actions, appariement, queries
from portail.paiement.rapprochement.fichiers import ENTETE_LUE, LIGNES_MAX, OCTETS_MAX
from portail.paiement.rapprochement.models import ImportReleve
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _ as a_traduire

RAISON_MAX = 200


class FormulaireReleve(FlaskForm):
    """Le relevé de la régie."""

    fichier = ChampCsv(
        lazy_gettext("Relevé de la régie"),
        description=lazy_gettext("CSV en UTF-8, séparé par des points-virgules. Cinq mille lignes au plus."),
    )


class FormulaireClasser(FlaskForm):
    """Pourquoi la ligne n’est pas du portail."""

    raison = Ligne(
        lazy_gettext("Pourquoi ?"),
        [Exige(a_traduire("Dites pourquoi cette ligne ne concerne pas le portail.")), au_plus(RAISON_MAX)],
        description=lazy_gettext("Elle reste au journal. N’y écrivez aucun nom."),
    )


@blueprint.route("/regie/releve", methods=["GET", "POST"])
def importer_le_releve() -> ResponseReturnValue:
    """Reçoit le relevé et mène à son bilan."""
    agent = regisseur()
    form = FormulaireReleve()
    if form.validate_on_submit():
        geste = partial(_importer, agent)
        importe = importe_de(form.fichier, geste, octets_max=OCTETS_MAX, debit=("regie", str(agent.id)))
        if importe is not None:
            return redirect(url_for("agents.import_du_releve", import_id=importe), code=303)
    return render_template(
        "agents/regie/releve.html",
        form=form,
        imports=queries.imports_recents(agent),
        colonnes=ENTETE_LUE,
        maximum=LIGNES_MAX,
    ), 422 if form.errors else 200


def _importer(agent: Agent, contenu: bytes, nom: str) -> ImportReleve:
    return actions.importer(contenu, nom=nom, agent=agent)


@blueprint.get("/regie/imports/<uuid:import_id>")
def import_du_releve(import_id: UUID) -> ResponseReturnValue:
    """Montre le bilan d’un import : ce qui est nouveau, ce qui était connu, ce qui reste à corriger."""
    importe = queries.import_de(regisseur(), import_id)
    return render_template("agents/regie/bilan.html", importe=importe, erreurs=erreurs_dites(importe.erreurs))


@blueprint.post("/regie/lignes/<uuid:ligne_id>/constater")
def constater_la_ligne(ligne_id: UUID) -> ResponseReturnValue:
    """Écrit l’encaissement que dit le relevé."""
    agent = regisseur()
    try:
        appariement.constater(ligne_id, agent=agent)
    except ErreurMetier as refus:
        if refus.code_http == 404:
            raise
        flash(refus_dit(refus), "erreur")
    else:
        flash(_("L’encaissement est constaté."), "succes")
    return redirect(url_for("agents.regie"), code=303)


@blueprint.route("/regie/lignes/<uuid:ligne_id>/classer", methods=["GET", "POST"])
def classer_la_ligne(ligne_id: UUID) -> ResponseReturnValue:
    """Dit qu’une ligne du relevé ne concerne pas le portail."""
    agent = regisseur()
    ligne = queries.ligne_tenue(agent, ligne_id)
    form = formulaire_repris(FormulaireClasser)
    if form.validate_on_submit():
        geste = partial(actions.classer, ligne_id, raison=form.raison.data or "", agent=agent)
        if accompli(form.raison, geste):
            flash(_("La ligne est classée."), "succes")
            return redirect(url_for("agents.regie"), code=303)
    return render_template("agents/regie/classer.html", form=form, ligne=ligne), 422 if form.errors else 200
