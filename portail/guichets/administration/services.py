"""Les services : les créer, tenir leurs coordonnées, les fermer quand plus rien n’y est en cours."""

from collections.abc import Sequence
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Courriel, TexteCourt
from portail.dossiers.actions.services import fermer_service as fermer
from portail.dossiers.actions.services import nombre_en_cours
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import TELEPHONE, enregistre, tenter
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.socle.traduction import _
from portail.territoire import actions
from portail.territoire.actions import FicheService
from portail.territoire.queries import service_de, tous_les_services

CODE = TexteCourt(
    "code",
    _("Code"),
    longueur_max=30,
    motif=r"[a-z][a-z_]{1,29}",
    exemple="vie_associative",
    aide=_("Il ne change plus ensuite. Minuscules sans accent, mots séparés par « _ »."),
)
CHAMPS: Sequence[Champ] = (
    TexteCourt("nom", _("Nom du service"), longueur_max=120),
    TexteCourt(
        "adresse", _("Adresse postale"), longueur_max=200, aide=_("Sur une ligne : elle figure sur les courriers.")
    ),
    Courriel("courriel", _("Adresse électronique du service")),
    TexteCourt("telephone", _("Téléphone"), longueur_max=20, motif=TELEPHONE, exemple="02 61 91 44 10"),
)


@blueprint.get("/services")
def services() -> ResponseReturnValue:
    """Liste les services, ouverts et fermés."""
    return render_template("administration/services.html", services=tous_les_services())


@blueprint.route("/services/creer", methods=["GET", "POST"])
def creer_service() -> ResponseReturnValue:
    """Crée un service."""
    form = formulaire_de((CODE, *CHAMPS), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        code = str(form.reponses()["code"])
        auteur = auteur_agent(agent_courant())
        if enregistre(form, "code", lambda: actions.creer_service(code, _fiche(form), auteur=auteur)):
            flash(gettext("Le service est créé."), "succes")
            return redirect(url_for("administration.service", code=code), code=303)
    return render_template("administration/creer_service.html", form=form), 422 if form.errors else 200


@blueprint.route("/services/<code>", methods=["GET", "POST"])
def service(code: str) -> ResponseReturnValue:
    """Montre un service et change ses coordonnées."""
    lu = service_de(code)
    valeurs = {nom: getattr(lu, nom) for nom in FicheService.__dataclass_fields__}
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit():
        actions.modifier_service(code, _fiche(form), auteur=auteur_agent(agent_courant()))
        flash(gettext("La fiche est enregistrée."), "succes")
        return redirect(url_for("administration.service", code=code), code=303)
    return render_template(
        "administration/service.html",
        service=lu,
        form=form,
        en_cours=nombre_en_cours(code),
        changements_faits=changements_de(("service", code), textes=valeurs.values()),
    ), 422 if form.errors else 200


@blueprint.post("/services/<code>/fermer")
def fermer_service(code: str) -> ResponseReturnValue:
    """Ferme un service, s’il n’a plus rien en cours."""
    return tenter(
        partial(fermer, code, auteur=auteur_agent(agent_courant())),
        succes=gettext("Le service est fermé."),
        retour=url_for("administration.service", code=code),
    )


@blueprint.post("/services/<code>/rouvrir")
def rouvrir_service(code: str) -> ResponseReturnValue:
    """Rouvre un service."""
    return tenter(
        partial(actions.rouvrir_service, code, auteur=auteur_agent(agent_courant())),
        succes=gettext("Le service est rouvert."),
        retour=url_for("administration.service", code=code),
    )


def _fiche(form: FormulaireDeSaisie) -> FicheService:
    reponses = form.reponses()
    return FicheService(**{nom: str(reponses[nom]) for nom in FicheService.__dataclass_fields__})
