"""Les volets d’un dossier : lire, remplir page par page, valider, rouvrir. Sans script, tout marche en ligne."""

from typing import cast

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Page
from portail.dossiers.models import Dossier
from portail.dossiers.volets import actions
from portail.dossiers.volets.erreurs import VoletIncomplet
from portail.dossiers.volets.listes import volets_de_l_agent
from portail.dossiers.volets.queries import VoletLu, volet_pour
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evaluation.volets_ecran import (
    ecran,
    en_json,
    formulaire_de_page,
    rubrique_de,
    veut_du_json,
)
from portail.guichets.contexte import traduire
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli, refus_dit
from portail.guichets.reprise import envoi_garde, formulaire_repris
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Ligne, au_plus
from portail.identite.actions import auteur_agent
from portail.journal.actions import consigner
from portail.socle.erreurs import ConflitDeVersion, Introuvable, SaisieInvalide


class FormulaireReouverture(FlaskForm):
    """Pourquoi l’on rouvre ce qui est validé."""

    motif = Ligne(
        lazy_gettext("Pourquoi le rouvrez-vous ?"),
        [Exige("Dites en quelques mots pourquoi vous rouvrez ce document, sans donnée de santé."), au_plus(300)],
        description=lazy_gettext("Sans donnée de santé : la raison est écrite au journal."),
    )


def ouvrir(numero: str, code: str) -> tuple[Dossier, VoletLu]:
    """Rend le dossier et le volet demandés ; lève `Introuvable` à qui ne lit pas ce volet."""
    dossier = acces.lire(numero)
    lu = volet_pour(agent_courant(), dossier, code)
    return cast("Dossier", dossier), lu


@blueprint.get("/volets")
def volets() -> ResponseReturnValue:
    """Liste les volets des dossiers à l’étude que l’agent a le métier de lire ; rien de leur contenu."""
    return render_template("agents/volets/liste.html", lignes=volets_de_l_agent(agent_courant()))


@blueprint.get("/dossiers/<numero:numero>/volets/<code>")
def volet(numero: str, code: str) -> ResponseReturnValue:
    """Montre le volet : à remplir, ou à lire une fois validé ; la lecture est au journal."""
    dossier, lu = ouvrir(numero, code)
    consigner(
        "lire_volet", auteur=auteur_agent(agent_courant()), objet=("dossier", dossier.id), details={"volet": code}
    )
    return render_template("agents/volets/volet.html", **ecran(dossier, lu, agent_courant()))


@blueprint.route("/dossiers/<numero:numero>/volets/<code>/pages/<page>", methods=["GET", "POST"])
def volet_page(numero: str, code: str, page: str) -> ResponseReturnValue:
    """Montre une page seule, et l’enregistre même incomplète ; rend du JSON à l’écran qui le demande."""
    dossier, lu = ouvrir(numero, code)
    declaree = lu.declare.page(page)
    if declaree is None:
        raise Introuvable
    form = formulaire_de_page(lu, declaree, brut=envoi_garde())
    if form.validate_on_submit():
        return _enregistrer(dossier, lu, declaree, form)
    if form.errors and veut_du_json():
        fautes = "; ".join(f"{field.label.text} – {field.errors[0]}" for field in form.champs if field.errors)
        return jsonify(message=_("À corriger : %(fautes)s", fautes=fautes)), 422
    return render_template("agents/volets/page.html", dossier=dossier, lu=lu, page=declaree, form=form), (
        422 if form.errors else 200
    )


def _enregistrer(dossier: Dossier, lu: VoletLu, page: Page, form: FormulaireDeSaisie) -> ResponseReturnValue:
    code = lu.declare.identifiant
    try:
        actions.enregistrer_page(
            dossier.id,
            code,
            agent=agent_courant(),
            page=page.identifiant,
            reponses=form.reponses(),
            revision=form.revision_lue(),
        )
    except ConflitDeVersion as conflit:
        if not veut_du_json():
            raise
        return jsonify(message=refus_dit(conflit), **rubrique_de(dossier, lu, page)), conflit.code_http
    relu = volet_pour(agent_courant(), dossier, code)
    if veut_du_json():
        return jsonify(en_json(dossier, relu, page))
    flash(_("La page est enregistrée."), "succes")
    return redirect(url_for("agents.volet", numero=dossier.numero, code=code, _anchor=f"t-{_suivante(lu, page)}"), 303)


def _suivante(lu: VoletLu, page: Page) -> str:
    """Rend la page d’après, ou le résultat après la dernière."""
    noms = [une.identifiant for une in lu.declare.pages]
    apres = noms[noms.index(page.identifiant) + 1 :]
    return apres[0] if apres else "resultat"


@blueprint.post("/dossiers/<numero:numero>/volets/<code>/valider")
def valider_le_volet(numero: str, code: str) -> ResponseReturnValue:
    """Valide le volet ; ce qui en sort est calculé par le serveur."""
    dossier, lu = ouvrir(numero, code)
    try:
        actions.valider(dossier.id, code, agent=agent_courant(), revision=FormulaireVersionne().revision_lue())
    except VoletIncomplet as manque:
        noms = [lu.declare.page(page) for page in manque.pages]
        titres = ", ".join(traduire(une.titre) for une in noms if une)
        flash(_("Il manque des réponses dans : %(pages)s.", pages=titres), "attention")
        return redirect(url_for("agents.volet", numero=numero, code=code, _anchor=f"t-{manque.pages[0]}"), 303)
    flash(_("Le document est validé. Il ne se change plus, sauf à le rouvrir."), "succes")
    return redirect(url_for("agents.volet", numero=numero, code=code), 303)


@blueprint.route("/dossiers/<numero:numero>/volets/<code>/rouvrir", methods=["GET", "POST"])
def rouvrir_le_volet(numero: str, code: str) -> ResponseReturnValue:
    """Rouvre un volet validé, raison à l’appui."""
    dossier, lu = ouvrir(numero, code)
    form = formulaire_repris(FormulaireReouverture)

    def geste() -> None:
        actions.rouvrir(dossier.id, code, agent=agent_courant(), motif=form.motif.data or "")

    if form.validate_on_submit() and accompli(form.motif, geste, SaisieInvalide):
        flash(_("Le document est rouvert."), "succes")
        return redirect(url_for("agents.volet", numero=numero, code=code), 303)
    return render_template("agents/volets/rouvrir.html", dossier=dossier, lu=lu, form=form), (
        422 if form.errors else 200
    )
