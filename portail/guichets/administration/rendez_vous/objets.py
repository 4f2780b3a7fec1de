"""Les objets de rendez-vous : les lire, les régler sujet par sujet, les retirer du choix."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import TexteCourt
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import enregistre, par, tenter
from portail.guichets.administration.rendez_vous.mots import CHAMPS_DITS
from portail.guichets.administration.rendez_vous.reglages import CHAMPS, LIGNE_MAX, TITRES, reglage_de, valeurs_de
from portail.guichets.refus import refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.objets import actions
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objet_de, tous_les_objets
from portail.rendez_vous.objets.regles import ReglageImpossible
from portail.socle.traduction import _
from portail.territoire.queries import tous_les_services

COPIE = (
    TexteCourt(
        "vers",
        _("Code"),
        longueur_max=30,
        motif=r"[A-Z][A-Z0-9_]{1,29}",
        exemple="PMI_ECOUTE",
        aide=_("Il ne change plus ensuite. Majuscules sans accent, mots séparés par « _ »."),
    ),
    TexteCourt("libelle", CHAMPS_DITS["libelle"], longueur_max=LIGNE_MAX),
)


@blueprint.get("/rendez-vous/objets")
def objets_rdv() -> ResponseReturnValue:
    """Liste les objets de rendez-vous, et ceux dont les valeurs sont à confirmer."""
    return render_template("administration/rendez_vous/objets.html", objets=tous_les_objets())


@blueprint.get("/rendez-vous/objets/<code>")
def objet_rdv(code: str) -> ResponseReturnValue:
    """Montre un objet de rendez-vous, ses trois sujets et ce qui y a changé."""
    objet = objet_de(code)
    return render_template(
        "administration/rendez_vous/objet.html",
        objet=objet,
        sujets=[(sujet, titre, valeurs_de(objet, sujet)) for sujet, titre in TITRES.items()],
        services={service.code: service.nom for service in tous_les_services()},
        changements_faits=changements_de(("objet_rdv", code)),
    )


@blueprint.route("/rendez-vous/objets/<code>/<any(presentation, temps, public):sujet>", methods=["GET", "POST"])
def regler_objet_rdv(code: str, sujet: str) -> ResponseReturnValue:
    """Règle un sujet d’un objet de rendez-vous."""
    objet = objet_de(code)
    champs = [champ for champ in CHAMPS[sujet] if champ.identifiant != "places" or objet.collectif]
    form = formulaire_de(
        champs,
        contexte=contexte_de_saisie(),
        valeurs=valeurs_de(objet, sujet),
        brut=envoi_garde(),
        revision=objet.version,
    )
    if form.validate_on_submit() and _regle(objet, sujet, form):
        flash(gettext("Le réglage est enregistré."), "succes")
        return redirect(url_for("administration.objet_rdv", code=code), code=303)
    return render_template("administration/rendez_vous/regler.html", objet=objet, titre=TITRES[sujet], form=form), (
        422 if form.errors else 200
    )


@blueprint.route("/rendez-vous/objets/<code>/copier", methods=["GET", "POST"])
def copier_objet_rdv(code: str) -> ResponseReturnValue:
    """Crée un objet de rendez-vous sur le modèle de celui-ci."""
    objet = objet_de(code)
    form = formulaire_de(COPIE, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        vers, libelle = (str(form.reponses()[nom]) for nom in ("vers", "libelle"))
        if enregistre(form, "vers", partial(actions.copier, code, vers=vers, libelle=libelle, auteur=par())):
            flash(gettext("L’objet est créé, retiré du choix : réglez-le, puis remettez-le au choix."), "succes")
            return redirect(url_for("administration.objet_rdv", code=vers), code=303)
    return render_template("administration/rendez_vous/copier.html", objet=objet, form=form), (
        422 if form.errors else 200
    )


@blueprint.post("/rendez-vous/objets/<code>/confirmer")
def confirmer_objet_rdv(code: str) -> ResponseReturnValue:
    """Note que les valeurs livrées ont été relues."""
    return tenter(
        partial(actions.confirmer, code, auteur=par()),
        succes=gettext("Les valeurs sont confirmées."),
        retour=_page(code),
    )


@blueprint.post("/rendez-vous/objets/<code>/fermer")
def fermer_objet_rdv(code: str) -> ResponseReturnValue:
    """Retire un objet de rendez-vous du choix."""
    return tenter(
        partial(actions.fermer, code, auteur=par()),
        succes=gettext("Ce rendez-vous n’est plus au choix."),
        retour=_page(code),
    )


@blueprint.post("/rendez-vous/objets/<code>/ouvrir")
def ouvrir_objet_rdv(code: str) -> ResponseReturnValue:
    """Remet un objet de rendez-vous au choix."""
    return tenter(
        partial(actions.ouvrir, code, auteur=par()),
        succes=gettext("Ce rendez-vous est de nouveau au choix."),
        retour=_page(code),
    )


def _page(code: str) -> str:
    return url_for("administration.objet_rdv", code=code)


def _regle(objet: ObjetRdv, sujet: str, form: FormulaireDeSaisie) -> bool:
    """Règle ; un refus se dit sur le champ en cause, à défaut sur le premier : il est alors d’un autre sujet."""
    reglage = reglage_de(objet, sujet, {"places": None, **form.reponses()})
    try:
        actions.regler(objet.code, reglage, version=form.revision_lue(), auteur=par())
    except ReglageImpossible as refus:
        champ = form[refus.champ] if refus.champ in form else form.champs[0]
        champ.errors = [refus_dit(refus)]
        return False
    return True
