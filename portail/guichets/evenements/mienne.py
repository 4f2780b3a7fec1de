"""Son inscription : la revoir, la confirmer, prendre ses billets, l’annuler. Sans compte."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.documents.redaction import Redaction
from portail.guichets.contexte import langue_courante
from portail.guichets.evenements.blueprint import blueprint
from portail.guichets.evenements.catalogue import le_meme_jour
from portail.guichets.evenements.ouvertes import est_ouverte_par_lien, ouverte, ouvrir
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_courant
from portail.guichets.poste import poste
from portail.guichets.refus import refus_dit
from portail.inscriptions.billets import rendu
from portail.inscriptions.evenements import actions
from portail.inscriptions.evenements.images import choisir_l_image
from portail.inscriptions.evenements.liens import inscription_du_lien
from portail.inscriptions.evenements.messages import FICHIER, agenda_de
from portail.inscriptions.evenements.models import EtatInscription
from portail.inscriptions.evenements.presences import billets_de
from portail.inscriptions.evenements.queries import inscription_de, inscriptions_de_l_usager
from portail.inscriptions.evenements.service import rang_de
from portail.journal.actions import SYSTEME
from portail.socle import debits, horloge
from portail.socle.erreurs import ErreurMetier, Introuvable

LIENS_PAR_POSTE, PDF_PAR_POSTE = "600/10minutes", "60/hour"


@blueprint.get("/e/<jeton>")
@ouvert
def lien(jeton: str) -> ResponseReturnValue:
    """Ouvre l’inscription que le lien désigne, et ne laisse pas le jeton dans l’adresse ; ne change rien d’autre."""
    debits.consommer(LIENS_PAR_POSTE, "evenements/lien", poste())
    inscription = inscription_de(inscription_du_lien(jeton))
    ouvrir(inscription, par_lien=True)
    return redirect(url_for("evenements.mienne", numero=inscription.numero), 303)


@blueprint.get("/evenements/ouvrir/<numero:numero>")
@ouvert
def ouvrir_la_mienne(numero: str) -> ResponseReturnValue:
    """Ouvre, pour la personne connectée, l’une de ses inscriptions."""
    miennes = inscriptions_de_l_usager(usager_courant().id)
    inscription = next((une for une in miennes if une.numero == numero), None)
    if inscription is None:
        raise Introuvable
    ouvrir(inscription)
    return redirect(url_for("evenements.mienne", numero=numero), 303)


@blueprint.get("/evenements/inscriptions/<numero:numero>")
@ouvert
def mienne(numero: str) -> ResponseReturnValue:
    """Montre l’inscription : ses billets, son rang, ou ce qu’il reste à confirmer."""
    inscription = ouverte(numero)
    redaction = Redaction.en(langue_courante())
    inscrite = inscription.etat is EtatInscription.INSCRIT
    return render_template(
        "evenements/mienne.html",
        inscription=inscription,
        evenement=inscription.evenement,
        etat=inscription.etat.value,
        confirmable=est_ouverte_par_lien(numero),
        billets=[rendu.montrer(un, redaction) for un in billets_de(inscription)] if inscrite else (),
        rang=rang_de(inscription) if inscription.etat is EtatInscription.ATTENTE else None,
        commence=inscription.evenement.debut <= horloge.maintenant(),
        le_meme_jour=le_meme_jour(inscription.evenement.debut, inscription.evenement.fin),
    )


@blueprint.post("/evenements/inscriptions/<numero:numero>/confirmer")
@ouvert
def confirmer_la_mienne(numero: str) -> ResponseReturnValue:
    """Confirme l’adresse : qui a suivi le lien la lit ; s’être inscrit d’ici n’y suffit pas."""
    inscription = ouverte(numero)
    if not est_ouverte_par_lien(numero):
        raise Introuvable
    try:
        confirmee = actions.confirmer(inscription.id, auteur=SYSTEME)
    except ErreurMetier as refus:
        flash(refus_dit(refus), "attention")
    else:
        inscrite = confirmee.etat is EtatInscription.INSCRIT
        dit = gettext("Votre inscription est faite.") if inscrite else gettext("Vous êtes sur la liste d’attente.")
        flash(dit, "succes")
    return redirect(url_for("evenements.mienne", numero=numero), 303)


@blueprint.post("/evenements/inscriptions/<numero:numero>/image")
@ouvert
def choisir_l_image_de_la_mienne(numero: str) -> ResponseReturnValue:
    """Note le refus d’être filmé, ou le retire : un bouton, aucune question."""
    inscription = ouverte(numero)
    try:
        choisie = choisir_l_image(inscription.id, refuse="refuse" in request.form, auteur=SYSTEME)
    except ErreurMetier as refus:
        flash(refus_dit(refus), "attention")
    else:
        dit = gettext("Votre refus est noté.") if choisie.refuse_l_image else gettext("Vous ne refusez plus.")
        flash(dit, "succes")
    return redirect(url_for("evenements.mienne", numero=numero), 303)


@blueprint.get("/evenements/inscriptions/<numero:numero>/agenda.ics")
@ouvert
def agenda_de_la_mienne(numero: str) -> ResponseReturnValue:
    """Rend l’évènement pour l’agenda de la personne."""
    inscription = ouverte(numero)
    reponse = Response(agenda_de(inscription, inscription.evenement), mimetype="text/calendar")
    reponse.headers.set("Content-Disposition", "attachment", filename=FICHIER)
    return reponse


@blueprint.get("/evenements/inscriptions/<numero:numero>/billets.pdf")
@ouvert
def billets_de_la_mienne(numero: str) -> ResponseReturnValue:
    """Rend les billets à imprimer, un par page."""
    inscription = ouverte(numero)
    billets = billets_de(inscription)
    if not billets:
        raise Introuvable
    debits.consommer(PDF_PAR_POSTE, "evenements/billets", poste())
    evenement = inscription.evenement
    presentation = rendu.Presentation(
        titre=evenement.titre,
        numero=inscription.numero,
        lieu=[ligne for ligne in (evenement.lieu_nom, evenement.lieu_adresse) if ligne],
        conditions=[evenement.acces] if evenement.acces else [],
        langue=langue_courante(),
    )
    contenu = rendu.en_pdf(billets, presentation, emis=horloge.aujourd_hui())
    reponse = Response(contenu, mimetype="application/pdf")
    reponse.headers.set("Content-Disposition", "attachment", filename=f"billets-{numero}.pdf")
    reponse.headers["Cache-Control"] = "no-store"
    return reponse


@blueprint.route("/evenements/inscriptions/<numero:numero>/annuler", methods=["GET", "POST"])
@ouvert
def annuler_la_mienne(numero: str) -> ResponseReturnValue:
    """Demande de confirmer, puis rend les places : un bouton, aucune question."""
    inscription, form, refus = ouverte(numero), FlaskForm(), ""
    if form.validate_on_submit():
        try:
            actions.se_desister(inscription.id, auteur=SYSTEME)
        except ErreurMetier as dit:
            refus = refus_dit(dit)
        else:
            flash(gettext("Votre inscription est annulée. Quelqu’un d’autre pourra venir : merci."), "succes")
            return redirect(url_for("evenements.mienne", numero=numero), 303)
    page = render_template(
        "evenements/annuler.html",
        inscription=inscription,
        evenement=inscription.evenement,
        form=form,
        refus=refus,
    )
    return page, 409 if refus else 200
