"""Son agenda dans un autre logiciel : l’y relire par une adresse secrète, en reprendre ce qui est déjà pris."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import FileField

from portail.guichets.agents.agenda.plages import agenda_tenu
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.rendez_vous.agendas.flux import flux_de, ouvrir_le_flux, revoquer_le_flux
from portail.rendez_vous.agendas.imports import importer, oublier
from portail.rendez_vous.agendas.lecture import OCTETS_MAX, Lu
from portail.rendez_vous.agendas.repetitions import Illisible
from portail.rendez_vous.occupations.erreurs import AgendaTresDemande
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle import debits, demarrage

DEBIT = "30/hour"


class ChampAgenda(FileField):
    """Un fichier .ics."""

    gabarit = "fichier"
    plusieurs = False
    accepte = ".ics,text/calendar"
    autocomplete = None
    facultatif = False
    recus: tuple[object, ...] = ()


class FormulaireDAgenda(FlaskForm):
    """L’agenda d’un autre logiciel."""

    fichier = ChampAgenda(
        lazy_gettext("Fichier de l’autre agenda"),
        description=lazy_gettext("Au format .ics, un mégaoctet au plus. Seules les heures sont gardées."),
    )


@blueprint.get("/agenda/ailleurs")
def agenda_ailleurs() -> ResponseReturnValue:
    """Dit si une adresse secrète est en service."""
    agent = agent_courant()
    return render_template(
        "agents/agenda/ailleurs.html", flux=flux_de(agent), mienne=ressource_de_l_agent(agent.id), adresse=""
    )


@blueprint.post("/agenda/ailleurs/ouvrir")
def ouvrir_l_adresse() -> ResponseReturnValue:
    """Ouvre une adresse neuve et la montre, cette fois seulement ; l’ancienne cesse de répondre."""
    agent = agent_courant()
    adresse = f"{demarrage.reglages().url_publique}{ouvrir_le_flux(agent)}"
    page = render_template(
        "agents/agenda/ailleurs.html", flux=flux_de(agent), mienne=ressource_de_l_agent(agent.id), adresse=adresse
    )
    return page, 200, {"Cache-Control": "no-store"}


@blueprint.post("/agenda/ailleurs/revoquer")
def revoquer_l_adresse() -> ResponseReturnValue:
    """Éteint l’adresse secrète."""
    revoquer_le_flux(agent_courant())
    flash(gettext("L’adresse ne répond plus."), "succes")
    return redirect(url_for("agents.agenda_ailleurs"), 303)


@blueprint.route("/agenda/ailleurs/importer", methods=["GET", "POST"])
def importer_un_agenda() -> ResponseReturnValue:
    """Reprend d’un fichier ce qui est déjà pris ; un nouveau fichier remplace le précédent."""
    agent, form = agent_courant(), FormulaireDAgenda()
    ressource = agenda_tenu(agent, request.args.get("ressource", ""))
    lus: list[Lu] = []

    def reprendre() -> None:
        envoye = request.files.get("fichier")
        if envoye is None or not envoye.filename:
            raise Illisible
        debits.consommer(DEBIT, "rendez_vous/import", str(agent.id))
        lus.append(importer(ressource.id, envoye.stream.read(OCTETS_MAX + 1), par=agent))

    if form.validate_on_submit() and accompli(form.fichier, reprendre, Illisible, AgendaTresDemande):
        _dire(lus[0])
        return redirect(url_for("agents.replacer", ressource=ressource.id), 303)
    page = render_template("agents/agenda/importer.html", form=form, ressource=ressource)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/agenda/ailleurs/oublier")
def oublier_l_autre_agenda() -> ResponseReturnValue:
    """Rend tout le temps que l’autre agenda prenait."""
    agent = agent_courant()
    ressource_id = agenda_tenu(agent, request.args.get("ressource", "")).id
    oublier(ressource_id, par=agent)
    flash(gettext("L’autre agenda n’occupe plus rien ici."), "succes")
    return redirect(url_for("agents.importer_un_agenda", ressource=ressource_id), 303)


def _dire(lu: Lu) -> None:
    flash(ngettext("%(num)d moment pris est repris.", "%(num)d moments pris sont repris.", len(lu.prises)), "succes")
    if lu.illisibles:
        flash(
            ngettext(
                "%(num)d évènement ne se lit pas : écrivez-le vous-même.",
                "%(num)d évènements ne se lisent pas : écrivez-les vous-même.",
                lu.illisibles,
            ),
            "attention",
        )
