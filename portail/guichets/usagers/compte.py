"""« Mon compte » : qui je suis pour le Département, où l’on m’écrit, d’où je suis connecté."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Choix, Courriel, Telephone, TexteCourt
from portail.guichets.identites import session_courante, usager_courant
from portail.guichets.poste import poste
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.code import FormulaireDeCode
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.identite import compte as comptes
from portail.identite.codes import CodeInvalide, CodePerime
from portail.identite.models import COURRIEL, Usager
from portail.identite.sessions import autres_sessions
from portail.socle import debits
from portail.socle.traduction import _

ENVOIS = "5/hour"
ENVOIS_PAR_POSTE = "30/hour"
ESSAIS = "60/10minutes"
CHAMPS = (
    Courriel(
        "courriel",
        _("Adresse électronique"),
        aide=_("Une nouvelle adresse se confirme par un code. Exemple : marie.durand@messagerie.example"),
        autocomplete="email",
        obligatoire=False,
    ),
    Telephone("telephone", _("Téléphone"), aide=_("Exemple : 06 39 98 00 01"), autocomplete="tel", obligatoire=False),
    TexteCourt(
        "nom_usage",
        _("Nom d’usage"),
        aide=_("À remplir seulement si nous devons l’employer dans nos courriers."),
        obligatoire=False,
        longueur_max=80,
        autocomplete="family-name",
    ),
    Choix("langue", _("Langue de nos messages"), {"fr": _("Français"), "en": _("Anglais")}),
)


@blueprint.route("/mon-espace/compte", methods=["GET", "POST"])
def compte() -> ResponseReturnValue:
    """Montre le compte et enregistre ce que la personne peut y changer."""
    usager = usager_courant()
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs=_valeurs(usager), brut=envoi_garde())
    if form.validate_on_submit():
        return _enregistrer(usager, form)
    naissance = usager.identite.get("date_naissance")
    return render_template(
        "usagers/compte.html",
        form=form,
        naissance=date.fromisoformat(naissance) if naissance else None,
        a_confirmer=comptes.courriel_a_confirmer(usager),
        connexions=comptes.dernieres_connexions(usager),
        autres=autres_sessions(usager.id, jeton=session_courante().jeton),
        par_courriel=COURRIEL,
    ), 422 if form.errors else 200


@blueprint.route("/mon-espace/compte/courriel", methods=["GET", "POST"])
def confirmer_courriel() -> ResponseReturnValue:
    """Demande le code envoyé à la nouvelle adresse ; cinq essais, quinze minutes."""
    usager = usager_courant()
    courriel = comptes.courriel_a_confirmer(usager)
    if not courriel:
        return redirect(url_for("usagers.compte"), code=303)
    form = FormulaireDeCode()
    if form.validate_on_submit():
        refus = _confirmer(usager, form.code.data or "")
        if not refus:
            flash(gettext("Votre nouvelle adresse électronique est confirmée."), "succes")
            return redirect(url_for("usagers.compte"), code=303)
        form.code.errors = [gettext(refus)]
    return render_template("usagers/compte_code.html", form=form, courriel=courriel), 422 if form.errors else 200


@blueprint.post("/mon-espace/compte/courriel/renvoyer")
def renvoyer_code() -> ResponseReturnValue:
    """Envoie un nouveau code à l’adresse qui attend ; le précédent ne vaut plus."""
    usager = usager_courant()
    courriel = comptes.courriel_a_confirmer(usager)
    if courriel:
        _envoyer_un_code(usager, courriel)
    return redirect(url_for("usagers.confirmer_courriel"), code=303)


@blueprint.post("/mon-espace/compte/sessions")
def fermer_les_autres_sessions() -> ResponseReturnValue:
    """Ferme les sessions ouvertes ailleurs : un ordinateur partagé, un téléphone perdu."""
    form = FlaskForm()
    if form.validate_on_submit():
        nombre = comptes.fermer_les_autres_sessions(usager_courant(), jeton=session_courante().jeton)
        flash(ngettext("%(num)d autre session est fermée.", "%(num)d autres sessions sont fermées.", nombre), "succes")
    return redirect(url_for("usagers.compte"), code=303)


def _valeurs(usager: Usager) -> dict[str, str | None]:
    return {
        "courriel": usager.courriel,
        "telephone": usager.telephone,
        "nom_usage": usager.nom_usage or None,
        "langue": usager.langue,
    }


def _enregistrer(usager: Usager, form: FormulaireDeSaisie) -> ResponseReturnValue:
    reponses = form.reponses()
    nouveau = (reponses["courriel"] or "").lower()
    a_change = comptes.changer(
        usager.id,
        nom_usage=reponses["nom_usage"] or "",
        telephone=reponses["telephone"],
        langue=reponses["langue"],
    )
    if nouveau and nouveau != (usager.courriel or ""):
        _envoyer_un_code(usager, nouveau)
        return redirect(url_for("usagers.confirmer_courriel"), code=303)
    if usager.courriel and not nouveau:
        comptes.retirer_courriel(usager.id)
        a_change = True
    if a_change:
        flash(gettext("Votre compte est à jour."), "succes")
    else:
        flash(gettext("Rien n’a changé."), "information")
    return redirect(url_for("usagers.compte"), code=303)


def _envoyer_un_code(usager: Usager, courriel: str) -> None:
    debits.consommer(ENVOIS_PAR_POSTE, "compte/envoi/poste", poste())
    debits.consommer(ENVOIS, "compte/envoi", str(usager.id))
    comptes.demander_courriel(usager, courriel)


def _confirmer(usager: Usager, code: str) -> str:
    """Adopte l’adresse si le code est bon ; sinon rend pourquoi il ne l’est pas."""
    debits.consommer(ESSAIS, "compte/essai", str(usager.id))
    try:
        comptes.confirmer_courriel(usager.id, code)
    except (CodeInvalide, CodePerime) as refus:
        return refus.message
    return ""
