"""La visite d’un dossier, au bureau : la prévoir, la déplacer, l’annuler, noter une absence."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.declaration import Demarche
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.visites import actions
from portail.dossiers.visites.erreurs import EvaluateurAbsent, EvaluateurOccupe, MomentImpossible
from portail.dossiers.visites.habilitations import peut_planifier
from portail.dossiers.visites.models import EtatVisite, Visite
from portail.dossiers.visites.phrases import ETATS
from portail.dossiers.visites.queries import evaluateurs_de, planifiee, prevues_pour, visites_de
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evaluation.visites_formulaires import FormulaireAnnulation, FormulaireVisite
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.identite.models import Agent
from portail.instruction.dossier_lu import DossierLu
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite


def visite_a_l_ecran(lu: DossierLu, demarche: Demarche, agent: Agent) -> dict[str, Any]:
    """Rend, pour la page du dossier, ses visites et ce que cet agent peut en faire."""
    if demarche.visite is None:
        return {}
    prevue = planifiee(lu.visites)
    planifie = peut_planifier(agent, lu.dossier, demarche)
    commencee = prevue is not None and prevue.debut <= horloge.maintenant()
    return {
        "visites": [(une, _etat_dit(une)) for une in lu.visites],
        "visite_planifie": planifie,
        "visite_a_venir": prevue if planifie and not commencee else None,
        "visite_commencee": prevue if planifie and commencee else None,
    }


def _etat_dit(visite: Visite) -> tuple[str, str]:
    etat = visite.etat
    if etat is EtatVisite.PLANIFIEE and visite.fin <= horloge.maintenant():
        etat = EtatVisite.TENUE
    mot, forme = ETATS[etat]
    return _(mot), forme


def _a_planifier(numero: str) -> tuple[Dossier, Demarche]:
    """Rend le dossier et sa déclaration ; lève `Introuvable` sans visite, `Interdit` à qui n’en planifie pas."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    demarche = declaration_de(lu)
    if demarche.visite is None:
        raise Introuvable
    if not peut_planifier(agent, lu, demarche):
        raise Interdit
    return lu, demarche


def _retour(numero: str) -> ResponseReturnValue:
    return redirect(url_for("agents.dossier", numero=numero, _anchor="t-visite"), code=303)


@blueprint.route("/dossiers/<numero:numero>/visite", methods=["GET", "POST"])
def visite(numero: str) -> ResponseReturnValue:
    """Prévoit la visite, ou déplace celle qui est prévue."""
    lu, demarche = _a_planifier(numero)
    courante = planifiee(visites_de(lu))
    if courante is not None and courante.fin <= horloge.maintenant():
        courante = None
    possibles = evaluateurs_de(lu, demarche)
    form = formulaire_repris(FormulaireVisite, revision=lu.revision)
    minutes = entier_au(demarche.visite.cle_duree) if demarche.visite else 0
    form.proposer(possibles, courante, lieu=_adresse(lu, demarche), minutes=minutes)
    refus = (EvaluateurAbsent, EvaluateurOccupe, MomentImpossible)
    if form.validate_on_submit() and accompli(form.jour, partial(_fixer, lu, form), *refus):
        flash(_("La visite est prévue. La personne est prévenue."), "succes")
        return _retour(numero)
    return render_template(
        "agents/evaluation/visite.html",
        dossier=lu,
        form=form,
        courante=courante,
        visiteurs={agent.id: agent for agent in possibles},
        prevues=prevues_pour([agent.id for agent in possibles], horloge.maintenant()),
    ), 422 if form.errors else 200


def _fixer(lu: Dossier, form: FormulaireVisite) -> None:
    actions.fixer(lu.id, agent=agent_courant(), prevue=form.prevue, revision=form.revision_lue())


def _adresse(lu: Dossier, demarche: Demarche) -> str:
    """Rend l’adresse de la personne, sur une ligne."""
    adresse = lu.reponses.get(demarche.beneficiaire.adresse)
    if not isinstance(adresse, dict):
        return ""
    commune = f"{adresse.get('code_postal', '')} {adresse.get('commune', '')}".strip()
    return ", ".join(filter(None, (adresse.get("voie"), adresse.get("complement"), commune)))


@blueprint.route("/dossiers/<numero:numero>/visite/annuler", methods=["GET", "POST"])
def annuler_la_visite(numero: str) -> ResponseReturnValue:
    """Annule la visite prévue, motif à l’appui."""
    lu, _demarche = _a_planifier(numero)
    courante = planifiee(visites_de(lu))
    if courante is None or courante.debut <= horloge.maintenant():
        raise TransitionInterdite
    form = formulaire_repris(FormulaireAnnulation, revision=lu.revision)
    if form.validate_on_submit():
        actions.annuler(lu.id, agent=agent_courant(), motif=form.motif.data or "", revision=form.revision_lue())
        flash(_("La visite est annulée. La personne est prévenue."), "succes")
        return _retour(numero)
    return render_template("agents/evaluation/visite_annuler.html", dossier=lu, form=form, courante=courante), (
        422 if form.errors else 200
    )


@blueprint.post("/dossiers/<numero:numero>/visite/absence")
def noter_l_absence(numero: str) -> ResponseReturnValue:
    """Note que la personne n’était pas là."""
    lu, _demarche = _a_planifier(numero)
    actions.constater_absence(lu.id, agent=agent_courant(), revision=request.form.get("revision", type=int))
    flash(_("L’absence est notée. La personne est prévenue."), "succes")
    return _retour(numero)
