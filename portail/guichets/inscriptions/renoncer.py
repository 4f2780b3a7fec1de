"""Renoncer à une place : dire ce qui est rendu avant de confirmer."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.demarche.declaration import Choix
from portail.guichets.document_joint import document_recu, formulaire_du_document
from portail.guichets.inscriptions.blueprint import blueprint, foyer, foyer_id
from portail.guichets.inscriptions.tarif import pour_cent
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.inscriptions.paniers import annulations
from portail.inscriptions.paniers.erreurs import JustificatifEnLigne
from portail.inscriptions.paniers.models import DemandeDeRemboursement, MotifDeRenoncement
from portail.inscriptions.paniers.queries import inscription_de
from portail.inscriptions.places.erreurs import PlacePerdue
from portail.inscriptions.places.models import EtatPlace
from portail.inscriptions.places.queries import etats_des
from portail.parametres.queries import valeurs_au
from portail.pieces.justificatifs.actions import TropDeDocuments
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

MOTIFS = {
    MotifDeRenoncement.AUTRE.value: _("Nous changeons d’avis, ou une autre raison"),
    MotifDeRenoncement.MEDICAL.value: _("Une raison médicale, avec un justificatif"),
    MotifDeRenoncement.DEMENAGEMENT.value: _("Nous déménageons, avec un justificatif"),
}


@blueprint.route("/inscriptions/places/<uuid:inscription_id>/renoncer", methods=["GET", "POST"])
def renoncer(inscription_id: UUID) -> ResponseReturnValue:
    """Rend une place acquise ; un motif à justifier ouvre une demande qu’un agent vérifie."""
    une = inscription_de(inscription_id, usager_id=foyer_id())
    if etats_des([une.id]).get(une.id) is not EtatPlace.CONFIRMEE:
        raise Introuvable
    form = formulaire_de([Choix("motif", _("Pourquoi ?"), MOTIFS)], contexte=contexte_de_saisie(), valeurs={})
    document = formulaire_du_document(
        gettext("Le justificatif de votre déménagement"),
        gettext("Un bail, une facture récente. Vous pouvez aussi le montrer au service."),
    )
    if form.validate_on_submit() and _renonce(une.id, form, document):
        flash(gettext("La place est rendue."), "succes")
        return redirect(url_for("usagers.mes_inscriptions"), 303)
    valeurs = valeurs_au(horloge.aujourd_hui())
    page = render_template(
        "inscriptions/renoncer.html",
        inscription=une,
        form=form,
        document=document,
        parts={motif: pour_cent(valeurs[f"inscription_rembourse_{motif}"]) for motif in MOTIFS},
        motifs=MOTIFS,
    )
    return page, SAISIE_A_CORRIGER if form.errors or document.errors else 200


def _renonce(inscription_id: UUID, form: FormulaireDeSaisie, document: FlaskForm) -> bool:
    """Vrai si la place est rendue ; sinon un champ dit pourquoi."""
    joint = document_recu(document)
    if document.errors:
        return False
    motif = MotifDeRenoncement(str(form.reponses()["motif"]))

    def geste() -> None:
        demande = annulations.renoncer(inscription_id, motif, document=joint, **foyer())
        if demande is not None:
            flash(_suite(demande), "information")

    sur_le_document: dict[type[ErreurMetier], Any] = dict.fromkeys(
        (JustificatifEnLigne, TropDeDocuments), document.document
    )
    return accompli(form["motif"], geste, PlacePerdue, autres=sur_le_document)


def _suite(demande: DemandeDeRemboursement) -> str:
    """Rend ce qu’il reste à faire pour être remboursé."""
    if demande.piece_id is not None:
        return gettext("Votre demande de remboursement est ouverte : le service regarde votre justificatif.")
    return gettext("Votre demande de remboursement est ouverte. Montrez le justificatif au service.")
