"""Entrer sans FranceConnect : dire qui l’on est, recevoir un code par courriel, le taper ou suivre le lien.

La page répond de la même façon que l’adresse soit connue ou non ; l’identité écrite ici reste *déclarée*.
"""

import re
from typing import Any

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Courriel, DateConnue, TexteCourt
from portail.guichets.adresses import adresse_locale
from portail.guichets.connexion.blueprint import blueprint, sans_referent, tracer
from portail.guichets.connexion.choix import ACCUEIL_USAGERS
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.identites import session_courante
from portail.guichets.poste import poste
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.code import FormulaireDeCode
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.codes import CodeInvalide, CodePerime, ouvrir_jeton, preparer_code, verifier_code
from portail.identite.models import COURRIEL, Usager
from portail.socle import debits
from portail.socle.traduction import _

ENVOIS_PAR_ADRESSE = "5/hour"
ENVOIS_PAR_POSTE = "30/hour"
ESSAIS_PAR_POSTE = "60/10minutes"
_ATTENTE = "connexion_par_courriel"
_SEPARATEURS = re.compile(r"[,;\s]+")

IDENTITE: tuple[Champ, ...] = (
    TexteCourt(
        "nom_naissance",
        _("Nom de naissance"),
        aide=_("Le nom de famille écrit sur votre acte de naissance."),
        autocomplete="family-name",
    ),
    TexteCourt(
        "prenoms",
        _("Prénoms"),
        aide=_("Tous vos prénoms, dans l’ordre de l’état civil. Exemple : Jeanne Marie"),
        autocomplete="given-name",
    ),
    DateConnue("date_naissance", _("Date de naissance"), aide=_("Exemple : 31 01 1960"), autocomplete="bday"),
    Courriel(
        "courriel",
        _("Adresse électronique"),
        aide=_("Nous y envoyons le code. Exemple : marie.durand@messagerie.example"),
        autocomplete="email",
    ),
)


@blueprint.route("/connexion/courriel", methods=["GET", "POST"])
@ouvert
def identite() -> ResponseReturnValue:
    """Demande l’identité et envoie un code à l’adresse donnée."""
    suite = adresse_locale(request.args.get("suite"), defaut=ACCUEIL_USAGERS)
    form = formulaire_de(
        IDENTITE, contexte=contexte_de_saisie(), valeurs=_attente().get("reponses", {}), brut=envoi_garde()
    )
    if form.validate_on_submit():
        _envoyer(form.reponses(), suite)
        return redirect(url_for("connexion.code"), 303)
    return render_template("connexion/courriel.html", form=form, suite=suite), 422 if form.errors else 200


@blueprint.route("/connexion/courriel/code", methods=["GET", "POST"])
@ouvert
def code() -> ResponseReturnValue:
    """Demande le code reçu ; cinq essais, quinze minutes."""
    attente = _attente()
    if not attente:
        return redirect(url_for("connexion.identite"), 303)
    form = FormulaireDeCode()
    if form.validate_on_submit():
        refus = _entrer(attente, form.code.data or "")
        if not refus:
            return redirect(adresse_locale(attente["suite"], defaut=ACCUEIL_USAGERS), 303)
        form.code.errors = [gettext(refus)]
    page = render_template("connexion/code.html", form=form, courriel=attente["reponses"]["courriel"])
    return page, 422 if form.errors else 200


@blueprint.post("/connexion/courriel/renvoyer")
@ouvert
def renvoyer() -> ResponseReturnValue:
    """Envoie un nouveau code à la même adresse ; le précédent ne vaut plus."""
    attente = _attente()
    if attente:
        _envoyer(attente["reponses"], attente["suite"], demande=attente["demande"])
    return redirect(url_for("connexion.code"), 303)


@blueprint.route("/connexion/courriel/lien/<jeton>", methods=["GET", "POST"])
@ouvert
def lien(jeton: str) -> ResponseReturnValue:
    """Connecte par le lien du courriel, au clic seulement : les messageries ouvrent les liens toutes seules."""
    adresse, code_recu, demande = ouvrir_jeton(jeton)
    suite = adresse_locale(request.args.get("suite"), defaut=ACCUEIL_USAGERS)
    if request.method == "POST":
        _limiter_les_essais()
        _ouvrir(verifier_code(adresse, code_recu, demande=demande, langue=langue_courante()))
        return sans_referent(redirect(suite, 303))
    return render_template("connexion/lien.html", courriel=adresse, suite=suite, jeton=jeton)


@blueprint.errorhandler(CodePerime)
@blueprint.errorhandler(CodeInvalide)
def lien_perime(_erreur: CodePerime | CodeInvalide) -> ResponseReturnValue:
    """Rend la page d’un lien qui ne peut plus servir."""
    tracer(COURRIEL, "lien_perime")
    return render_template("connexion/lien_perime.html"), 410


def _attente() -> dict[str, Any]:
    """Rend la demande de code en cours dans ce navigateur : réponses, suite et demande."""
    attente: dict[str, Any] = cookie.get(_ATTENTE, {})
    return attente


def _envoyer(reponses: dict[str, Any], suite: str, *, demande: str = "") -> None:
    debits.consommer(ENVOIS_PAR_POSTE, "connexion/envoi/poste", poste())
    debits.consommer(ENVOIS_PAR_ADRESSE, "connexion/envoi/adresse", reponses["courriel"].lower())
    declaree = {
        "nom_naissance": reponses["nom_naissance"],
        "prenoms": [prenom for prenom in _SEPARATEURS.split(reponses["prenoms"]) if prenom],
        "date_naissance": reponses["date_naissance"],
    }
    demande = preparer_code(reponses["courriel"], declaree, langue=langue_courante(), suite=suite, demande=demande)
    cookie[_ATTENTE] = {"reponses": reponses, "suite": suite, "demande": demande}
    tracer(COURRIEL, "code_envoye")


def _entrer(attente: dict[str, Any], code_recu: str) -> str:
    """Ouvre la session si le code est bon ; sinon rend pourquoi il ne l’est pas."""
    _limiter_les_essais()
    adresse, demande = attente["reponses"]["courriel"], attente["demande"]
    try:
        _ouvrir(verifier_code(adresse, code_recu, demande=demande, langue=langue_courante()))
    except (CodeInvalide, CodePerime) as refus:
        tracer(COURRIEL, type(refus).__name__)
        return refus.message
    return ""


def _limiter_les_essais() -> None:
    debits.consommer(ESSAIS_PAR_POSTE, "connexion/essai", poste())


def _ouvrir(usager: Usager) -> None:
    session_courante().ouvrir_usager(usager, fournisseur=COURRIEL, jeton_identite=None)
    tracer(COURRIEL, "ouverte")
