"""Ce que la régie note d’un encaissement ou d’une tentative : rendu, impayé, anomalie tranchée."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Choix, DateRecente, TexteCourt
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.regie.acces import regisseur
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.paiement.paiements import gestes
from portail.paiement.paiements.erreurs import DateImpossible
from portail.paiement.paiements.gestes import Verdict
from portail.paiement.paiements.queries import encaissement_tenu, paiement_tenu
from portail.socle import horloge
from portail.socle.traduction import _

VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.GARDER: _("L’argent est reçu : le compter pour cette somme"),
        Verdict.RENDRE: _("L’argent est reçu : le rendre en entier"),
        Verdict.RIEN_RECU: _("Aucun argent n’est reçu"),
    }
)


@blueprint.route("/regie/encaissements/<uuid:encaissement_id>/rembourser", methods=["GET", "POST"])
def noter_le_remboursement(encaissement_id: UUID) -> ResponseReturnValue:
    """Note que le comptable public a rendu l’argent."""
    agent = regisseur()
    somme, encaissement = encaissement_tenu(agent, encaissement_id)
    champs = (
        TexteCourt("mandat", _("Numéro du mandat"), longueur_max=40),
        DateRecente("jour", _("Rendu le")),
    )
    valeurs = {"jour": horloge.aujourd_hui().isoformat()}
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit():
        lus = form.reponses()
        jour, mandat = date.fromisoformat(str(lus["jour"])), str(lus["mandat"])
        geste = partial(gestes.noter_le_remboursement, encaissement_id, jour=jour, mandat=mandat, agent=agent)
        if accompli(form["jour"], geste, DateImpossible):
            flash(gettext("Le remboursement est noté."), "succes")
            return _retour(somme.id)
    return render_template("agents/regie/rembourser.html", somme=somme, encaissement=encaissement, form=form), (
        422 if form.errors else 200
    )


@blueprint.route("/regie/encaissements/<uuid:encaissement_id>/impaye", methods=["GET", "POST"])
def noter_l_impaye(encaissement_id: UUID) -> ResponseReturnValue:
    """Demande de confirmer, puis note que la banque a rejeté le chèque ou le prélèvement."""
    agent = regisseur()
    somme, encaissement = encaissement_tenu(agent, encaissement_id)
    form = FlaskForm()
    if form.validate_on_submit():
        gestes.noter_l_impaye(encaissement_id, agent=agent)
        flash(gettext("L’impayé est noté : la somme est de nouveau due."), "succes")
        return _retour(somme.id)
    return render_template("agents/regie/impaye.html", somme=somme, encaissement=encaissement, form=form)


@blueprint.route("/regie/paiements/<uuid:paiement_id>/anomalie", methods=["GET", "POST"])
def trancher_l_anomalie(paiement_id: UUID) -> ResponseReturnValue:
    """Décide d’un paiement qui n’est pas celui que l’on attendait."""
    agent = regisseur()
    somme, paiement = paiement_tenu(agent, paiement_id)
    champs = (Choix("verdict", _("Que dit le relevé de la régie ?"), {un.value: dit for un, dit in VERDICTS.items()}),)
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        gestes.trancher(paiement_id, Verdict(str(form.reponses()["verdict"])), agent=agent)
        flash(gettext("La décision est enregistrée."), "succes")
        return _retour(somme.id)
    return render_template("agents/regie/anomalie.html", somme=somme, paiement=paiement, form=form), (
        422 if form.errors else 200
    )


def _retour(somme_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("agents.somme_due", somme_id=somme_id), code=303)
