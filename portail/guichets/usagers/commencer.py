"""Avant la demande : « Ai-je droit ? » sans connexion, version papier, commencement."""

from flask import redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Form

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Choix, Demarche
from portail.demarche.eligibilite import evaluer, tous_les_champs
from portail.dossiers import courriers, queries
from portail.dossiers.actions import brouillon
from portail.dossiers.personnes import LUI_MEME
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.identites import membre_present, ouvert_aux_offices, usager_courant
from portail.guichets.reponses import en_pdf
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.parametres.queries import ouverture, valeurs_au
from portail.socle import debits, horloge
from portail.socle.erreurs import Interdit, Introuvable
from portail.territoire.communes import annuaire

DEBIT = "60/hour"
"""Demandes commencées par personne : un professionnel en ouvre plusieurs, un programme des milliers."""


@blueprint.route("/demarches/<identifiant>/ai-je-droit", methods=["GET", "POST"])
@ouvert
def ai_je_droit(identifiant: str) -> ResponseReturnValue:
    """Répond tout de suite, sans rien garder ; n’empêche jamais de déposer."""
    demarche = demarche_de(identifiant)
    if demarche.pretest is None:
        raise Introuvable
    champs = [champ for champ in tous_les_champs(demarche) if champ.identifiant in demarche.pretest.champs]
    champs.sort(key=lambda champ: demarche.pretest.champs.index(champ.identifiant) if demarche.pretest else 0)
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, jeton=False)
    bilan = None
    if form.validate_on_submit():
        jour = horloge.aujourd_hui()
        bilan = evaluer(
            demarche, form.reponses(), jour=jour, parametres=valeurs_au(jour), communes=annuaire().codes, pretest=True
        )
    return render_template(
        "usagers/ai_je_droit.html", demarche=demarche, form=form, bilan=bilan, ouverture=ouverture(identifiant)
    ), _statut(form)


@blueprint.record_once
def _sans_jeton(etat: BlueprintSetupState) -> None:
    """Le pré-test ne change et ne garde rien : un jeton n’y protégerait rien, et ouvrirait une session."""
    etat.app.extensions["csrf"].exempt(ai_je_droit)


def _statut(form: Form) -> int:
    """Rend 422 si la saisie est à corriger, 200 sinon."""
    return 422 if form.errors else 200


@blueprint.get("/demarches/<identifiant>/formulaire.pdf")
@ouvert
def papier(identifiant: str) -> ResponseReturnValue:
    """Rend la version papier, tirée de la même déclaration."""
    demarche = demarche_de(identifiant)
    return en_pdf(courriers.composer_formulaire_papier(demarche, langue=langue_courante()), f"{identifiant}.pdf")


def _formulaire_qui(demarche: Demarche) -> FormulaireDeSaisie:
    """Demande pour qui l’on fait la demande ; d’un office, c’est toujours pour un client."""
    siennes = {code: dit for code, dit in demarche.deposants.items() if code != demarche.qualite_des_offices}
    qui = Choix("qualite_deposant", _("Pour qui faites-vous cette demande ?"), siennes)
    champs = [] if membre_present() else [qui]
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())


@blueprint.route("/demarches/<identifiant>/commencer", methods=["GET", "POST"])
@ouvert_aux_offices
def commencer(identifiant: str) -> ResponseReturnValue:
    """Demande pour qui l’on fait la demande, propose de reprendre un brouillon, puis ouvre le dossier."""
    usager = usager_courant()
    demarche = demarche_de(identifiant)
    if membre_present() and not demarche.qualite_des_offices:
        raise Interdit
    if demarche.conteste_une_decision:
        return redirect(url_for("usagers.choisir_la_decision"), code=303)
    form = _formulaire_qui(demarche)
    if form.validate_on_submit():
        debits.consommer(DEBIT, "commencer", str(usager.id))
        dossier = brouillon.commencer(
            demarche,
            usager=usager,
            qualite=form.reponses().get("qualite_deposant") or demarche.qualite_des_offices,
            langue=langue_courante(),
            connu=request.args.to_dict(),
        )
        return redirect(url_for("usagers.reprendre", numero=dossier.numero))
    return render_template(
        "usagers/commencer.html",
        demarche=demarche,
        form=form,
        brouillons=queries.brouillons_de_usager(usager, identifiant),
        ouverture=ouverture(identifiant),
        certifie=usager.identite_certifiee is not None,
        lui_meme=LUI_MEME,
        valeurs=valeurs_au(horloge.aujourd_hui()),
        suite=request.path,
    ), _statut(form)
