"""Un évènement au bureau : ses nombres, ses inscrits, sa file ; le régler, le publier, l’annuler."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evenements.formulaires import FormulaireEvenement, FormulaireRaison
from portail.guichets.agents.evenements.liste import a_regler, organisateur
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import formulaire_repris
from portail.inscriptions.evenements import organisation
from portail.inscriptions.evenements.erreurs import DatesImpossibles, StructuresManquantes
from portail.inscriptions.evenements.models import EtatInscription
from portail.inscriptions.evenements.presences import ENTREE
from portail.inscriptions.evenements.queries import evenement_tenu, inscriptions, nombres, restes
from portail.inscriptions.habilitations import peut_gerer, peut_regler
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide


@blueprint.get("/evenements/<uuid:evenement_id>")
def evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Montre l’évènement ; les noms seulement à qui tient les inscriptions du service."""
    agent = organisateur()
    tenu = evenement_tenu(agent, evenement_id)
    gere = peut_gerer(agent, tenu.service_code)
    return render_template(
        "agents/evenements/evenement.html",
        evenement=tenu,
        restes=restes([tenu]),
        nombres=nombres(tenu.id),
        inscrites=inscriptions(tenu.id, EtatInscription.INSCRIT) if gere else (),
        file=inscriptions(tenu.id, EtatInscription.ATTENTE) if gere else (),
        a_confirmer=inscriptions(tenu.id, EtatInscription.A_CONFIRMER) if gere else (),
        gere=gere,
        regle=peut_regler(agent, tenu.service_code),
        fini=tenu.annule_le is not None or tenu.fin <= horloge.maintenant(),
        genre=ENTREE,
    )


@blueprint.route("/evenements/<uuid:evenement_id>/regler", methods=["GET", "POST"])
def regler_l_evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Change l’évènement ; les inscrits apprennent un changement de date ou de lieu."""
    agent, tenu = a_regler(evenement_id)
    form = formulaire_repris(FormulaireEvenement)
    if request.method == "GET" and form.titre.data is None:
        form.remplir(tenu)
    if form.validate_on_submit() and accompli(
        form.heure_fin,
        lambda: organisation.regler(evenement_id, form.fiche, agent=agent),
        DatesImpossibles,
        StructuresManquantes,
        autres={StructuresManquantes: form.partenaires},
    ):
        flash(gettext("L’évènement est réglé."), "succes")
        return _page(evenement_id)
    page = render_template("agents/evenements/regler.html", form=form, evenement=tenu)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/evenements/<uuid:evenement_id>/publier")
def publier_l_evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Ouvre la page de l’évènement à tous."""
    agent, _tenu = a_regler(evenement_id)
    try:
        organisation.publier(evenement_id, agent=agent)
    except SaisieInvalide as refus:
        flash(refus_dit(refus), "attention")
    else:
        flash(gettext("L’évènement est publié."), "succes")
    return _page(evenement_id)


@blueprint.route("/evenements/<uuid:evenement_id>/annuler", methods=["GET", "POST"])
def annuler_l_evenement(evenement_id: UUID) -> ResponseReturnValue:
    """Demande pourquoi, puis annule et prévient chacun."""
    agent, tenu = a_regler(evenement_id)
    form = formulaire_repris(FormulaireRaison)
    if form.validate_on_submit():
        raison = form.raison.data or ""
        if accompli(form.raison, partial(organisation.annuler, evenement_id, raison=raison, agent=agent)):
            flash(gettext("L’évènement est annulé. Chaque inscrit est prévenu."), "succes")
            return _page(evenement_id)
    page = render_template("agents/evenements/annuler.html", form=form, evenement=tenu, nombres=nombres(tenu.id))
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _page(evenement_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("agents.evenement", evenement_id=evenement_id), 303)
