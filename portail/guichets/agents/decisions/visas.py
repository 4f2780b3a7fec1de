"""Viser un projet de décision, ou le renvoyer avec une raison ; où en sont les visas, sur la page du dossier."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from portail.demarche.declaration import Demarche
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Decision
from portail.dossiers.visas import actions
from portail.dossiers.visas.models import SensVisa, VisaRendu
from portail.dossiers.visas.queries import etape_attendue, peut_viser, projet_a_valider, visas_rendus
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Texte, au_plus
from portail.identite.models import Agent
from portail.instruction.dossier_lu import DossierLu
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _ as a_traduire


class FormulaireRenvoi(FormulaireVersionne):
    """Pourquoi l’on renvoie un projet ; l’instruction lira ce texte, pas la personne."""

    raison = Texte(
        lazy_gettext("Pourquoi vous renvoyez ce projet"),
        [Exige(a_traduire("Dites pourquoi vous renvoyez ce projet.")), au_plus(actions.RAISON_MAX)],
        description=lazy_gettext("L’instruction lira ce texte. La personne ne le lit pas."),
    )


def validation_a_l_ecran(lu: DossierLu, demarche: Demarche, agent: Agent) -> Mapping[str, Any]:
    """Rend où en est la validation d’un projet : étapes, à qui le tour, renvois passés, retrait proposé."""
    dossier, projet = lu.dossier, lu.projet_a_valider
    du_projet = [rendu for rendu in lu.visas if projet and rendu.projet_id == projet.id]
    attendu = etape_attendue(demarche, projet, du_projet) if projet else None
    retrait = projet if projet and projet.fondement else None
    return {
        "visas": _etapes(demarche, projet, du_projet),
        "visa_attendu": attendu,
        "visa_a_moi": bool(projet and attendu and peut_viser(agent, dossier, attendu, projet, du_projet)),
        "renvois": [rendu for rendu in reversed(lu.visas) if rendu.sens is SensVisa.RENVOIE],
        "retrait_propose": retrait,
        "signe_le_retrait": retrait is not None
        and peut_signer(agent, dossier, nature=retrait.nature, commencees=lu.delegations),
    }


def _etapes(
    demarche: Demarche, projet: Decision | None, rendus: Sequence[VisaRendu]
) -> list[tuple[str, VisaRendu | None]]:
    """Rend chaque étape du projet, par son titre, et le visa rendu s’il y en a un."""
    if projet is None:
        return []
    par_code = {rendu.code: rendu for rendu in rendus}
    return [(visa.titre, par_code.get(visa.code)) for visa in demarche.visas if visa.regarde(projet.nature)]


@blueprint.post("/dossiers/<numero:numero>/viser")
def viser(numero: str) -> ResponseReturnValue:
    """Vise le projet."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    actions.viser(lu.id, agent=agent, revision=request.form.get("revision", type=int))
    flash(_("Votre visa est noté."), "succes")
    return redirect(url_for("agents.dossier", numero=numero), code=303)


@blueprint.route("/dossiers/<numero:numero>/visa/renvoyer", methods=["GET", "POST"])
def refuser_le_visa(numero: str) -> ResponseReturnValue:
    """Renvoie le projet à l’instruction, raison à l’appui."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    projet = projet_a_valider(lu)
    rendus = [rendu for rendu in visas_rendus(lu) if projet and rendu.projet_id == projet.id]
    attendu = etape_attendue(declaration_de(lu), projet, rendus) if projet else None
    if projet is None or attendu is None or not peut_viser(agent, lu, attendu, projet, rendus):
        raise Interdit
    form = formulaire_repris(FormulaireRenvoi, revision=lu.revision)
    if form.validate_on_submit():
        actions.renvoyer(lu.id, agent=agent, raison=form.raison.data or "", revision=form.revision_lue())
        flash(_("Le projet est renvoyé à l’instruction."), "succes")
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template("agents/decisions/refuser_le_visa.html", dossier=lu, form=form, visa=attendu), (
        422 if form.errors else 200
    )
