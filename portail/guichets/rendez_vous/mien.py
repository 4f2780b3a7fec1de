"""Le rendez-vous que l’on a pris : le revoir, le mettre dans son agenda, écrire au lieu, l’annuler. Sans compte."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_courant
from portail.guichets.poste import poste
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.ouverts import (
    dernier_rendez_vous,
    mes_rendez_vous,
    ouvrir_l_attente,
    ouvrir_l_invitation,
    ouvrir_le_rendez_vous,
)
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Texte, au_plus
from portail.rendez_vous.echanges.actions import LONGUEUR, ecrire_au_lieu, noter_la_lecture
from portail.rendez_vous.echanges.queries import fil
from portail.rendez_vous.invitations.queries import invitation_de
from portail.rendez_vous.lieux.queries import lieu_par_id
from portail.rendez_vous.rappels.liens import lien_de
from portail.rendez_vous.rappels.messages import FICHIER, Attendue, agenda_de
from portail.rendez_vous.rappels.voies import annonce_de
from portail.rendez_vous.reservations.changements import annuler, exiger_a_venir, exiger_la_limite
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.queries import (
    adresse_de_visio,
    participation_pour,
    rendez_vous_de_la_participation,
    rendez_vous_pour,
)
from portail.rendez_vous.reservations.seances import se_desinscrire
from portail.rendez_vous.reservations.service import offre_pour
from portail.socle import debits
from portail.socle.erreurs import ErreurMetier, Introuvable, SaisieInvalide, TropDeDemandes
from portail.socle.traduction import _

LIENS_PAR_POSTE = "600/10minutes"
"""Un lien ne se devine pas ; on ne borne que ce qu’une adresse, souvent celle de tout un opérateur, peut en essayer."""


class FormulaireDeMessage(FlaskForm):
    """Un mot au lieu qui reçoit."""

    texte = Texte(
        lazy_gettext("Votre message"),
        description=lazy_gettext("N’y écrivez rien sur votre santé : dites-le de vive voix."),
        validators=[Exige(_("Écrivez votre message.")), au_plus(LONGUEUR)],
    )


@blueprint.get("/r/<jeton>")
@ouvert
def lien(jeton: str) -> ResponseReturnValue:
    """Ouvre ce que le lien d’un message désigne, et ne laisse pas le jeton dans l’adresse."""
    debits.consommer(LIENS_PAR_POSTE, "rendez_vous/lien", poste())
    trouve = lien_de(jeton)
    if trouve.attente_id is not None:
        ouvrir_l_attente(trouve.attente_id)
        return redirect(url_for("rendez_vous.en_attente", attente_id=trouve.attente_id), 303)
    if trouve.invitation_id is not None:
        ouvrir_l_invitation(invitation_de(trouve.invitation_id))
        return redirect(url_for("rendez_vous.invitation", invitation_id=trouve.invitation_id), 303)
    if trouve.participation_id is None:
        raise Introuvable
    rdv, participation = rendez_vous_de_la_participation(trouve.participation_id)
    return _ouvrir(rdv.numero, participation.id)


@blueprint.get("/rendez-vous/ouvrir/<numero:numero>")
@ouvert
def ouvrir_le_mien(numero: str) -> ResponseReturnValue:
    """Ouvre, pour la personne connectée, l’un de ses rendez-vous."""
    acteur = Acteur(usager_id=usager_courant().id)
    return _ouvrir(numero, participation_pour(acteur, rendez_vous_pour(acteur, numero)).id)


def _ouvrir(numero: str, participation_id: UUID) -> ResponseReturnValue:
    ouvrir_le_rendez_vous(numero, [participation_id])
    return redirect(url_for("rendez_vous.mien", numero=numero), 303)


@blueprint.get("/rendez-vous/mien")
@ouvert
def dernier() -> ResponseReturnValue:
    """Rouvre le dernier rendez-vous que ce navigateur a pris, ou dont il a suivi le lien."""
    return redirect(url_for("rendez_vous.mien", numero=dernier_rendez_vous()), 303)


@blueprint.route("/rendez-vous/mien/<numero:numero>", methods=["GET", "POST"])
@ouvert
def mien(numero: str) -> ResponseReturnValue:
    """Montre le rendez-vous ; reçoit un mot pour le lieu."""
    miens = mes_rendez_vous(numero)
    premier = miens[0]
    form = formulaire_repris(FormulaireDeMessage)
    if form.validate_on_submit() and accompli(
        form.texte,
        lambda: ecrire_au_lieu(premier.participation.id, texte=form.texte.data or ""),
        SaisieInvalide,
        TropDeDemandes,
    ):
        flash(gettext("Votre message est envoyé. La réponse sera sur cette page."), "succes")
        return redirect(url_for("rendez_vous.mien", numero=numero), 303)
    noter_la_lecture(premier.participation.id, par_un_agent=False)
    page = render_template(
        "rendez_vous/mien.html",
        miens=miens,
        premier=premier,
        annonce=annonce_de(premier.objet, premier.participation),
        messages=fil(premier.participation.id),
        form=form,
        possibles=_possibles(premier),
        visio=adresse_de_visio(premier.rdv),
        **_offre(premier),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/rendez-vous/mien/<numero:numero>/agenda.ics")
@ouvert
def agenda_du_mien(numero: str) -> ResponseReturnValue:
    """Rend le rendez-vous pour l’agenda de la personne, sous un titre neutre."""
    reponse = Response(agenda_de(mes_rendez_vous(numero)[0]), mimetype="text/calendar")
    reponse.headers.set("Content-Disposition", "attachment", filename=FICHIER)
    return reponse


@blueprint.route("/rendez-vous/mien/<numero:numero>/annuler", methods=["GET", "POST"])
@ouvert
def annuler_le_mien(numero: str) -> ResponseReturnValue:
    """Demande de confirmer, puis annule."""
    miens = mes_rendez_vous(numero)
    form = FlaskForm()
    refus = ""
    if form.validate_on_submit():
        refus = _annuler(miens)
        if not refus:
            flash(gettext("Votre rendez-vous est annulé. Quelqu’un d’autre pourra le prendre : merci."), "succes")
            return redirect(url_for("rendez_vous.mien", numero=numero), 303)
    return render_template("rendez_vous/annuler.html", miens=miens, form=form, refus=refus), 409 if refus else 200


def acteur_de(qui: Attendue) -> Acteur:
    """Rend qui agit : la personne que son lien désigne."""
    return Acteur(participation_id=qui.participation.id)


def _annuler(miens: list[Attendue]) -> str:
    """Annule ces rendez-vous ; rend pourquoi l’un ne peut pas l’être."""
    try:
        for qui in miens:
            if qui.rdv.est_collectif:
                se_desinscrire(qui.participation.id, acteur=acteur_de(qui))
            elif not qui.est_annulee:
                annuler(qui.rdv.id, acteur=acteur_de(qui))
    except ErreurMetier as refus:
        return refus_dit(refus)
    return ""


def _offre(qui: Attendue) -> dict[str, Any]:
    """Rend l’horaire que le lieu garde à la personne à la place de celui qu’il a annulé."""
    gardee = offre_pour(qui.rdv.id, acteur=acteur_de(qui)) if qui.est_annulee and not qui.rdv.est_collectif else None
    return {"offre": gardee, "lieu_offert": lieu_par_id(gardee.lieu_id) if gardee else None}


def _possibles(qui: Attendue) -> Mapping[str, str]:
    """Rend, pour chaque geste encore permis en ligne, rien ; pour les autres, pourquoi."""
    limites = {"annuler": qui.objet.limite_annulation_minutes, "deplacer": qui.objet.limite_deplacement_minutes}
    return MappingProxyType({geste: _empechement(qui, minutes) for geste, minutes in limites.items()})


def _empechement(qui: Attendue, minutes: int) -> str:
    try:
        exiger_a_venir(qui.rdv, qui.participation)
        exiger_la_limite(qui.rdv, minutes)
    except ErreurMetier as refus:
        return refus_dit(refus)
    return ""
