"""Suivre une requête : quand la réponse part, la réponse elle-même, ajouter l’acte, retirer, préciser."""

from datetime import date
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.documents.composition import mots
from portail.documents.qr import dessiner
from portail.documents.remise import adresse_du_qr
from portail.guichets.contexte import dessin
from portail.guichets.document_joint import document_recu, formulaire_du_document
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.notaires.successions.champs import DEFUNT
from portail.guichets.notaires.successions.nouvelle import adresse_de
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reponses import en_pdf
from portail.identite.notaires.actions import auteur_membre
from portail.identite.notaires.queries import membres_par_id
from portail.journal.actions import consigner
from portail.journal.queries import entrees_nommees
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.successions.brouillons.actions import commencer
from portail.notaires.successions.brouillons.reponses import reponses_de
from portail.notaires.successions.demandes import demande_gardee
from portail.notaires.successions.depot import OBJET, completer, retirer
from portail.notaires.successions.etats import Reponse
from portail.notaires.successions.lettres import commune_dite, naissance_dite
from portail.notaires.successions.models import Requete
from portail.notaires.successions.office import (
    EtatMontre,
    conjointe,
    document_de,
    etat_montre,
    fin_de_validite,
    lire_requete,
    reponse_donnee,
    requete_de,
)
from portail.socle import fichiers
from portail.socle.erreurs import Introuvable


@blueprint.get("/successions/<numero:numero>")
def requete(numero: str) -> ResponseReturnValue:
    """Montre une requête de l’office ; rien n’y annonce la réponse avant son jour."""
    return _montrer(requete_de(membre_courant(), numero), _formulaire_de_l_acte())


@blueprint.post("/successions/<numero:numero>/acte")
def ajouter_l_acte(numero: str) -> ResponseReturnValue:
    """Ajoute l’acte de décès attendu."""
    membre = membre_courant()
    lue = requete_de(membre, numero)
    if etat_montre(lue) is not EtatMontre.A_COMPLETER:
        raise Introuvable
    form = _formulaire_de_l_acte()
    if form.validate_on_submit():
        acte = document_recu(form)
        if acte is None:
            form.document.errors = form.document.errors or [gettext("Choisissez l’acte de décès à joindre.")]
        elif accompli(form.document, partial(completer, lue.id, acte, membre=membre)):
            flash(gettext("L’acte est reçu. Le délai de réponse part d’aujourd’hui."), "succes")
            return redirect(url_for("notaires.requete", numero=numero), 303)
    return _montrer(lue, form), SAISIE_A_CORRIGER


@blueprint.route("/successions/<numero:numero>/retirer", methods=["GET", "POST"])
def retirer_la_requete(numero: str) -> ResponseReturnValue:
    """Demande confirmation, puis retire la requête."""
    membre = membre_courant()
    lue = requete_de(membre, numero)
    if not _est_retirable(lue):
        raise Introuvable
    form = FlaskForm()
    if form.validate_on_submit():
        retirer(lue.id, membre=membre)
        flash(gettext("La requête est retirée."), "succes")
        return redirect(url_for("notaires.requete", numero=numero), 303)
    return render_template("notaires/successions/retirer.html", requete=lue, form=form)


@blueprint.post("/successions/<numero:numero>/preciser")
def preciser_la_requete(numero: str) -> ResponseReturnValue:
    """Recommence une requête à laquelle il manquait des précisions, déjà remplie de ce qui était dit."""
    membre = membre_courant()
    lue = requete_de(membre, numero)
    if not _est_a_preciser(lue):
        raise Introuvable
    demande = demande_gardee(reference=lue.reference, defunt=lue.defunt, deces=lue.deces, succession=lue.succession)
    return redirect(adresse_de(commencer(reponses_de(demande), membre=membre), DEFUNT.nom), 303)


@blueprint.get("/successions/<numero:numero>/reponse")
def reponse_a_la_requete(numero: str) -> ResponseReturnValue:
    """Rend la réponse : à l’écran, ou en PDF scellé. L’un et l’autre sont au journal."""
    membre = membre_courant()
    lue = requete_de(membre, numero)
    document = document_de(lue)
    en_fichier = request.args.get("format") == "pdf"
    if en_fichier and (document.cle is None or document.empreinte is None):
        flash(gettext("Le PDF se prépare. Revenez dans une minute : cette page dit déjà la même chose."), "attention")
        return redirect(url_for("notaires.reponse_a_la_requete", numero=numero), 303)
    action = "telecharger_reponse" if en_fichier else "lire_reponse"
    consigner(action, auteur=auteur_membre(membre), objet=(OBJET, lue.id))
    if en_fichier and document.cle and document.empreinte:
        return en_pdf(fichiers.lire(document.cle, document.empreinte), f"reponse-{numero}.pdf")
    return render_template(
        "notaires/successions/reponse.html",
        requete=lue,
        document=document,
        mots=mots(document.contenu["langue"]),
        qr=dessin(dessiner(adresse_du_qr(document.code, document.mention))) if document.mention else "",
    )


def _formulaire_de_l_acte() -> FlaskForm:
    form = formulaire_du_document(gettext("Acte de décès"))
    form.document.facultatif = False
    return form


def _est_retirable(lue: Requete) -> bool:
    """Vrai tant que la réponse n’est pas partie, où qu’en soit l’étude : ce qui reste possible n’en dit rien."""
    return etat_montre(lue) in {EtatMontre.RECUE, EtatMontre.A_COMPLETER}


def _est_a_preciser(lue: Requete) -> bool:
    return reponse_donnee(lue) is Reponse.RECHERCHE and bool(lue.motif)


def _montrer(lue: Requete, form: FlaskForm) -> str:
    membre = membre_courant()
    lire_requete(membre, lue)
    defunt = Identite.de_json(lue.defunt)
    return render_template(
        "notaires/successions/requete.html",
        requete=lue,
        form=form,
        defunt=defunt,
        naissance=naissance_dite(defunt.naissance),
        lieu_naissance=commune_dite(defunt.lieu),
        deces_le=date.fromisoformat(lue.deces["le"]),
        deces_commune=commune_dite(lue.deces["commune"]),
        deposant=membres_par_id({lue.membre_id})[lue.membre_id],
        conjointe=conjointe(lue),
        document=document_de(lue) if lue.repondue_le else None,
        fin=fin_de_validite(lue),
        retirable=_est_retirable(lue),
        telechargements=entrees_nommees((OBJET, lue.id), {"telecharger_reponse"}) if lue.repondue_le else (),
        a_preciser=_est_a_preciser(lue),
    )
