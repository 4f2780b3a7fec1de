"""L’accès d’un agent : le fermer, le rouvrir, donner et retirer un rôle."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import Choix
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.gestes import (
    AUCUN,
    TOUTES,
    choix_de_demarche,
    choix_de_service,
    enregistre,
    ou_rien,
    tenter,
)
from portail.guichets.administration.mots import ROLES_DITS
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite import acces as actions
from portail.identite.models import Role
from portail.identite.queries import agent_de
from portail.socle.traduction import _


@blueprint.post("/agents/<uuid:identifiant>/fermer")
def fermer_agent(identifiant: UUID) -> ResponseReturnValue:
    """Ferme l’accès : les sessions ouvertes tombent aussitôt."""
    agent_de(identifiant)
    return tenter(
        partial(actions.fermer_agent, identifiant, par=agent_courant()),
        succes=gettext("L’accès est fermé. Les sessions ouvertes sont coupées."),
        retour=_fiche(identifiant),
    )


@blueprint.post("/agents/<uuid:identifiant>/rouvrir")
def rouvrir_agent(identifiant: UUID) -> ResponseReturnValue:
    """Rouvre l’accès, avec les mêmes rôles."""
    agent_de(identifiant)
    return tenter(
        partial(actions.rouvrir_agent, identifiant, par=agent_courant()),
        succes=gettext("L’accès est rouvert."),
        retour=_fiche(identifiant),
    )


@blueprint.route("/agents/<uuid:identifiant>/habiliter", methods=["GET", "POST"])
def habiliter(identifiant: UUID) -> ResponseReturnValue:
    """Donne un rôle : lequel, dans quel service, pour quelle démarche."""
    agent = agent_de(identifiant)
    champs = (
        Choix("role", _("Rôle"), {role.value: dit for role, dit in ROLES_DITS.items()}),
        choix_de_service(_("Dans quel service ?"), autres={AUCUN: _("Aucun service en particulier")}),
        choix_de_demarche(_("Pour quelle démarche ?")),
    )
    form = formulaire_de(
        champs, contexte=contexte_de_saisie(), valeurs={"service": AUCUN, "demarche": TOUTES}, brut=envoi_garde()
    )
    if form.validate_on_submit() and enregistre(form, "service", partial(_habiliter, identifiant, form)):
        flash(gettext("Le rôle est donné. Il vaut dès maintenant."), "succes")
        return redirect(_fiche(identifiant), code=303)
    return render_template("administration/habiliter.html", fiche=agent, form=form), 422 if form.errors else 200


@blueprint.post("/agents/<uuid:identifiant>/habilitations/<uuid:habilitation_id>/retirer")
def deshabiliter(identifiant: UUID, habilitation_id: UUID) -> ResponseReturnValue:
    """Retire un rôle."""
    return tenter(
        partial(actions.deshabiliter, habilitation_id, agent_id=identifiant, par=agent_courant()),
        succes=gettext("Le rôle est retiré."),
        retour=_fiche(identifiant),
    )


def _habiliter(identifiant: UUID, form: FormulaireDeSaisie) -> None:
    reponses = form.reponses()
    actions.habiliter(
        identifiant,
        role=Role(reponses["role"]),
        service_code=ou_rien(reponses["service"], AUCUN),
        demarche=ou_rien(reponses["demarche"], TOUTES),
        par=agent_courant(),
    )


def _fiche(identifiant: UUID) -> str:
    return url_for("administration.agent", identifiant=identifiant)
