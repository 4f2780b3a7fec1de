"""Depuis la fiche d’une personne : l’inviter à prendre elle-même un rendez-vous qui ne se prend pas seul."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.agenda.pour import fiche_justifiee
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Liste
from portail.identite.models import Agent
from portail.instruction import fiche as fiches
from portail.rendez_vous.invitations.actions import Remise, inviter, revoquer
from portail.rendez_vous.invitations.queries import invitations_en_cours
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.publics import se_propose
from portail.rendez_vous.objets.queries import objets_des_services, objets_par_id
from portail.rendez_vous.reservations.habilitations import services_recus
from portail.socle import demarrage
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _


class FormulaireDInvitation(FlaskForm):
    """À quoi l’on invite."""

    objet = Liste(lazy_gettext("Rendez-vous à proposer"), [Exige(_("Choisissez le rendez-vous à proposer."))])


@blueprint.route("/usagers/<uuid:usager_id>/inviter", methods=["GET", "POST"])
@fiche_justifiee
def inviter_a_un_rendez_vous(agent: Agent, fiche: fiches.Fiche, usager_id: UUID) -> ResponseReturnValue:
    """Invite la personne et montre le lien, cette fois seulement ; liste ses invitations en cours."""
    form, faites = formulaire_repris(FormulaireDInvitation), list[Remise]()
    proposables = _proposables(agent)
    form.objet.choices = [
        ("", gettext("Choisissez")),
        *((str(une), objet.libelle) for une, objet in proposables.items()),
    ]
    if form.validate_on_submit():
        accompli(form.objet, lambda: faites.append(inviter(usager_id, UUID(form.objet.data), agent=agent)))
    en_cours = invitations_en_cours(usager_id, agent=agent)
    page = render_template(
        "agents/agenda/inviter.html",
        form=form,
        fiche=fiche,
        possible=bool(proposables),
        en_cours=en_cours,
        objets=objets_par_id({une.objet_id for une in en_cours}),
        faite=faites[0] if faites else None,
        adresse=f"{demarrage.reglages().url_publique}{faites[0].chemin}" if faites else "",
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200, {"Cache-Control": "no-store"}


@blueprint.post("/usagers/<uuid:usager_id>/invitations/<uuid:invitation_id>/revoquer")
def revoquer_une_invitation(usager_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """Éteint une invitation de cette personne : son lien n’ouvre plus rien."""
    agent = agent_courant()
    fiches.fiche_de_usager(agent, usager_id)
    if invitation_id not in {une.id for une in invitations_en_cours(usager_id, agent=agent)}:
        raise Introuvable
    revoquer(invitation_id, agent=agent)
    flash(gettext("L’invitation ne vaut plus."), "succes")
    return redirect(url_for("agents.inviter_a_un_rendez_vous", usager_id=usager_id), 303)


def _proposables(agent: Agent) -> Mapping[UUID, ObjetRdv]:
    """Rend ce à quoi l’agent peut inviter : ce qui ne se prend pas seul, dans les services où il reçoit."""
    return {objet.id: objet for objet in objets_des_services(services_recus(agent)) if se_propose(objet)}
