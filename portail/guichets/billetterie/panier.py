"""Le panier : ce qu’il contient, le temps qui reste et comment en avoir plus ; les conditions, puis payer."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import Attestation, Courriel
from portail.guichets.billetterie.blueprint import blueprint, panier_du_navigateur, retenir
from portail.guichets.gardes import ouvert
from portail.guichets.poste import limiter
from portail.guichets.refus import refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.inscriptions.paniers.models import Moyen
from portail.inscriptions.patrimoine import paniers, reglement
from portail.inscriptions.patrimoine.liens import chemin_de
from portail.inscriptions.patrimoine.models import Achat, EtatAchat
from portail.inscriptions.patrimoine.queries import temps_restant, total_de
from portail.inscriptions.patrimoine.reglement import Accords
from portail.inscriptions.patrimoine.sommes import objet_de
from portail.paiement.paiements import liens
from portail.paiement.paiements.queries import somme_de
from portail.parametres.queries import entier_au
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

PAR_NAVIGATEUR, PAR_POSTE = "60/10minutes", "600/10minutes"
MINUTE = 60
CHAMPS = (
    Courriel(
        "courriel",
        _("Adresse électronique"),
        aide=_("Nous y envoyons le lien de vos billets. Exemple : marie.durand@messagerie.example"),
        autocomplete="email",
    ),
    Attestation(
        "conditions",
        _("J’ai lu que ces billets ne sont ni repris ni échangés, sauf si le site annule."),
    ),
    Attestation(
        "prospection",
        _("J’accepte de recevoir les nouvelles des sites du Département à cette adresse."),
        aide=_("Rien n’y oblige. Vous pourrez le retirer à tout moment."),
        obligatoire=False,
    ),
)


@blueprint.get("/billetterie/panier")
@ouvert
def panier() -> ResponseReturnValue:
    """Montre le panier de ce navigateur."""
    achat = panier_du_navigateur()
    return render_template("billetterie/panier.html", achat=achat, **_dits(achat))


@blueprint.post("/billetterie/panier/retirer")
@ouvert
def retirer() -> ResponseReturnValue:
    """Ôte une ligne du panier."""
    ligne_id = request.form.get("ligne", type=UUID)
    if ligne_id is None:
        raise Introuvable
    return _geste(lambda achat: paniers.retirer(achat.id, ligne_id), gettext("Ces billets sont retirés."))


@blueprint.post("/billetterie/panier/prolonger")
@ouvert
def prolonger() -> ResponseReturnValue:
    """Garde les places plus longtemps (RGAA, 13.1)."""
    return _geste(lambda achat: paniers.prolonger(achat.id), gettext("Vos places sont gardées plus longtemps."))


@blueprint.post("/billetterie/panier/rendre")
@ouvert
def rendre() -> ResponseReturnValue:
    """Rend toutes les places."""
    return _geste(lambda achat: paniers.abandonner(achat.id), gettext("Vos places sont rendues."))


@blueprint.route("/billetterie/payer", methods=["GET", "POST"])
@ouvert
def payer() -> ResponseReturnValue:
    """Dit les conditions avant tout paiement, demande où envoyer les billets, puis mène payer."""
    achat = panier_du_navigateur()
    if achat is None or not achat.lignes:
        return redirect(url_for("billetterie.panier"), 303)
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        limiter("billetterie/payer", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
        return _engager(achat, form)
    page = render_template("billetterie/payer.html", achat=achat, form=form, **_dits(achat))
    return page, 422 if form.errors else 200


def _engager(achat: Achat, form: FormulaireDeSaisie) -> ResponseReturnValue:
    lus = form.reponses()
    accords = Accords(conditions=bool(lus["conditions"]), prospection=bool(lus["prospection"]))
    try:
        engage = reglement.engager(achat.id, Moyen.EN_LIGNE, accords, courriel=str(lus["courriel"]))
    except ErreurMetier as refus:
        if refus.code_http not in {409, 422}:
            raise
        flash(refus_dit(refus), "attention")
        return redirect(url_for("billetterie.panier"), 303)
    retenir(None)
    return redirect(suite_de(engage), 303)


def suite_de(achat: Achat) -> str:
    """Rend où mener qui vient d’acheter : payer, ou ses billets si tout est gratuit."""
    somme = somme_de(objet_de(achat.id)) if achat.etat is EtatAchat.A_PAYER else None
    return liens.chemin_de(somme.id) if somme is not None else chemin_de(achat.id)


def _geste(geste: Callable[[Achat], object], succes: str) -> ResponseReturnValue:
    limiter("billetterie/panier", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
    achat = panier_du_navigateur()
    try:
        if achat is not None:
            geste(achat)
            flash(succes, "succes")
    except ErreurMetier as refus:
        if refus.code_http != 409:
            raise
        flash(refus_dit(refus), "attention")
    return redirect(url_for("billetterie.panier"), 303)


def _dits(achat: Achat | None) -> dict[str, object]:
    if achat is None:
        return {"total": None, "minutes": 0}
    return {
        "total": total_de(achat),
        "minutes": int(temps_restant(achat).total_seconds()) // MINUTE,
        "garde_mois": entier_au("billetterie_conservation_mois"),
    }
