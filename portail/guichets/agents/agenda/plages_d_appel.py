"""Quand un service rappelle : ses plages d’appel de la semaine, une ligne à la fois."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampHeure, exiger_lisible
from portail.guichets.identites import agent_courant
from portail.guichets.jours import JOURS
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Liste
from portail.identite.models import Agent
from portail.rendez_vous.telephone.actions import PlageVoulue, ajouter_une_plage, retirer_la_plage
from portail.rendez_vous.telephone.erreurs import DejaUnePlage
from portail.rendez_vous.telephone.habilitations import services_regles
from portail.rendez_vous.telephone.queries import plages_d_appel
from portail.socle.erreurs import Interdit, Introuvable
from portail.socle.traduction import _
from portail.territoire.models import Service
from portail.territoire.queries import services_nommes

PAS_MINUTES = (10, 15, 20, 30, 45, 60)
PAS_ORDINAIRE = "30"
CAPACITES = range(1, 11)


class FormulaireDePlageDAppel(FlaskForm):
    """Un moment de la semaine où le service appelle."""

    jour = Liste(lazy_gettext("Jour"), [Exige(_("Choisissez un jour."))])
    debut = ChampHeure(lazy_gettext("De"))
    fin = ChampHeure(lazy_gettext("À"))
    pas_minutes = Liste(
        lazy_gettext("Un créneau dure, en minutes"), [Exige(_("Choisissez une durée."))], default=PAS_ORDINAIRE
    )
    capacite = Liste(lazy_gettext("Personnes à appeler par créneau"), [Exige(_("Choisissez un nombre."))])

    def proposer(self) -> None:
        """Pose ce qui se choisit."""
        self.jour.choices = {str(rang): gettext(mot) for rang, mot in enumerate(JOURS[:5])}
        self.pas_minutes.choices = {str(pas): str(pas) for pas in PAS_MINUTES}
        self.capacite.choices = {str(nombre): str(nombre) for nombre in CAPACITES}

    def validate_debut(self, field: Field) -> None:
        """Exige une heure lisible."""
        exiger_lisible(field, gettext("Écrivez une heure. Exemple : 14:00"))

    def validate_fin(self, field: Field) -> None:
        """Exige une heure lisible."""
        exiger_lisible(field, gettext("Écrivez une heure. Exemple : 14:00"))

    @property
    def voulue(self) -> PlageVoulue:
        """Rend la plage écrite ; après la validation."""
        lues: dict[str, Any] = {"debut": self.debut.data, "fin": self.fin.data}
        return PlageVoulue(
            jour=int(self.jour.data),
            pas_minutes=int(self.pas_minutes.data),
            capacite=int(self.capacite.data),
            **lues,
        )


@blueprint.route("/agenda/appels/plages", methods=["GET", "POST"])
def regler_les_appels() -> ResponseReturnValue:
    """Montre quand le service rappelle, et ajoute une plage ; les appels déjà demandés gardent leur moment."""
    agent = agent_courant()
    services, service = _services(agent)
    form = formulaire_repris(FormulaireDePlageDAppel)
    form.proposer()
    if form.validate_on_submit() and accompli(
        form.fin,
        lambda: ajouter_une_plage(service.code, form.voulue, agent=agent),
        autres={DejaUnePlage: form.debut},
    ):
        flash(gettext("La plage d’appel est ajoutée."), "succes")
        return redirect(url_for("agents.regler_les_appels", service=service.code), 303)
    page = render_template(
        "agents/agenda/regler_les_appels.html",
        form=form,
        plages=plages_d_appel(service.code),
        service=service,
        services=services,
        jours=JOURS,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/agenda/appels/plages/<uuid:plage_id>/retirer")
def retirer_la_plage_d_appel(plage_id: UUID) -> ResponseReturnValue:
    """Retire une plage d’appel ; celle qui ne l’est plus se retire sans rien dire."""
    agent = agent_courant()
    service = _services(agent)[1]
    retirer_la_plage(plage_id, agent=agent)
    flash(gettext("La plage d’appel est retirée."), "succes")
    return redirect(url_for("agents.regler_les_appels", service=service.code), 303)


def _services(agent: Agent) -> tuple[Sequence[Service], Service]:
    """Rend les services que l’agent règle, et celui que l’adresse nomme ; lève `Interdit`, `Introuvable`."""
    services = services_nommes(services_regles(agent))
    if not services:
        raise Interdit
    demande = request.args.get("service", services[0].code)
    choisi = next((un for un in services if un.code == demande), None)
    if choisi is None:
        raise Introuvable
    return services, choisi
