"""Une somme due, vue de la régie : encaisser hors ligne, échelonner, relire PayFiP, remettre un reçu."""

import secrets
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, DateConnue, DateRecente, Montant, TexteCourt
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.regie.acces import regisseur
from portail.guichets.mots_du_paiement import MOYENS
from portail.guichets.recus import recu_en_pdf
from portail.guichets.refus import accompli
from portail.guichets.reponses import en_pdf
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.models import Agent
from portail.paiement.paiements import gestes
from portail.paiement.paiements.comptes import parts_egales
from portail.paiement.paiements.erreurs import DateImpossible, DepasseLeReste, EcheancierFaux, PaiementEnAttente
from portail.paiement.paiements.etats import HORS_LIGNE, Moyen
from portail.paiement.paiements.gestes import RecuAuGuichet
from portail.paiement.paiements.queries import Compte, compte_tenu, encaissement_tenu
from portail.paiement.paiements.relecture import relire
from portail.socle import debits, horloge
from portail.socle.traduction import _

DEBIT = "60/hour"
CLE_MAX = 40
FOIS_MAX = 10
ANNEES = 2


@blueprint.get("/regie/sommes/<uuid:somme_id>")
def somme_due(somme_id: UUID) -> ResponseReturnValue:
    """Montre une somme due, ses encaissements, ses tentatives, son échéancier."""
    return render_template("agents/regie/somme.html", compte=compte_tenu(regisseur(), somme_id))


@blueprint.route("/regie/sommes/<uuid:somme_id>/encaisser", methods=["GET", "POST"])
def encaisser(somme_id: UUID) -> ResponseReturnValue:
    """Note un chèque, des espèces, des chèques-vacances ou un Pass’Sport."""
    agent = regisseur()
    compte = compte_tenu(agent, somme_id)
    valeurs = {"montant": f"{compte.a_payer:.2f}", "jour": horloge.aujourd_hui().isoformat()}
    form = formulaire_de(_champs(), contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit() and _encaisse(compte, form, agent):
        flash(gettext("L’encaissement est noté."), "succes")
        return _retour(somme_id)
    return render_template("agents/regie/encaisser.html", compte=compte, form=form, cle=_cle()), (
        422 if form.errors else 200
    )


@blueprint.route("/regie/sommes/<uuid:somme_id>/echelonner", methods=["GET", "POST"])
def echelonner(somme_id: UUID) -> ResponseReturnValue:
    """Répartit la somme en plusieurs fois, une par mois."""
    agent = regisseur()
    compte = compte_tenu(agent, somme_id)
    champs = (
        Choix("fois", _("En combien de fois ?"), {str(nombre): str(nombre) for nombre in range(1, FOIS_MAX + 1)}),
        DateConnue("premier", _("Première date limite"), passee=False, ans_max=ANNEES),
    )
    valeurs = {"premier": horloge.aujourd_hui().isoformat()}
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit():
        lus = form.reponses()
        parts = parts_egales(compte.somme.montant, int(str(lus["fois"])), date.fromisoformat(str(lus["premier"])))
        geste = partial(gestes.payer_en_plusieurs_fois, somme_id, parts, agent=agent)
        if accompli(form["fois"], geste, EcheancierFaux):
            flash(gettext("L’échéancier est enregistré."), "succes")
            return _retour(somme_id)
    return render_template("agents/regie/echelonner.html", compte=compte, form=form), 422 if form.errors else 200


@blueprint.post("/regie/sommes/<uuid:somme_id>/relire")
def relire_les_paiements(somme_id: UUID) -> ResponseReturnValue:
    """Redemande à PayFiP le résultat de toutes les tentatives qui ne sont pas encaissées."""
    agent = regisseur()
    compte = compte_tenu(agent, somme_id)
    debits.consommer(DEBIT, "regie/relire", str(agent.id))
    for paiement in compte.paiements:
        if paiement.idop is not None and not paiement.est_encaisse:
            relire(paiement.id)
    flash(gettext("PayFiP a été interrogé."), "information")
    return _retour(somme_id)


@blueprint.get("/regie/encaissements/<uuid:encaissement_id>/recu")
def recu_de_l_encaissement(encaissement_id: UUID) -> ResponseReturnValue:
    """Rend le reçu, à imprimer et à remettre."""
    somme, encaissement = encaissement_tenu(regisseur(), encaissement_id)
    return en_pdf(recu_en_pdf(somme, encaissement), f"recu-{encaissement.numero}.pdf")


def _champs() -> tuple[Champ, ...]:
    moyens = {moyen.value: MOYENS[moyen] for moyen in Moyen if moyen in HORS_LIGNE}
    return (
        Choix("moyen", _("Moyen"), moyens),
        Montant("montant", _("Montant, en euros")),
        DateRecente("jour", _("Reçu le")),
        TexteCourt(
            "reference",
            _("Numéro du chèque, du bordereau ou du coupon"),
            longueur_max=40,
            obligatoire=False,
        ),
    )


def _encaisse(compte: Compte, form: FormulaireDeSaisie, agent: Agent) -> bool:
    lus = form.reponses()
    recu = RecuAuGuichet(
        moyen=Moyen(str(lus["moyen"])),
        montant=Decimal(str(lus["montant"])),
        jour=date.fromisoformat(str(lus["jour"])),
        reference=str(lus["reference"] or ""),
        cle=f"{compte.somme.id}:{_cle()}",
    )
    geste = partial(gestes.encaisser_au_guichet, compte.somme.id, recu, agent=agent)
    refus = (DepasseLeReste, DateImpossible, PaiementEnAttente)
    return accompli(form["montant"], geste, *refus, autres={DateImpossible: form["jour"]})


def _cle() -> str:
    """Rend la clé de ce formulaire, la même quand il se remontre : le même envoi n’encaisse pas deux fois."""
    return request.form.get("cle", "")[:CLE_MAX] or secrets.token_urlsafe(16)


def _retour(somme_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("agents.somme_due", somme_id=somme_id), code=303)
