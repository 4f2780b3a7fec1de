"""Organiser le travail d’un service : qui est là, qui a quoi, comment les dossiers se répartissent."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.equipe.formulaires import FormulaireEtiquette, FormulaireRepartition, FormulaireSecteur
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.instruction.affectation import actions as repartition
from portail.instruction.affectation import secteurs
from portail.instruction.affectation.models import Secteur
from portail.instruction.affectation.queries import reglage_de, secteur_par_id
from portail.instruction.affectation.secteurs import FicheSecteur, SecteurDejaNomme, nom_de_zone
from portail.instruction.equipe import agents_des, equipe_du_service
from portail.instruction.etiquettes import actions as etiquettes
from portail.instruction.etiquettes.queries import emplois_des, etiquette_de, etiquettes_des
from portail.instruction.habilitations import peut_encadrer, services_encadres
from portail.socle.erreurs import Interdit, Introuvable
from portail.territoire.communes import annuaire
from portail.territoire.models import Service
from portail.territoire.queries import service_de, services_nommes


def _service(code: str) -> Service:
    """Rend le service que l’agent encadre ; lève `Interdit` s’il n’en encadre aucun, `Introuvable` pour un autre."""
    agent = agent_courant()
    if not services_encadres(agent):
        raise Interdit
    if not peut_encadrer(agent, code):
        raise Introuvable
    return service_de(code)


def _retour(code: str) -> ResponseReturnValue:
    return redirect(url_for("agents.equipe", service=code), code=303)


@blueprint.get("/equipe/")
def mon_equipe() -> ResponseReturnValue:
    """Mène à l’équipe du premier service que l’agent encadre."""
    services = services_encadres(agent_courant())
    if not services:
        raise Interdit
    return redirect(url_for("agents.equipe", service=services[0]))


@blueprint.get("/equipe/<service>/")
def equipe(service: str) -> ResponseReturnValue:
    """Montre l’équipe d’un service, ses secteurs, ses étiquettes, sa répartition."""
    services = services_nommes(services_encadres(agent_courant()))
    lu = _service(service)  # déjà parmi eux : ne se relit pas
    return render_template(
        "agents/equipe/equipe.html",
        service=lu,
        services=services,
        equipe=equipe_du_service(lu.code),
        reglage=reglage_de(lu.code),
        etiquettes=etiquettes_des([lu.code], []).toutes,
        emplois=emplois_des(lu.code),
        nom_de_zone=nom_de_zone,
    )


@blueprint.route("/equipe/<service>/repartition", methods=["GET", "POST"])
def regler_la_repartition(service: str) -> ResponseReturnValue:
    """Règle la répartition d’un service."""
    lu, form = _service(service), formulaire_repris(FormulaireRepartition)
    courant = reglage_de(lu.code)
    if not form.is_submitted() and courant is not None:
        form.automatique.data, form.plafond.data = courant.automatique, str(courant.plafond or "")
    if form.validate_on_submit():
        automatique = bool(form.automatique.data)
        repartition.regler(lu.code, automatique=automatique, plafond=form.plafond_lu, par=agent_courant())
        flash(gettext("La répartition est enregistrée."), "succes")
        return _retour(lu.code)
    return render_template("agents/equipe/repartition.html", service=lu, form=form), 422 if form.errors else 200


# ---------- Secteurs ----------


def _formulaire_de_secteur(service_code: str, secteur: Secteur | None = None) -> FormulaireSecteur:
    form = formulaire_repris(FormulaireSecteur)
    form.proposer(annuaire().intercommunalites, agents_des([service_code], instruisent=True))
    if secteur is not None:
        membres = [membre.agent_id for membre in secteur.agents]
        form.remplir(secteur.nom, [zone.code for zone in secteur.zones], membres)
    return form


def _fiche(form: FormulaireSecteur) -> FicheSecteur:
    return FicheSecteur(nom=form.nom.data or "", zones=form.zones, agents=form.agents_choisis)


@blueprint.route("/equipe/<service>/secteurs/creer", methods=["GET", "POST"])
def creer_un_secteur(service: str) -> ResponseReturnValue:
    """Ajoute un secteur."""
    lu = _service(service)
    form = _formulaire_de_secteur(lu.code)
    if form.validate_on_submit() and accompli(
        form.epci,
        lambda: secteurs.creer(lu.code, _fiche(form), par=agent_courant()),
        autres={SecteurDejaNomme: form.nom},
    ):
        flash(gettext("Le secteur est enregistré."), "succes")
        return _retour(lu.code)
    return render_template("agents/equipe/secteur.html", service=lu, secteur=None, form=form), (
        422 if form.errors else 200
    )


@blueprint.route("/equipe/secteurs/<uuid:secteur_id>", methods=["GET", "POST"])
def secteur(secteur_id: UUID) -> ResponseReturnValue:
    """Change un secteur."""
    lu = secteur_par_id(secteur_id)
    service = _service(lu.service_code)
    form = _formulaire_de_secteur(service.code, lu)
    if form.validate_on_submit() and accompli(
        form.epci,
        lambda: secteurs.modifier(secteur_id, _fiche(form), par=agent_courant()),
        autres={SecteurDejaNomme: form.nom},
    ):
        flash(gettext("Le secteur est enregistré."), "succes")
        return _retour(service.code)
    return render_template("agents/equipe/secteur.html", service=service, secteur=lu, form=form), (
        422 if form.errors else 200
    )


@blueprint.post("/equipe/secteurs/<uuid:secteur_id>/supprimer")
def supprimer_un_secteur(secteur_id: UUID) -> ResponseReturnValue:
    """Supprime un secteur ; ses dossiers restent où ils sont."""
    service = _service(secteur_par_id(secteur_id).service_code)
    secteurs.supprimer(secteur_id, par=agent_courant())
    flash(gettext("Le secteur est supprimé."), "succes")
    return _retour(service.code)


# ---------- Étiquettes ----------


@blueprint.route("/equipe/<service>/etiquettes/creer", methods=["GET", "POST"])
def creer_une_etiquette(service: str) -> ResponseReturnValue:
    """Ajoute une étiquette."""
    lu, form = _service(service), formulaire_repris(FormulaireEtiquette)
    geste = partial(etiquettes.creer, lu.code, form.nom.data or "", par=agent_courant())
    if form.validate_on_submit() and accompli(form.nom, geste):
        flash(gettext("L’étiquette est enregistrée."), "succes")
        return _retour(lu.code)
    return render_template("agents/equipe/etiquette.html", service=lu, etiquette=None, form=form), (
        422 if form.errors else 200
    )


@blueprint.route("/equipe/etiquettes/<uuid:etiquette_id>", methods=["GET", "POST"])
def etiquette(etiquette_id: UUID) -> ResponseReturnValue:
    """Renomme une étiquette."""
    lue = etiquette_de(etiquette_id)
    service, form = _service(lue.service_code), formulaire_repris(FormulaireEtiquette, obj=lue)
    geste = partial(etiquettes.renommer, etiquette_id, form.nom.data or "", par=agent_courant())
    if form.validate_on_submit() and accompli(form.nom, geste):
        flash(gettext("L’étiquette est enregistrée."), "succes")
        return _retour(service.code)
    return render_template("agents/equipe/etiquette.html", service=service, etiquette=lue, form=form), (
        422 if form.errors else 200
    )


@blueprint.post("/equipe/etiquettes/<uuid:etiquette_id>/supprimer")
def supprimer_une_etiquette(etiquette_id: UUID) -> ResponseReturnValue:
    """Supprime une étiquette et l’ôte de ses dossiers."""
    service = _service(etiquette_de(etiquette_id).service_code)
    etiquettes.supprimer(etiquette_id, par=agent_courant())
    flash(gettext("L’étiquette est supprimée."), "succes")
    return _retour(service.code)
