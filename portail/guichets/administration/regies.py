"""Les régies : les ouvrir, tenir leur fiche, essayer leur numéro auprès de PayFiP, les fermer."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, TexteCourt
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import choix_de_service, enregistre, tenter
from portail.guichets.identites import agent_courant
from portail.guichets.mots_du_paiement import MODES
from portail.guichets.refus import refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.journal.actions import Auteur
from portail.paiement.payfip.formes import Saisie
from portail.paiement.regies import actions
from portail.paiement.regies.models import Regie
from portail.paiement.regies.queries import regie_de, toutes_les_regies
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _
from portail.territoire.queries import tous_les_services

CODE = TexteCourt(
    "code",
    _("Code"),
    longueur_max=30,
    motif=r"[a-z][a-z0-9-]{1,29}",
    exemple="animation-sportive",
    aide=_("Il ne change plus ensuite. Minuscules sans accent, mots séparés par « - »."),
)
ACTIONS_DITES: Mapping[str, str] = {
    "ouvrir_regie": _("Régie ouverte"),
    "modifier_regie": _("Fiche modifiée"),
    "fermer_regie": _("Régie fermée"),
    "rouvrir_regie": _("Régie rouverte"),
    "exporter_regie": _("Encaissements exportés"),
}
CHAMPS_DITS: Mapping[str, str] = {
    "libelle": _("Intitulé"),
    "numcli": _("Numéro de client PayFiP"),
    "prefixe": _("Début des références"),
    "mode": _("Mode"),
    "service_code": _("Service"),
    "active": _("Ouverte"),
}


@blueprint.get("/regies")
def regies() -> ResponseReturnValue:
    """Liste les régies, ouvertes et fermées."""
    noms = {service.code: service.nom for service in tous_les_services()}
    return render_template("administration/regies.html", regies=toutes_les_regies(), services=noms, modes=MODES)


@blueprint.route("/regies/ouvrir", methods=["GET", "POST"])
def ouvrir_regie() -> ResponseReturnValue:
    """Ouvre une régie."""
    valeurs = {"mode": Saisie.TEST.value}
    form = formulaire_de((CODE, *_champs()), contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit():
        code = str(form.reponses()["code"])
        geste = partial(actions.ouvrir_regie, code, _fiche(form), auteur=_par())
        if enregistre(form, "numcli", geste):
            flash(gettext("La régie est ouverte."), "succes")
            return redirect(url_for("administration.regie", code=code), code=303)
    return render_template("administration/ouvrir_regie.html", form=form), 422 if form.errors else 200


@blueprint.route("/regies/<code>", methods=["GET", "POST"])
def regie(code: str) -> ResponseReturnValue:
    """Montre une régie et change sa fiche."""
    lue = regie_de(code)
    form = formulaire_de(_champs(), contexte=contexte_de_saisie(), valeurs=_valeurs(lue), brut=envoi_garde())
    if form.validate_on_submit():
        geste = partial(actions.modifier_regie, code, _fiche(form), auteur=_par())
        if enregistre(form, "numcli", geste):
            flash(gettext("La fiche est enregistrée."), "succes")
            return redirect(url_for("administration.regie", code=code), code=303)
    return render_template(
        "administration/regie.html",
        regie=lue,
        form=form,
        changements_faits=changements_de(("regie", code)),
        actions_regie=ACTIONS_DITES,
        champs_regie=CHAMPS_DITS,
    ), 422 if form.errors else 200


@blueprint.post("/regies/<code>/essayer")
def essayer_regie(code: str) -> ResponseReturnValue:
    """Demande à PayFiP s’il connaît ce numéro, et sous quel nom."""
    regie_de(code)
    try:
        contrat = actions.essayer_regie(code)
    except ErreurMetier as refus:
        flash(refus_dit(refus), "erreur")
    else:
        flash(gettext("PayFiP connaît cette régie : %(nom)s.", nom=", ".join(contrat.libelles)), "succes")
    return redirect(url_for("administration.regie", code=code), code=303)


@blueprint.post("/regies/<code>/fermer")
def fermer_regie(code: str) -> ResponseReturnValue:
    """Ferme la régie."""
    return tenter(
        partial(actions.fermer_regie, code, auteur=_par()),
        succes=gettext("La régie est fermée : plus aucun paiement ne s’y ouvre."),
        retour=url_for("administration.regie", code=code),
    )


@blueprint.post("/regies/<code>/rouvrir")
def rouvrir_regie(code: str) -> ResponseReturnValue:
    """Rouvre la régie."""
    return tenter(
        partial(actions.rouvrir_regie, code, auteur=_par()),
        succes=gettext("La régie est rouverte."),
        retour=url_for("administration.regie", code=code),
    )


def _champs() -> Sequence[Champ]:
    return (
        TexteCourt("libelle", CHAMPS_DITS["libelle"], longueur_max=120),
        TexteCourt(
            "numcli",
            CHAMPS_DITS["numcli"],
            longueur_max=6,
            motif=r"\d{6}",
            exemple="090909",
            aide=_("Six chiffres donnés par le comptable public : un par régie."),
        ),
        TexteCourt(
            "prefixe",
            CHAMPS_DITS["prefixe"],
            longueur_max=6,
            motif=r"[A-Z0-9]{2,6}",
            exemple="ASD",
            aide=_("Deux à six majuscules ou chiffres : le relevé de la régie les montre."),
        ),
        Choix("mode", CHAMPS_DITS["mode"], {mode.value: dit for mode, dit in MODES.items()}),
        choix_de_service(_("Service")),
    )


def _valeurs(lue: Regie) -> dict[str, str]:
    return {
        "libelle": lue.libelle,
        "numcli": lue.numcli,
        "prefixe": lue.prefixe,
        "mode": lue.mode.value,
        "service": lue.service_code,
    }


def _fiche(form: FormulaireDeSaisie) -> actions.FicheRegie:
    lus = form.reponses()
    return actions.FicheRegie(
        libelle=str(lus["libelle"]),
        numcli=str(lus["numcli"]),
        prefixe=str(lus["prefixe"]),
        mode=Saisie(str(lus["mode"])),
        service_code=str(lus["service"]),
    )


def _par() -> Auteur:
    return auteur_agent(agent_courant())
