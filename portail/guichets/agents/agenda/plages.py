"""Les plages d’un agenda : quand l’on reçoit ; ce que cela donnerait avant de l’écrire ; un seul jour différent."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.agenda.plages_formulaires import (
    FormulairePlage,
    FormulaireUnSeulJour,
    rythme_dit,
    valeurs_de,
)
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.ecrits import jour_ecrit
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.rendez_vous.lieux.queries import lieux_actifs
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objets_des_services, tous_les_objets
from portail.rendez_vous.plages import actions
from portail.rendez_vous.plages.apercu import (
    UN_AN,
    Apercu,
    apercu,
    objets_de,
    prochains_jours,
    rendez_vous_de_la_plage,
    rendez_vous_decouverts,
    rendez_vous_hors,
    une_fois_retiree,
)
from portail.rendez_vous.plages.models import Plage
from portail.rendez_vous.plages.queries import plage_de, plages_des_ressources
from portail.rendez_vous.reservations.habilitations import peut_recevoir
from portail.rendez_vous.ressources.habilitations import peut_tenir_l_agenda, services_de
from portail.rendez_vous.ressources.models import Ressource
from portail.rendez_vous.ressources.queries import ressource_de, ressource_de_l_agent, ressources_tenues
from portail.socle import horloge
from portail.socle.erreurs import Introuvable, SaisieInvalide


@blueprint.get("/agenda/plages/")
def plages() -> ResponseReturnValue:
    """Liste les plages d’un agenda que l’on tient : le sien, ou celui d’un collègue."""
    agent = agent_courant()
    tenues = ressources_tenues(agent)
    ressource = _choisie(agent, tenues)
    jour = horloge.aujourd_hui()
    siennes = plages_des_ressources([ressource.id], du=jour, au=jour + timedelta(days=UN_AN)) if ressource else []
    return render_template(
        "agents/agenda/plages.html",
        tenues=tenues,
        ressource=ressource,
        plages=[(plage, prochains_jours(plage), rythme_dit(plage)) for plage in siennes],
        objets=objets_de(siennes),
        lieux={lieu.id: lieu for lieu in lieux_actifs()},
    )


@blueprint.route("/agenda/plages/nouvelle", methods=["GET", "POST"])
def nouvelle_plage() -> ResponseReturnValue:
    """Pose une plage, après en avoir vu l’effet si on le demande."""
    agent = agent_courant()
    ressource, titulaire = tenu(agent, request.args.get("ressource", ""))
    form = _formulaire(ressource, titulaire)
    vu = _apercu(form, ressource, None)
    if (
        vu is None
        and form.validate_on_submit()
        and accompli(form.jours, lambda: actions.creer(form.fiche(ressource.id), par=agent), SaisieInvalide)
    ):
        flash(gettext("La plage est posée."), "succes")
        return redirect(url_for("agents.plages", ressource=ressource.id), 303)
    return _page(form, ressource, None, vu)


@blueprint.route("/agenda/plages/<uuid:plage_id>", methods=["GET", "POST"])
def plage(plage_id: UUID) -> ResponseReturnValue:
    """Change une plage ; les rendez-vous déjà pris restent, et ceux qu’elle ne couvre plus sont montrés."""
    agent, lue = agent_courant(), plage_de(plage_id)
    ressource, titulaire = tenu(agent, str(lue.ressource_id))
    form = _formulaire(ressource, titulaire, lue)
    vu = _apercu(form, ressource, lue)
    if (
        vu is None
        and form.validate_on_submit()
        and accompli(
            form.jours,
            lambda: actions.modifier(lue.id, form.fiche(ressource.id), version=form.revision_lue(), par=agent),
            SaisieInvalide,
        )
    ):
        return _apres(lue.ressource_id, gettext("La plage est changée."))
    return _page(form, ressource, lue, vu)


@blueprint.post("/agenda/plages/<uuid:plage_id>/retirer")
def retirer_la_plage(plage_id: UUID) -> ResponseReturnValue:
    """Fait finir la plage aujourd’hui ; dit d’abord combien de rendez-vous déjà pris seraient à replacer."""
    agent, lue = agent_courant(), plage_de(plage_id)
    ressource, titulaire = tenu(agent, str(lue.ressource_id))
    retires = len(rendez_vous_decouverts(lue, une_fois_retiree(lue)))
    if retires and "confirme" not in request.form:
        form = FormulairePlage(formdata=None, data=valeurs_de(lue))
        form.proposer(lieux_actifs(), _objets(titulaire))
        return _page(form, ressource, lue, None, retires=retires)
    ressource_id = lue.ressource_id
    actions.retirer(lue.id, dernier_jour=horloge.aujourd_hui(), par=agent)
    return _apres(ressource_id, gettext("La plage est retirée."))


@blueprint.route("/agenda/plages/<uuid:plage_id>/jour/<jour>", methods=["GET", "POST"])
def un_seul_jour(plage_id: UUID, jour: str) -> ResponseReturnValue:
    """Change la plage un seul jour ; montre d’abord les rendez-vous que cela casserait."""
    agent, lue, quand = agent_courant(), plage_de(plage_id), _jour(jour)
    agenda_tenu(agent, str(lue.ressource_id))
    form = formulaire_repris(FormulaireUnSeulJour)
    form.proposer(lieux_actifs())
    tous = rendez_vous_de_la_plage(lue, quand)
    casses = [rdv for rdv in tous if peut_recevoir(agent, rdv.service_code)]
    if form.validate_on_submit() and accompli(
        form.quoi, lambda: actions.excepter(lue.id, quand, form.voulu, par=agent), SaisieInvalide
    ):
        return _apres(lue.ressource_id, gettext("C’est noté pour ce jour-là."))
    page = render_template(
        "agents/agenda/un_seul_jour.html",
        form=form,
        plage=lue,
        jour=quand,
        casses=casses,
        caches=len(tous) - len(casses),
        excepte=any(une.jour == quand for une in lue.exceptions),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/agenda/plages/<uuid:plage_id>/jour/<jour>/retablir")
def retablir_le_jour(plage_id: UUID, jour: str) -> ResponseReturnValue:
    """Rend la plage à son cours ordinaire ce jour-là."""
    agent, lue = agent_courant(), plage_de(plage_id)
    agenda_tenu(agent, str(lue.ressource_id))
    actions.retablir(lue.id, _jour(jour), par=agent)
    flash(gettext("La plage a de nouveau lieu ce jour-là."), "succes")
    return redirect(url_for("agents.plages", ressource=lue.ressource_id), 303)


def _formulaire(ressource: Ressource, titulaire: Agent | None, lue: Plage | None = None) -> FormulairePlage:
    depart = valeurs_de(lue) if lue else _depart(ressource)
    form = formulaire_repris(FormulairePlage) if request.method == "POST" else FormulairePlage(data=depart)
    form.proposer(lieux_actifs(), _objets(titulaire))
    return form


def _depart(ressource: Ressource) -> dict[str, object]:
    """Rend ce que montre une plage neuve : chez soi, dès aujourd’hui, chaque semaine."""
    lieu = {"lieu": str(ressource.lieu_id)} if ressource.lieu_id else {}
    return {**lieu, "premier_jour": horloge.aujourd_hui(), "rythme": "hebdomadaire", "intervalle": "1", "rang": "1"}


def _objets(titulaire: Agent | None) -> Sequence[ObjetRdv]:
    if titulaire is None:
        return [objet for objet in tous_les_objets() if objet.ouvert]
    return objets_des_services(services_de(titulaire))


def _apercu(form: FormulairePlage, ressource: Ressource, lue: Plage | None) -> Apercu | None:
    """Rend ce que donnerait la plage, si on l’a demandé sans l’écrire."""
    if "apercu" not in request.form or not form.validate_on_submit():
        return None
    return apercu(form.fiche(ressource.id), sauf=lue.id if lue else None)


def _page(
    form: FormulairePlage, ressource: Ressource, lue: Plage | None, vu: Apercu | None, *, retires: int = 0
) -> ResponseReturnValue:
    page = render_template(
        "agents/agenda/plage.html",
        form=form,
        ressource=ressource,
        plage=lue,
        apercu=vu,
        decouverts=len(rendez_vous_decouverts(lue, form.fiche(ressource.id))) if lue and vu else 0,
        retires=retires,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _apres(ressource_id: UUID, dit: str) -> ResponseReturnValue:
    """Mène aux rendez-vous que plus rien ne couvre, s’il y en a."""
    flash(dit, "succes")
    vue = "agents.replacer" if rendez_vous_hors(ressource_id) else "agents.plages"
    return redirect(url_for(vue, ressource=ressource_id), 303)


def _choisie(agent: Agent, tenues: Sequence[Ressource]) -> Ressource | None:
    demandee = request.args.get("ressource", "")
    if demandee:
        return agenda_tenu(agent, demandee)
    mienne = ressource_de_l_agent(agent.id)
    return mienne or (tenues[0] if tenues else None)


def agenda_tenu(agent: Agent, brut: str) -> Ressource:
    """Rend l’agenda demandé si cet agent le tient ; lève sinon `Introuvable`."""
    return tenu(agent, brut)[0]


def tenu(agent: Agent, brut: str) -> tuple[Ressource, Agent | None]:
    """Rend l’agenda demandé et l’agent qu’il est, si c’en est un ; lève `Introuvable` si `agent` ne le tient pas."""
    try:
        ressource = ressource_de(UUID(brut))
    except ValueError as erreur:
        raise Introuvable from erreur
    titulaire = agent_de(ressource.agent_id) if ressource.agent_id else None
    if not peut_tenir_l_agenda(agent, ressource, titulaire):
        raise Introuvable
    return ressource, titulaire


def _jour(brut: str) -> date:
    jour = jour_ecrit(brut)
    if jour is None:
        raise Introuvable
    return jour
