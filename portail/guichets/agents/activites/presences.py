"""Noter les présents d’une séance, sur un téléphone au bord du terrain ; la lecture et l’écriture sont au journal."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.activites.acces import par
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import date_longue
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Cases
from portail.inscriptions.activites.tenues import groupe_gere
from portail.inscriptions.places.presences import (
    comptes_des_seances,
    noter_les_presents,
    presences_du,
    seances_passees,
)
from portail.inscriptions.places.queries import inscrits
from portail.journal.actions import consigner
from portail.socle.erreurs import Introuvable

SEANCES = 12
"""Combien de séances la page propose : les dernières."""


class FormulaireDesPresents(FlaskForm):
    """Qui est là."""

    presents = Cases(lazy_gettext("Qui est là ?"))


@blueprint.route("/activites/groupes/<code>/presences", methods=["GET", "POST"])
def presences_du_groupe(code: str) -> ResponseReturnValue:
    """Montre les inscrits d’une séance et note qui est là ; sans jour, la dernière séance."""
    agent = agent_courant()
    lu = groupe_gere(agent, code)
    seances = seances_passees(lu)
    jour = _jour(seances)
    siens = inscrits(lu.id) if jour else []
    form = formulaire_repris(FormulaireDesPresents)
    form.presents.choices = [(str(une.id), une.enfant.nom_affiche) for une in siens]
    if jour and not form.is_submitted() and form.presents.data is None:
        form.presents.data = [str(qui) for qui, la in presences_du(lu.id, jour).items() if la]

    def geste() -> None:
        assert jour is not None  # noqa: S101 — la page ne pose le formulaire que d’une séance
        presents = [UUID(un) for un in form.presents.data or ()]
        la, attendus = noter_les_presents(lu, jour, presents, agent=agent, auteur=par())
        flash(gettext("C’est noté. Présents : %(la)s sur %(attendus)s.", la=la, attendus=attendus), "succes")

    if jour and form.validate_on_submit() and accompli(form.presents, geste):
        return redirect(url_for("agents.presences_du_groupe", code=code, jour=jour.isoformat()), code=303)
    if siens:
        details = {"nombre": len(siens), "jour": jour.isoformat() if jour else ""}
        consigner("lire_inscrits", auteur=par(), objet=("groupe", lu.id), details=details)
    return render_template(
        "agents/activites/presences.html",
        groupe=lu,
        jour=jour,
        seances=[(une, date_longue(une)) for une in seances[:SEANCES]],
        comptes=comptes_des_seances(lu.id),
        form=form,
    ), SAISIE_A_CORRIGER if form.errors else 200


def _jour(seances: list[date]) -> date | None:
    """Rend la séance que nomme l’adresse, à défaut la dernière ; lève `Introuvable` pour un autre jour."""
    voulu = request.args.get("jour", "")
    if not voulu:
        return seances[0] if seances else None
    trouve = next((une for une in seances if une.isoformat() == voulu), None)
    if trouve is None:
        raise Introuvable
    return trouve
